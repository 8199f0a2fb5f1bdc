from __future__ import annotations

import pytest

from ecgviewer.gui.dialogs.place import Place, PlaceError, parse_place


@pytest.mark.parametrize(
    ("text", "time_s"),
    [
        ("0", 0.0),
        ("75.5", 75.5),
        ("75,5", 75.5),
        (" 75 s ", 75.0),
        ("1:15", 75.0),
        ("1:15.25", 75.25),
        ("75:00", 4500.0),
        ("0:01:15", 75.0),
        ("1:02:03.5", 3723.5),
        ("7200", 7200.0),
    ],
)
def test_times_are_read_in_every_form(text: str, time_s: float) -> None:
    assert parse_place(text, 7200, 10) == Place(time_s=time_s)


@pytest.mark.parametrize(("text", "beat"), [("#1", 1), ("#10", 10), ("# 7", 7)])
def test_beats_are_read_by_number(text: str, beat: int) -> None:
    assert parse_place(text, 7200, 10) == Place(beat=beat)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Type a time"),
        ("soon", "Type a time"),
        ("-5", "Type a time"),
        ("1:2:3:4", "Type a time"),
        ("#", "Type a time"),
        ("#x", "Type a time"),
        ("#-1", "Type a time"),
        ("1:75", "below 60"),
        ("1:60:00", "below 60"),
        ("7201", "The record ends at 2:00:00"),
        ("#0", "from 1 to 1,234"),
        ("#1235", "from 1 to 1,234"),
    ],
)
def test_what_is_no_place_is_refused_in_words(text: str, problem: str) -> None:
    with pytest.raises(PlaceError, match=problem):
        parse_place(text, 7200, 1234)


def test_no_beat_can_be_named_before_there_are_any() -> None:
    with pytest.raises(PlaceError, match="No beats"):
        parse_place("#1", 10, 0)
