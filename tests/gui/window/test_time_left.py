"""How long a stage goes on is said once it can be known."""

from __future__ import annotations

import pytest

from ecgviewer.core.analysis_events import Progress, Stage
from ecgviewer.gui.window.time_left import TimeLeft


class _Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


def _classified(done: int, total: int = 1000) -> Progress:
    return Progress(Stage.CLASSIFYING, done, total)


@pytest.mark.parametrize(
    ("passed_s", "done", "text"),
    [
        (1.0, 500, ""),
        (10.0, 10, ""),
        (10.0, 0, ""),
        (30.0, 500, "less than a minute left"),
        (60.0, 100, "about 9 min left"),
        (600.0, 100, "about 2 hours left"),
        (400.0, 100, "about 1 hour left"),
    ],
)
def test_what_is_left_follows_from_what_is_done(
    clock: _Clock, passed_s: float, done: int, text: str
) -> None:
    left = TimeLeft(clock)
    assert left.text(_classified(0)) == ""
    clock.now_s += passed_s
    assert left.text(_classified(done)) == text


def test_what_was_kept_of_an_analysis_does_not_make_it_look_fast(
    clock: _Clock,
) -> None:
    left = TimeLeft(clock)
    left.text(_classified(800))
    clock.now_s += 100.0
    # A hundred in 100 s, and another hundred to go.
    assert left.text(_classified(900)) == "about 2 min left"


def test_another_stage_begins_at_once_and_so_does_one_that_begins_again(
    clock: _Clock,
) -> None:
    left = TimeLeft(clock)
    left.text(_classified(0))
    clock.now_s += 100.0
    assert left.text(Progress(Stage.LOOKING, 500, 1000)) == ""
    assert left.text(_classified(500)) == ""
    clock.now_s += 100.0
    assert left.text(_classified(600)) == "about 7 min left"
    assert left.text(_classified(0)) == ""


def test_of_a_stage_without_a_count_nothing_is_said(clock: _Clock) -> None:
    left = TimeLeft(clock)
    left.text(Progress(Stage.LOADING))
    clock.now_s += 100.0
    assert left.text(Progress(Stage.LOADING)) == ""
