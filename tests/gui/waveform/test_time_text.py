"""Times in words, and steps of axes and grids."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from ecgviewer.gui.look.time_text import (
    both_times_text,
    clock_text,
    elapsed_text,
    moment_text,
    time_text,
)
from ecgviewer.gui.waveform.paper.time_steps import (
    GRID_STEPS_S,
    MIN_GRID_PX,
    clock_multiples,
    grid_steps,
    label_step_s,
    multiples,
    step_for,
)


@pytest.mark.parametrize(
    ("at_s", "decimals", "longest_s", "text"),
    [
        (7.25, 2, 30.0, "7.25 s"),
        (7.0, 0, 30.0, "7 s"),
        (7.0, 0, 90.0, "0:07"),
        (67.5, 1, 1800.0, "1:07.5"),
        (59.9996, 3, 1800.0, "1:00.000"),
        (67.0, 0, 86400.0, "0:01:07"),
        (86399.0, 0, 86400.0, "23:59:59"),
        (-0.5, 1, 1800.0, "-0:00.5"),
    ],
)
def test_elapsed_time(at_s: float, decimals: int, longest_s: float, text: str) -> None:
    assert elapsed_text(at_s, decimals, longest_s) == text


def test_clock_time_goes_over_midnight() -> None:
    start = datetime(2020, 2, 28, 23, 59, 50)
    assert clock_text(9.0, 0, start) == "23:59:59"
    assert clock_text(10.25, 2, start) == "00:00:00.25"
    between = datetime(2020, 2, 28, 10, 44, 18, 871_000)
    assert clock_text(41.129, 0, between) == "10:45:00"
    assert clock_text(41.1289, 3, between) == "10:45:00.000"
    assert time_text(0.0, 0, 60.0, start) == "23:59:50"
    assert time_text(0.0, 0, 60.0, None) == "0:00"
    assert both_times_text(10.25, 60.0, start) == "00:00:00.250 (0:10.250)"
    assert both_times_text(10.25, 60.0, None) == "0:10.250"


def test_paper_has_its_usual_boxes_where_there_is_room() -> None:
    assert grid_steps(GRID_STEPS_S, 120.0) == (0.04, 0.2)
    assert grid_steps(GRID_STEPS_S, 60.0) == (0.2, 1.0)


@pytest.mark.parametrize("span_s", [0.2, 2, 10, 60, 600, 1800, 7200, 86400, 604800])
def test_grid_lines_never_run_into_each_other(span_s: float) -> None:
    px_per_s = 1200 / span_s
    minor, major = grid_steps(GRID_STEPS_S, px_per_s)
    assert major > minor
    assert minor * px_per_s >= MIN_GRID_PX


@pytest.mark.parametrize("span_s", [0.2, 2, 10, 60, 600, 1800, 7200, 86400])
def test_labels_have_room_and_there_are_some(span_s: float) -> None:
    px_per_s = 1200 / span_s
    step = label_step_s(px_per_s, 90.0)
    assert step * px_per_s >= 90.0
    assert len(multiples(step, 0.0, span_s)) >= 2


def test_multiples_include_both_ends() -> None:
    assert multiples(0.5, -0.5, 1.0) == [-0.5, 0.0, 0.5, 1.0]
    assert multiples(10.0, 1.0, 9.0) == []


def test_long_times_have_all_their_parts() -> None:
    assert elapsed_text(0, 3, math.inf) == "0:00:00.000"
    assert elapsed_text(59.9996, 3, math.inf) == "0:01:00.000"
    assert elapsed_text(86399.25, 3, math.inf) == "23:59:59.250"


def test_times_are_round_on_the_clock_where_it_is_known() -> None:
    begin = datetime(2020, 2, 28, 23, 44, 18, 500_000)
    times = clock_multiples(300.0, 0.0, 1200.0, begin)
    texts = [clock_text(at_s, 0, begin) for at_s in times]
    assert texts == ["23:45:00", "23:50:00", "23:55:00", "00:00:00"]
    assert clock_multiples(1.0, 0.0, 2.0, begin) == [0.5, 1.5]
    assert clock_multiples(0.5, 0.0, 1.0, begin) == [0.0, 0.5, 1.0]
    assert clock_multiples(5.0, 0.0, 10.0, None) == [0.0, 5.0, 10.0]


def test_the_clock_goes_on_after_the_year_9999() -> None:
    start = datetime(9999, 12, 31, 23, 59, 50)
    assert clock_text(10.25, 2, start) == "00:00:00.25"
    assert clock_text(86_400.0 * 400, 0, start) == "23:59:50"


@pytest.mark.parametrize("px_per_unit", [1e-12, 1e-7, 1e-5, 1e-3, 1.0, 1e3, 1e9])
def test_lines_are_apart_at_any_scale(px_per_unit: float) -> None:
    minor, major = grid_steps(GRID_STEPS_S, px_per_unit)
    assert major > minor
    assert minor * px_per_unit >= MIN_GRID_PX
    assert len(multiples(minor, 0.0, 1200 / px_per_unit)) <= 1200 / MIN_GRID_PX + 1


def test_more_lines_than_a_screen_has_dots_are_not_made() -> None:
    assert multiples(1.0, 0.0, 1e9) == []
    assert multiples(1.0, math.nan, math.inf) == []
    assert step_for((1.0, 2.0), 0.0, 4.0) == 2.0


def test_a_record_of_several_days_says_which() -> None:
    start, week_s = datetime(2020, 2, 28, 23, 0), 7 * 86400.0
    assert moment_text(0.0, 0, week_s, start) == "d1 23:00:00"
    assert moment_text(3600.0, 0, week_s, start) == "d2 00:00:00"
    assert moment_text(90_000.0, 0, week_s, None) == "d2 1:00:00"
    assert moment_text(90.0, 0, 1800.0, start) == "23:01:30"
    assert moment_text(90.0, 0, 1800.0, None) == "1:30"
    assert both_times_text(3600.0, week_s, start) == "d2 00:00:00.000 (1:00:00.000)"
    assert moment_text(90.0, 0, math.inf, start) == "23:01:30"
