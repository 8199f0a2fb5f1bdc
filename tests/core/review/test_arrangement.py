"""Beats are put into other groups, and that is undone at its place among the edits."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.review.arrangement import Arrangement, Dismissal, ViewHistory
from tests.core.kinds.shapes import shapes_of, wave


def _groups() -> BeatGroups:
    shapes = shapes_of([wave(0.01)] * 4 + [wave(0.04)] * 2)
    return BeatGroups(shapes, np.array([1, 1, 1, 1, 2, 2]), np.ones(6, np.float32))


def _moving(*beat_ids: int) -> Arrangement:
    groups = _groups()
    return Arrangement.between(groups, groups.moved(beat_ids))


def test_an_arrangement_leads_there_and_back() -> None:
    groups = _groups()
    merged = groups.merged([1, 2])
    arrangement = Arrangement.between(groups, merged)
    assert arrangement.beat_ids.tolist() == [4, 5]
    assert np.array_equal(arrangement.applied(groups).code, merged.code)
    back = arrangement.inverse().applied(merged)
    assert np.array_equal(back.code, groups.code)


def test_other_groups_of_the_same_beats_are_left_alone() -> None:
    groups = _groups().moved([0])
    arranged = _moving(5).inverse().applied(groups.moved([5]))
    assert arranged.code.tolist() == groups.code.tolist()


def test_arrangements_are_undone_among_the_edits_where_they_were_made() -> None:
    history = ViewHistory()
    first, second = _moving(1), _moving(2)
    history.record(first, 3)
    history.record(second, 4)
    assert history.to_undo(5) is None
    assert history.to_undo(4) is second
    undone = history.undo()
    assert isinstance(undone, Arrangement)
    assert undone.after.tolist() == second.before.tolist()
    assert history.to_undo(4) is None
    assert history.to_undo(3) is first
    history.undo()
    assert history.to_redo(2) is None
    assert history.to_redo(3) is first
    assert history.redo() is first
    assert history.to_redo(3) is None
    assert history.to_redo(4) is second


def test_what_is_new_ends_what_could_be_redone() -> None:
    history = ViewHistory()
    history.record(_moving(1), 0)
    history.undo()
    history.record(_moving(2), 0)
    assert history.to_redo(0) is None
    history.undo()
    history.forget_undone()
    assert history.to_redo(0) is None


def test_a_refusal_has_its_place_among_arrangements() -> None:
    history = ViewHistory()
    dismissal = Dismissal(np.array([3, 4]))
    history.record(dismissal, 2)
    assert history.to_undo(1) is None
    assert history.to_undo(2) is dismissal
    back = history.undo()
    assert isinstance(back, Dismissal)
    assert not back.dismissed
    assert history.redo() is dismissal
    assert dismissal.text == "Dismiss 2 suggestions"
