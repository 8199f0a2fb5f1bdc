"""The beat table: columns that stay together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecgviewer.core.beats import COLUMNS, BeatTable, Origin, concatenate, new_beats


def test_new_beats_are_sorted_and_unreviewed() -> None:
    beats = new_beats([30, 10, 20], first_id=5, symbol=["V", "N", "A"])
    assert beats.sample.tolist() == [10, 20, 30]
    assert beats.symbol.tolist() == ["N", "A", "V"]
    assert beats.beat_id.tolist() == [5, 6, 7]
    assert beats.next_id == 8
    assert not beats.reviewed.any()
    assert beats.comment.tolist() == ["", "", ""]
    assert (beats.origin == Origin.DETECTOR).all()


def test_no_beats_are_a_table_too() -> None:
    beats = new_beats([])
    assert (len(beats), beats.next_id) == (0, 0)
    assert len(beats.rows_of([])) == 0
    assert len(beats.joined(beats)) == 0
    with pytest.raises(KeyError):
        beats.rows_of([0])


@pytest.mark.parametrize("name", COLUMNS)
def test_no_column_can_be_written(name: str) -> None:
    beats = new_beats([10, 20])
    with pytest.raises(ValueError, match="read-only"):
        getattr(beats, name)[0] = getattr(beats, name)[1]


def test_unequal_columns_and_wrong_order_are_refused() -> None:
    beats = new_beats([10, 20])
    with pytest.raises(ValueError, match="unequal lengths"):
        replace(beats, sample=np.array([1]))
    with pytest.raises(ValueError, match="not sorted"):
        replace(beats, sample=np.array([20, 10]))


def test_tables_are_equal_by_value() -> None:
    beats = new_beats([10, 20])
    assert beats == new_beats([10, 20])
    assert beats != new_beats([10, 21])
    assert beats != new_beats([10])
    assert beats != "beats"
    with pytest.raises(TypeError, match="unhashable"):
        hash(beats)


def test_rows_are_found_by_id_in_the_order_asked() -> None:
    beats = new_beats([10, 30]).joined(new_beats([20], first_id=7))
    assert beats.beat_id.tolist() == [0, 7, 1]
    assert beats.rows_of([1, 7]).tolist() == [2, 1]
    assert beats.rows_of(0).tolist() == [0]
    assert beats.contains(7)
    assert not beats.contains(2)
    for missing in (2, 8, -1):
        with pytest.raises(KeyError):
            beats.rows_of([0, missing])


def test_values_change_in_a_copy_that_shares_the_rest() -> None:
    beats = new_beats([10, 20])
    changed = beats.with_values(np.array([1]), symbol="V", comment="late")
    assert changed.symbol.tolist() == ["", "V"]
    assert changed.comment.tolist() == ["", "late"]
    assert beats.symbol.tolist() == ["", ""]
    assert changed.sample is beats.sample


def test_what_is_the_same_in_every_row_takes_the_room_of_one_value() -> None:
    beats = new_beats([10, 20, 30])
    every = np.arange(3)
    labelled = beats.with_values(every, symbol="V", comment="late")
    for column in (beats.symbol, labelled.symbol, labelled.comment, beats.noise):
        assert column.strides == (0,)
    assert labelled.symbol.tolist() == ["V"] * 3
    assert labelled.take([0, 2]).symbol.strides == (0,)
    assert labelled.take([0, 2]).comment.tolist() == ["late"] * 2


def test_every_row_of_a_table_is_the_table() -> None:
    beats = new_beats([10, 20, 30])
    assert beats.take([0, 1, 2]) is beats
    assert beats.take(beats.sample > 5) is beats
    assert beats.take([0, 2, 1][:2]) is not beats
    given = np.array(["N", "V", "A"])
    changed = beats.with_values(np.arange(3), symbol=given)
    given[0] = "Q"
    assert changed.symbol.tolist() == ["N", "V", "A"]


def test_equal_columns_of_two_tables_can_be_shared() -> None:
    one, other = new_beats([10, 20], symbol=["N", "V"]), new_beats([10, 20])
    shared = one.sharing(other)
    assert shared == one
    assert shared.sample is other.sample
    assert shared.symbol is one.symbol


def test_rows_are_found_after_a_table_has_passed_on_where_its_ids_are() -> None:
    beats = new_beats([10, 20, 30], first_id=4)
    assert beats.rows_of([6, 4]).tolist() == [2, 0]
    changed = beats.with_values(np.array([1]), symbol="V")
    assert changed.rows_of([6, 4]).tolist() == [2, 0]
    moved = changed.with_values(np.array([0, 1, 2]), beat_id=[9, 8, 7])
    assert moved.rows_of([8, 9]).tolist() == [1, 0]


def test_rows_are_taken_by_index_or_mask() -> None:
    beats = new_beats([10, 20, 30])
    assert beats.take([0, 2]).sample.tolist() == [10, 30]
    assert beats.take(beats.sample > 15).sample.tolist() == [20, 30]
    assert beats.without(np.array([1])).sample.tolist() == [10, 30]
    assert len(beats.take([])) == 0


@given(st.lists(st.lists(st.integers(0, 50), max_size=6), min_size=1, max_size=4))
def test_joined_tables_are_sorted_and_whole(parts: list[list[int]]) -> None:
    tables: list[BeatTable] = []
    for part in parts:
        tables.append(new_beats(part, first_id=sum(map(len, tables))))
    joined = concatenate(tables)
    assert joined.sample.tolist() == sorted(s for part in parts for s in part)
    assert sorted(joined.beat_id) == list(range(len(joined)))
    for table in tables:
        assert joined.take(np.sort(joined.rows_of(table.beat_id))) == table


def test_who_found_a_beat_is_written_in_journals_by_these_numbers() -> None:
    numbers = {origin.name: int(origin) for origin in Origin}
    assert numbers == {"DETECTOR": 0, "REFERENCE": 1, "REVIEWER": 2}


def test_beats_are_not_what_is_no_beats() -> None:
    beats = new_beats([100, 200])
    assert (beats == 3) is False
    assert beats.__eq__(3) is NotImplemented
