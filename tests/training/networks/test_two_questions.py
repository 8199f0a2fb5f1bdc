"""V by the picture, S by timing too."""

from __future__ import annotations

import numpy as np

from training.networks.two_questions import (
    Answers,
    Experts,
    fit_answers,
    ventricular_odds,
)


def _made() -> tuple[Experts, np.ndarray]:
    rng = np.random.default_rng(1)
    label = rng.choice(3, 3000, p=(0.8, 0.1, 0.1)).astype(np.uint8)
    v = np.where(label == 2, 2.0, -2.0) + rng.normal(size=3000)
    early = np.where(label > 0, 3.0, -3.0) + rng.normal(size=3000)
    nothing = rng.normal(size=3000)
    return Experts(v[:, None], np.column_stack([nothing, early])), label


def _fitted() -> tuple[Experts, np.ndarray, Answers]:
    experts, label = _made()
    return experts, label, fit_answers(experts, label, np.ones(len(label)))


def test_probabilities_add_up_and_are_calibrated() -> None:
    experts, label, answers = _fitted()
    said = np.exp(answers.log_probabilities(experts))
    np.testing.assert_allclose(said.sum(axis=1), 1)
    shares = np.bincount(label) / len(label)
    np.testing.assert_allclose(said[:, 2].mean(), shares[2], atol=1e-6)
    # Early V beats of which the picture is not sure are taken for S in part.
    np.testing.assert_allclose(said.mean(axis=0), shares, atol=0.02)


def test_how_early_a_beat_is_says_nothing_of_v() -> None:
    experts, _, answers = _fitted()
    later = Experts(experts.ventricular, experts.early - 4)
    before, after = (answers.log_probabilities(some) for some in (experts, later))
    np.testing.assert_allclose(before[:, 2], after[:, 2])
    assert (after[:, 1] < before[:, 1]).all()


def test_shifts_raise_one_class_each() -> None:
    experts, _, answers = _fitted()
    plain = answers.log_probabilities(experts)
    s = answers.shifted(1.0, 0.0).log_probabilities(experts)
    v = answers.shifted(0.0, 1.0).log_probabilities(experts)
    assert (s[:, 1] > plain[:, 1]).all()
    np.testing.assert_allclose(s[:, 2], plain[:, 2])
    assert (v[:, 2] > plain[:, 2]).all()
    np.testing.assert_allclose(v[:, 1] - v[:, 0], plain[:, 1] - plain[:, 0])


def test_odds_of_v_are_against_n_and_s_together() -> None:
    np.testing.assert_allclose(
        ventricular_odds(np.log([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]])),
        [0, np.log(4)],
        atol=1e-12,
    )
