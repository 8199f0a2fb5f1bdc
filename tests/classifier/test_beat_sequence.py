"""Beats in the light of the beats around them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ecgviewer.classifier.beat_sequence import (
    STATE_CLASS,
    BeatSequence,
    BeatState,
    counted,
)
from ecgviewer.core.stopping import Stopped

_N_STATES = len(BeatState)
_NO_FIBRILLATION = np.zeros(40)


def _sequence() -> BeatSequence:
    """Rhythms that last, and single ectopic beats in sinus rhythm."""
    counts = np.eye(_N_STATES) * 95 + 0.5
    sinus = BeatState.SINUS_N
    counts[sinus, BeatState.SINUS_S] = counts[sinus, BeatState.SINUS_V] = 3
    for single in (BeatState.SINUS_S, BeatState.SINUS_V):
        counts[single] = 0.5
        counts[single, sinus] = 95
    counts[sinus, sinus] = 2000
    return counted([counts])


def _evidence(sure: dict[int, tuple[int, float]], n: int = 40) -> np.ndarray:
    """Return evidence for N throughout, and at some beats for another class."""
    evidence = np.tile([2.0, 0.0, 0.0], (n, 1))
    for row, (place, strength) in sure.items():
        evidence[row] = 0
        evidence[row, place] = strength
    return evidence


def test_is_the_sum_over_all_paths() -> None:
    rng = np.random.default_rng(3)
    sequence, evidence = _sequence(), rng.normal(size=(3, 3))
    af = rng.normal(size=3)
    total = np.zeros((3, 3))
    fibrillating = {BeatState.FIBRILLATION_N, BeatState.FIBRILLATION_V}
    for path in itertools.product(range(_N_STATES), repeat=3):
        p = sequence.initial[path[0]]
        for one, other in itertools.pairwise(path):
            p *= sequence.transition[one, other]
        for row, state in enumerate(path):
            p *= np.exp(evidence[row, STATE_CLASS[state]])
            p *= np.exp(af[row]) if state in fibrillating else 1.0
        for row, state in enumerate(path):
            total[row, STATE_CLASS[state]] += p
    expected = np.log(total / total.sum(axis=1, keepdims=True))
    np.testing.assert_allclose(
        sequence.class_log_probabilities(evidence, af), expected, atol=1e-9
    )


def test_a_run_carries_a_beat_that_is_doubtful_alone() -> None:
    sequence = _sequence()
    alone = sequence.class_log_probabilities(
        _evidence({20: (1, 0.5)}), _NO_FIBRILLATION
    )
    run = dict.fromkeys(range(15, 26), (1, 4.0)) | {20: (1, 0.5)}
    inside = sequence.class_log_probabilities(_evidence(run), _NO_FIBRILLATION)
    assert inside[20].argmax() == 1
    assert alone[20].argmax() == 0


def test_fibrillation_takes_early_beats_for_normal() -> None:
    sequence, evidence = _sequence(), _evidence({20: (1, 3.0)})
    sinus = sequence.class_log_probabilities(evidence, np.full(40, -3.0))
    fibrillation = sequence.class_log_probabilities(evidence, np.full(40, 3.0))
    assert fibrillation[20, 1] < sinus[20, 1]


def test_no_beats_and_one_are_answered() -> None:
    sequence = _sequence()
    none = sequence.class_log_probabilities(np.empty((0, 3)), np.empty(0))
    assert none.shape == (0, 3)
    one = sequence.class_log_probabilities(np.zeros((1, 3)), np.zeros(1))
    np.testing.assert_allclose(np.exp(one).sum(), 1)


def test_can_be_stopped() -> None:
    with pytest.raises(Stopped):
        _sequence().class_log_probabilities(
            _evidence({}), _NO_FIBRILLATION, stop=lambda: True
        )


def test_databases_count_the_same_whatever_their_size() -> None:
    small, large = np.zeros((_N_STATES, _N_STATES)), np.zeros((_N_STATES, _N_STATES))
    small[0, 1], large[0, 0] = 1, 1e6
    large[2, 0] = 1e6
    sequence = counted([small, large])
    assert sequence.transition[0, 0] == pytest.approx(sequence.transition[0, 1])
    # Only one database knows what follows state 2.
    assert sequence.transition[2, 0] > 0.99
    np.testing.assert_allclose(sequence.transition.sum(axis=1), 1)
    assert (sequence.transition > 0).all()
    np.testing.assert_allclose(sequence.initial.sum(), 1)
    with pytest.raises(ValueError, match="no transitions"):
        counted([])
