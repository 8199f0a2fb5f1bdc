"""Which rhythm annotated beats are in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecgviewer.classifier.beat_sequence import STATE_CLASS, BeatState
from ecgviewer.core.labels import UNSET
from tests.training.records.rhythms import rhythm_of
from training.records.beat_states import states_of, transition_counts


def _names(letters: str, note: str = "") -> list[str]:
    states = states_of(rhythm_of(letters, note))
    return ["-" if s == UNSET else BeatState(int(s)).name for s in states]


def test_single_beats_and_couplets_are_of_sinus_rhythm() -> None:
    assert _names("NSNVVNQ") == [
        "SINUS_N", "SINUS_S", "SINUS_N", "SINUS_V", "SINUS_V", "SINUS_N", "-",
    ]  # fmt: skip


def test_three_in_a_row_are_a_run() -> None:
    assert _names("NSSSN")[1:4] == ["S_RUN"] * 3
    assert _names("VVVVN")[:4] == ["V_RUN"] * 4


def test_three_turns_are_a_bigeminy() -> None:
    turns = ["V_BIGEMINY_N", "V_BIGEMINY_V"]
    assert _names("NNVNVNVNN")[1:8] == [*turns * 3, turns[0]]
    assert _names("SNSNSN")[:2] == ["S_BIGEMINY_S", "S_BIGEMINY_N"]
    assert "V_BIGEMINY_V" not in _names("NNVNVNN")


def test_in_fibrillation_only_ventricular_beats_are_told_apart() -> None:
    assert _names("NSVN", "(AFIB") == [
        "FIBRILLATION_N", "FIBRILLATION_N", "FIBRILLATION_V", "FIBRILLATION_N",
    ]  # fmt: skip


def test_states_have_the_classes_of_their_beats() -> None:
    letters = "NNVNVNVNNSSSNVVVNSNSNSNSNQN"
    rhythm = rhythm_of(letters)
    states = states_of(rhythm)
    known = states != UNSET
    np.testing.assert_array_equal(STATE_CLASS[states[known]], rhythm.labels[known])


def test_steps_are_counted_where_both_beats_and_the_interval_are_known() -> None:
    rhythm = rhythm_of("NNQNN")
    counts = transition_counts([rhythm, rhythm_of("NSN")])
    assert counts[BeatState.SINUS_N, BeatState.SINUS_N] == 2
    assert counts[BeatState.SINUS_S, BeatState.SINUS_N] == 1
    assert counts.sum() == 4
    across = np.array([False, True, False, False, False])
    assert transition_counts([replace(rhythm, across=across)]).sum() == 1
