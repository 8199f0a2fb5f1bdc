"""Times of a record in words."""

from __future__ import annotations

from datetime import datetime

import pytest

from ecgviewer.core.time_text import (
    both_times_text,
    clock_text,
    day_of,
    day_text,
    elapsed_text,
    left_text,
    moment_text,
    rough_text,
    time_text,
)

_START = datetime(2024, 5, 1, 23, 59, 30)


@pytest.mark.parametrize(
    ("at_s", "longest_s", "text"),
    [(7, 59, "7.0 s"), (61.25, 3599, "1:01.2"), (3661, 3661, "1:01:01.0")],
)
def test_elapsed(at_s: float, longest_s: float, text: str) -> None:
    assert elapsed_text(at_s, 1, longest_s) == text
    assert elapsed_text(-at_s, 1, longest_s) == f"-{text}"


def test_the_clock_where_there_is_one() -> None:
    assert time_text(31, 0, 60, _START) == "00:00:01"
    assert time_text(31, 0, 60, None) == "0:31"
    assert clock_text(0.25, 2, _START) == "23:59:30.25"
    assert both_times_text(31, 60, None) == "0:31.000"
    assert both_times_text(31, 60, _START) == "00:00:01.000 (0:31.000)"


def test_days_end_at_midnight_or_after_24_hours() -> None:
    assert [day_of(at_s, _START) for at_s in (0, 29, 30)] == [1, 1, 2]
    assert [day_of(at_s, None) for at_s in (0, 86_399, 86_400)] == [1, 1, 2]


def test_moments_of_several_days() -> None:
    day_s = 86_400.0
    assert day_text(31, day_s, _START) == "d2 "
    assert day_text(31, day_s - 1, _START) == ""
    assert day_text(31, float("inf"), _START) == ""
    assert moment_text(31, 0, 2 * day_s, _START) == "d2 00:00:01"
    assert moment_text(day_s + 61, 0, 2 * day_s, None) == "d2 0:01:01"
    assert moment_text(31, 0, 60, None) == "0:31"
    assert both_times_text(day_s, 2 * day_s, None) == "d2 0:00:00.000 (24:00:00.000)"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "1 s left"),
        (89.4, "89 s left"),
        (90.0, "2 min left"),
        (5390.0, "1 h 30 min left"),
        (36_000.0, "10 h 00 min left"),
    ],
)
def test_what_is_left(seconds: float, text: str) -> None:
    assert left_text(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (89, "89 s"), (91, "2 min"), (7500, "2 h 05 min")]
)
def test_a_length_is_told_roughly(seconds: float, text: str) -> None:
    assert rough_text(seconds) == text
