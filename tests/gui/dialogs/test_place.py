from __future__ import annotations

from datetime import datetime

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
    with pytest.raises(PlaceError, match="no beats"):
        parse_place("#1", 10, 0)


_START = datetime(2020, 2, 28, 23, 50, 20)


@pytest.mark.parametrize(
    ("text", "time_s"),
    [
        ("23:50:20", 0.0),
        ("23:50", 0.0),
        ("23:51", 40.0),
        ("23:59:59.5", 579.5),
        ("23:59:59,5", 579.5),
        ("0:00", 580.0),
        ("00:20:20", 1800.0),
        ("0:20", 1780.0),
        # Not within the record as times of day, so from its start.
        ("0:25", 25.0),
        ("2:05", 125.0),
        ("0:29:59", 1799.0),
        ("24:30", 1470.0),
        # Never times of day.
        ("75.5", 75.5),
        ("0:10.5", 10.5),
        ("900", 900.0),
    ],
)
def test_the_time_of_day_comes_first_where_the_record_has_one(
    text: str, time_s: float
) -> None:
    place = parse_place(text, 1800, 10, _START)
    assert place.time_s == pytest.approx(time_s)


def test_a_time_of_day_is_the_first_such_of_several_days() -> None:
    assert parse_place("1:00", 3 * 86400, 0, _START) == Place(time_s=4180.0)


def test_a_place_outside_is_refused_in_both_kinds_of_time() -> None:
    with pytest.raises(PlaceError, match=r"lasts 0:30:00, from 23:50:20 to 00:20:20"):
        parse_place("12:00:00", 1800, 0, _START)


_WEEK = 7 * 86400.0


@pytest.mark.parametrize(
    ("text", "time_s"),
    [
        ("d1 23:55", 300.0),
        ("d2 14:30", 600.0 + 14.5 * 3600),
        ("D2 14:30:10", 610.0 + 14.5 * 3600),
        ("day 3", 600.0 + 86400),
        ("d1", 0.0),
        ("2020-02-29 14:30", 600.0 + 14.5 * 3600),
        ("2020-03-01", 600.0 + 86400),
        ("2020-02-29T00:00", 600.0),
    ],
)
def test_days_and_dates_of_a_record_of_several(text: str, time_s: float) -> None:
    start = datetime(2020, 2, 28, 23, 50)
    assert parse_place(text, _WEEK, 0, start) == Place(time_s=time_s)


def test_a_time_of_day_is_on_the_day_in_view() -> None:
    start = datetime(2020, 2, 28, 12, 0)
    day = 86400.0
    for in_view_s, at_s in (
        (0.0, day - 3600),
        (day, day - 3600),
        (3 * day, 3 * day - 3600),
    ):
        place = parse_place("11:00", _WEEK, 0, start, in_view_s)
        assert place == Place(time_s=at_s)
    assert parse_place("13:00", _WEEK, 0, start, 2 * day) == Place(2 * day + 3600)


def test_a_record_without_a_clock_has_days_of_24_hours() -> None:
    assert parse_place("d2 1:00", _WEEK, 0) == Place(time_s=90_000.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("d9 1:00", "from d1 23:50"),
        ("d2 25:00", "d2 14:30"),
        ("d2 soon", "d2 14:30"),
        ("2020-02-31 1:00", "There is no date 2020-02-31"),
        ("2019-02-01 1:00", "from d1 23:50"),
    ],
)
def test_days_that_are_not_there_are_said_to_be_so(text: str, said: str) -> None:
    with pytest.raises(PlaceError, match=said):
        parse_place(text, 3 * 86400.0, 0, datetime(2020, 2, 28, 23, 50))


def test_a_record_without_a_date_has_none() -> None:
    for start in (None, datetime(1, 1, 1, 8, 0)):
        with pytest.raises(PlaceError, match="no date"):
            parse_place("2020-02-28 8:30", _WEEK, 0, start)
