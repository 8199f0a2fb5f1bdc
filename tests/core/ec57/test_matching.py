from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecgviewer.core.ec57.matching import match_beats

beats = st.lists(st.integers(0, 2000), max_size=40).map(sorted)


def pairs(reference: list[int], test: list[int], tolerance: int) -> list[list[int]]:
    result: list[list[int]] = match_beats(reference, test, tolerance).pairs.tolist()
    return result


def test_beats_within_the_tolerance_are_pairs_and_others_are_not() -> None:
    matches = match_beats([100, 300, 500, 700], [110, 355, 646, 700], 54)
    assert matches.pairs.tolist() == [[0, 0], [3, 3]]
    assert matches.missed.tolist() == [1, 2]
    assert matches.extra.tolist() == [1, 2]


def test_the_tolerance_itself_is_still_a_match() -> None:
    assert pairs([100], [154], 54) == [[0, 0]]
    assert pairs([154], [100], 54) == [[0, 0]]
    assert pairs([100], [155], 54) == []
    assert pairs([155], [100], 54) == []


def test_of_two_beats_the_nearer_one_is_the_match() -> None:
    assert pairs([100], [60, 95], 54) == [[0, 1]]
    assert pairs([60, 95], [100], 54) == [[1, 0]]
    assert pairs([100], [80, 130], 54) == [[0, 0]]


def test_of_two_beats_as_near_the_later_one_is_the_match() -> None:
    assert pairs([100], [80, 120], 54) == [[0, 1]]
    assert pairs([80, 120], [100], 54) == [[1, 0]]


def test_bxb_of_2002_pairs_both_beats_of_its_example() -> None:
    """Source of bxb, note of 24 November 2002: the rule before it paired none."""
    assert pairs([96, 160], [128, 185], 37) == [[0, 0], [1, 1]]
    assert pairs([128, 185], [96, 160], 37) == [[0, 0], [1, 1]]


def test_what_was_passed_over_tells_what_it_faced() -> None:
    matches = match_beats([100, 300], [200, 300, 400], 54)
    assert matches.missed.tolist() == [0]
    assert matches.facing_missed.tolist() == [0]
    assert matches.extra.tolist() == [0, 2]
    assert matches.facing_extra.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("reference", "test", "first_pair"),
    [
        ([1010, 1300], [990, 1290], [0, 0]),  # just before the start, and nearest
        ([1010, 1300], [900, 990, 1013, 1290], [0, 2]),  # a nearer one after the start
        ([1060, 1300], [990, 1290], [1, 1]),  # before the start, and too far
        ([1030, 1300], [1005, 1032, 1290], [0, 1]),  # the first belongs to another beat
        ([1030, 1300], [1031, 1290], [0, 0]),
    ],
)
def test_beats_at_the_start_of_the_test_period(
    reference: list[int], test: list[int], first_pair: list[int]
) -> None:
    matches = match_beats(reference, test, 54, start=1000)
    assert matches.pairs[0].tolist() == first_pair


def test_a_beat_at_the_start_that_is_of_an_earlier_one_is_left_out() -> None:
    matches = match_beats([995, 1300], [1005, 1290], 54, start=1000)
    assert matches.pairs.tolist() == [[1, 1]]
    assert not len(matches.missed)
    assert not len(matches.extra)


def test_of_the_whole_record_no_beat_is_left_out() -> None:
    matches = match_beats([30, 300], [5, 32, 300], 54)
    assert matches.pairs.tolist() == [[0, 1], [1, 2]]
    assert matches.extra.tolist() == [0]


def test_beats_after_the_end_do_not_count_but_complete_a_pair() -> None:
    matches = match_beats([100, 290, 500], [100, 310, 510, 700], 54, end=300)
    assert matches.pairs.tolist() == [[0, 0], [1, 1]]
    assert not len(matches.missed)
    assert not len(matches.extra)


@pytest.mark.parametrize(
    ("reference", "test", "n_missed", "n_extra"),
    [
        ([100, 300], [100], 1, 0), ([100], [100, 300], 0, 1),
        ([100, 301], [100], 0, 0), ([100], [100, 301], 0, 0),
    ],
)  # fmt: skip
def test_a_beat_at_the_end_itself_counts(
    reference: list[int], test: list[int], n_missed: int, n_extra: int
) -> None:
    matches = match_beats(reference, test, 54, end=300)
    assert (len(matches.missed), len(matches.extra)) == (n_missed, n_extra)


def test_an_annotator_without_beats() -> None:
    assert match_beats([], [5, 9], 54).extra.tolist() == [0, 1]
    assert match_beats([5, 9], [], 54).missed.tolist() == [0, 1]
    assert not len(match_beats([], [], 54).pairs)


@pytest.mark.parametrize("samples", [[5, 3], [[1, 2], [3, 4]]])
def test_beats_must_be_one_column_in_order(samples: object) -> None:
    with pytest.raises(ValueError, match="the test beats must be one column"):
        match_beats([1], np.array(samples), 54)


@given(beats, beats, st.integers(0, 100))
def test_every_beat_has_one_place(
    reference: list[int], test: list[int], tolerance: int
) -> None:
    matches = match_beats(reference, test, tolerance)
    ours, theirs = matches.pairs.T
    assert sorted([*ours, *matches.missed]) == list(range(len(reference)))
    assert sorted([*theirs, *matches.extra]) == list(range(len(test)))
    assert all(np.diff(column).min(initial=1) > 0 for column in (ours, theirs))
    distance = np.array(reference)[ours] - np.array(test)[theirs] if len(ours) else 0
    assert np.all(np.abs(distance) <= tolerance)


@given(beats, st.integers(0, 100))
def test_an_annotator_matches_itself(samples: list[int], tolerance: int) -> None:
    distinct = sorted(set(samples))
    matches = match_beats(distinct, distinct, tolerance)
    assert matches.pairs.tolist() == [[i, i] for i in range(len(distinct))]
