"""The last layer, refitted on the reviewed beats of one patient."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from ecgviewer.classifier.adaptation import (
    HeadChange,
    adapted_probabilities,
    fit_head,
)
from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.labels import UNSET, BeatClass

CLASSES = (BeatClass.N, BeatClass.S, BeatClass.V)
N_UNITS = 8


class Patient:
    """Beats of three kinds, and a shipped layer that takes the third kind for N."""

    def __init__(self, seed: int = 1, n: int = 300) -> None:
        rng = np.random.default_rng(seed)
        kinds = rng.integers(0, 3, n)
        means = 2 * np.eye(3, N_UNITS)
        self.embedding = (means[kinds] + rng.normal(0, 0.3, (n, N_UNITS))).astype(
            np.float32
        )
        self.truth = np.array(CLASSES, np.uint8)[kinds]
        self.weights = rng.normal(0, 0.1, (3, N_UNITS))
        self.weights[:2, :2] += 4 * np.eye(2)
        self.bias = np.array([1.0, 0.0, -2.0])
        logits = self.embedding @ self.weights.T + self.bias
        self.probabilities = softmax(logits, axis=1).astype(np.float32)

    def labels(self, rows: list[int]) -> npt.NDArray[np.uint8]:
        labels = np.full(len(self.truth), UNSET, np.uint8)
        labels[rows] = self.truth[rows]
        return labels

    def correct(self, probabilities: Float32Array) -> float:
        predicted = np.array(CLASSES, np.uint8)[probabilities.argmax(axis=1)]
        return float((predicted == self.truth).mean())

    def adapt(
        self, labels: npt.NDArray[np.uint8], strength: float = 1.0
    ) -> Float32Array:
        change = fit_head(self.embedding, self.probabilities, labels, CLASSES, strength)
        return adapted_probabilities(self.embedding, self.probabilities, change)


def test_a_few_corrections_mend_a_kind_of_beat() -> None:
    patient = Patient()
    assert patient.correct(patient.probabilities) < 0.75
    wrong = np.flatnonzero(patient.truth == BeatClass.V)[:6].tolist()
    right = np.flatnonzero(patient.truth != BeatClass.V)[:6].tolist()
    assert patient.correct(patient.adapt(patient.labels(wrong + right))) > 0.9


def test_it_is_the_refit_of_the_shipped_layer() -> None:
    """The change equals that of a general optimiser on the layer's own weights."""
    patient, strength = Patient(n=60), 0.7
    rows = list(range(0, 60, 3))
    own = patient.embedding[rows].astype(np.float64)
    centre = patient.embedding.mean(axis=0, dtype=np.float64)
    spread = np.sqrt(((patient.embedding - centre) ** 2).sum(axis=1).mean())
    shipped = np.hstack([patient.weights, patient.bias[:, None]])
    wanted = patient.truth[rows, None] == np.array(CLASSES)

    def cost(values: Float64Array) -> float:
        refitted = values.reshape(shipped.shape)
        logits = own @ refitted[:, :-1].T + refitted[:, -1]
        moved = refitted - shipped
        slopes = moved[:, :-1] * spread
        heights = moved[:, -1] + moved[:, :-1] @ centre
        prior = (slopes**2).sum() + (heights**2).sum()
        return float(-log_softmax(logits, axis=1)[wanted].sum() + strength / 2 * prior)

    best = minimize(cost, shipped.ravel(), options={"gtol": 1e-7}).x
    refitted = best.reshape(shipped.shape)
    expected = softmax(patient.embedding @ refitted[:, :-1].T + refitted[:, -1], axis=1)
    adapted = patient.adapt(patient.labels(rows), strength)
    np.testing.assert_allclose(adapted, expected, atol=3e-7)


def test_nothing_reviewed_changes_nothing() -> None:
    patient = Patient()
    change = fit_head(
        patient.embedding, patient.probabilities, patient.labels([]), CLASSES
    )
    assert change.n_reviewed == 0
    adapted = adapted_probabilities(patient.embedding, patient.probabilities, change)
    np.testing.assert_allclose(adapted, patient.probabilities, rtol=1e-5)


def test_classes_that_it_does_not_have_teach_nothing() -> None:
    patient = Patient()
    labels = patient.labels([])
    labels[:5] = BeatClass.F
    labels[5:9] = BeatClass.Q
    assert np.array_equal(patient.adapt(labels), patient.adapt(patient.labels([])))


def test_a_strong_prior_keeps_the_shipped_layer() -> None:
    patient = Patient()
    labels = patient.labels(list(range(50)))
    gaps = [
        np.abs(patient.adapt(labels, strength) - patient.probabilities).max()
        for strength in (0.1, 10.0, 1e3, 1e6)
    ]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 1e-3


def test_the_strength_means_the_same_for_embeddings_of_any_size() -> None:
    patient = Patient()
    labels = patient.labels(list(range(20)))
    expected = patient.adapt(labels)
    patient.embedding = 100 * patient.embedding + 3
    np.testing.assert_allclose(patient.adapt(labels), expected, atol=1e-3)


def test_half_precision_is_widened_exactly() -> None:
    """One unit, read by one class: its logit is the value itself."""
    half = np.array([0, -0.0, 1, -1.5, 65504, -6e-8, 6.1e-5, 0.3333], np.float16)
    values = half.astype(np.float64)
    shipped = np.full((len(half), 3), 1 / 3, np.float32)
    weights = np.array([[1e-3], [0], [0]], np.float32)
    change = HeadChange(weights, np.zeros(3, np.float32), 1)
    adapted = adapted_probabilities(half[:, None], shipped, change).astype(np.float64)
    np.testing.assert_allclose(
        np.log(adapted[:, 0] / adapted[:, 1]), 1e-3 * values, rtol=1e-3, atol=1e-6
    )


def test_half_precision_is_enough() -> None:
    patient = Patient()
    labels = patient.labels(list(range(20)))
    expected = patient.adapt(labels)
    patient.embedding = patient.embedding.astype(np.float16).astype(np.float32)
    half = Patient()
    change = fit_head(
        half.embedding.astype(np.float16), half.probabilities, labels, CLASSES
    )
    adapted = adapted_probabilities(
        half.embedding.astype(np.float16), half.probabilities, change
    )
    np.testing.assert_allclose(adapted, expected, atol=5e-3)


@given(st.integers(0, 10_000), st.integers(1, 40), st.sampled_from([0.01, 1.0, 100.0]))
def test_reviewed_beats_become_more_probable(
    seed: int, n_reviewed: int, strength: float
) -> None:
    patient = Patient(seed, 80)
    rows = list(range(n_reviewed))
    adapted = patient.adapt(patient.labels(rows), strength)
    own = patient.truth[rows].astype(int)
    before = np.log(patient.probabilities[rows, own].clip(1e-12)).sum()
    after = np.log(adapted[rows, own].clip(1e-12)).sum()
    assert after >= before - 1e-4
    np.testing.assert_allclose(adapted.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("constant", [0.0, 2.5])
def test_embeddings_that_do_not_differ_move_all_beats_alike(constant: float) -> None:
    embedding = np.full((30, N_UNITS), constant, np.float32)
    probabilities = np.tile(np.array([0.8, 0.2, 0.0], np.float32), (30, 1))
    labels = np.full(30, UNSET, np.uint8)
    labels[:10] = BeatClass.S
    change = fit_head(embedding, probabilities, labels, CLASSES)
    adapted = adapted_probabilities(embedding, probabilities, change)
    assert adapted[0, 1] > 0.5
    np.testing.assert_allclose(adapted, np.tile(adapted[0], (30, 1)), rtol=1e-4)


def test_a_change_has_the_shape_of_the_layer() -> None:
    patient = Patient()
    change = fit_head(
        patient.embedding, patient.probabilities, patient.labels([0, 1]), CLASSES
    )
    assert isinstance(change, HeadChange)
    assert change.weights.shape == patient.weights.shape
    assert change.bias.shape == patient.bias.shape
    assert change.n_reviewed == 2
