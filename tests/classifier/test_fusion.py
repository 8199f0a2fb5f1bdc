"""What several leads say of a beat, as one."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.classifier import fusion

N, S, V = range(3)


def _said(*beats: list[list[float]]) -> np.ndarray:
    return np.array(beats, np.float32)


def _there(quality: np.ndarray) -> np.ndarray:
    return np.ones(quality.shape, bool)


def test_a_lead_of_noise_drops_out_where_another_is_clear() -> None:
    quality = np.array(
        [[0.95, 0.2], [0.95, 0.05], [0.1, 0.05], [0.8, 0.05]], np.float32
    )
    counts = fusion.counting(quality, _there(quality))
    assert counts.tolist() == [[True, True], [True, False], [True, True], [True, True]]
    assert fusion.equal_weights(counts[:2]).tolist() == [[0.5, 0.5], [1, 0]]


def test_a_lead_without_a_signal_drops_out_however_noisy_the_other_is() -> None:
    quality = np.array([[0.1, 0.0], [0.9, 0.9], [0.5, 0.5]], np.float32)
    there = np.array([[True, False], [True, False], [False, False]])
    counts = fusion.counting(quality, there)
    assert counts.tolist() == [[True, False], [True, False], [True, True]]


def test_the_mean_of_logits_lets_the_surer_lead_decide() -> None:
    said = _said([[0.6, 0.1, 0.3], [0.02, 0.02, 0.96]])
    both = fusion.fused(said, np.full((1, 2), 0.5, np.float32))
    expected = np.sqrt(said[0, 0] * said[0, 1])
    assert both.probabilities[0] == pytest.approx(expected / expected.sum(), abs=1e-6)
    assert both.probabilities[0].argmax() == V
    # The lead that says N is 60 % sure of it.
    assert both.dissent.tolist() == pytest.approx([0.6])


def test_a_lead_that_drops_out_changes_nothing_and_does_not_dissent() -> None:
    said = _said([[0.9, 0.05, 0.05], [0.0, 0.0, 1.0]])
    alone = fusion.fused(said, np.array([[1, 0]], np.float32))
    assert alone.probabilities == pytest.approx(said[:, 0], abs=1e-6)
    assert alone.dissent.tolist() == [0]


def test_one_lead_alone_is_as_it_is_to_the_bit() -> None:
    said = np.random.default_rng(1).dirichlet((1, 1, 1), (5, 1)).astype(np.float32)
    weights = fusion.equal_weights(np.ones((5, 1), bool))
    assert np.array_equal(fusion.fused(said, weights).probabilities, said[:, 0])


def test_what_changes_the_logits_changes_those_of_the_mean_embedding_alike() -> None:
    random = np.random.default_rng(2)
    embedding = random.normal(size=(4, 3, 8)).astype(np.float32)
    weights = random.dirichlet((1, 1, 1), 4).astype(np.float32)
    change = random.normal(size=(8, 2)).astype(np.float32)
    each = (embedding @ change * weights[:, :, None]).sum(axis=1)
    together = fusion.fused_embedding(embedding, weights) @ change
    assert together == pytest.approx(each, abs=1e-4)


def test_the_lead_that_decided_comes_first_and_one_that_dropped_out_last() -> None:
    said = np.array([[0.6, 0.1, 0.3], [0.0, 0.0, 1.0], [0.1, 0.1, 0.8]], np.float32)
    weights = np.array([0.5, 0.0, 0.5], np.float32)
    assert fusion.by_contribution(said, weights, V).tolist() == [2, 0, 1]
    assert fusion.by_contribution(said, weights, N).tolist() == [0, 2, 1]
