"""What a retrained network has forgotten is said in plain words."""

from __future__ import annotations

from typing import Any

import numpy as np

from training.progress import Step, Work, time_text
from training.scoring.comparison import Judged, before_and_after
from training.scoring.forgetting import class_lines, warnings
from training.scoring.retrained_card import result_text


def _figures(before: list[int], after: list[int]) -> dict[str, Any]:
    label = np.array([0] * 6 + [1] * 2 + [2] * 2, np.uint8)
    patients = np.array(["a"] * 5 + ["b"] * 5)
    first, second = (np.array(some, np.uint8) for some in (before, after))
    return before_and_after([Judged(patients, label, first, second)])


_RIGHT = [0] * 6 + [1] * 2 + [2] * 2
_NO_S = [0] * 8 + [2] * 2


def test_a_class_that_is_found_less_often_is_warned_of() -> None:
    figures = _figures(_RIGHT, [0] * 7 + [1] + [2] * 2)
    lines = list(class_lines(figures))
    assert lines[1] == (
        "S beats: F1 1.000 -> 0.667; of 100 it finds 50 instead of 100; of 100 that it "
        "calls S, 100 are."
    )
    said = warnings(figures, "other patients")
    assert said[1].startswith("S beats of other patients are recognised worse than")
    assert said[-1] == (
        "Accuracy falls for 1 of 2 patients, other patients: b 1.000 -> 0.800."
    )


def test_where_nobody_loses_there_is_no_warning() -> None:
    assert warnings(_figures(_NO_S, _RIGHT), "other patients") == []


def test_the_result_begins_with_what_came_of_it() -> None:
    gained, lost = _figures(_NO_S, _RIGHT), _figures(_RIGHT, _NO_S)
    figures = {"from": "old-1", "held_out_patients": gained, "other_patients": lost}
    lines = result_text(figures).splitlines()
    assert lines[0].startswith("On patients that were held out, compared with old-1:")
    assert any(line.startswith("WARNING: S beats of other") for line in lines)
    assert any("Keep the old classifier" in line for line in lines)
    del figures["other_patients"]
    text = result_text(figures)
    assert "nothing says what it forgets" in text
    assert "WARNING" not in text


def test_progress_says_how_much_time_is_left() -> None:
    now, told = [0.0], list[Step]()
    work = Work(10, told.append, lambda: now[0])
    work.advance(1, "a")
    now[0] = 0.1
    work.advance(1, "b")
    now[0] = 60.0
    work.advance(1, "c")
    work.advance(7, "d")
    assert [step.doing for step in told] == ["a", "c", "d"]
    assert told[1] == Step("c", 0.3, 60 * 0.7 / 0.3)
    assert told[1].text == "30 %, about 2 min left: c"
    assert told[2].text == "100 %, less than a minute left: d"
    assert time_text(7200) == "about 2.0 h"
