"""Edits: what they do, what they refuse, and that they can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecgviewer.core.beats import Origin, new_beats
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.review.beat_editor import (
    accept,
    add_beat,
    comment_beats,
    move_beat,
    relabel,
    remove_beats,
    set_symbol,
    take_labels,
)
from ecgviewer.core.review.edits import Action, Edit, EditError, apply
from tests.core.review.random_edits import (
    MOVES,
    Move,
    applied,
    make,
    random_session,
    state_of,
)

FS = 100.0
BEATS = new_beats([100, 200, 300], symbol=["L", "", "V"])


def test_a_class_keeps_the_symbol_that_has_it() -> None:
    edit = relabel(BEATS, [2, 0, 1], BeatClass.N, at=9)
    after = apply(BEATS, edit)
    assert after.symbol.tolist() == ["L", "N", "N"]
    assert after.reviewed.all()
    assert after.reviewed_at.tolist() == [9, 9, 9]
    assert edit.text == "Label 3 beats N"
    assert edit.beat_ids.tolist() == [0, 1, 2]


def test_any_beat_symbol_can_be_set() -> None:
    edit = set_symbol(BEATS, [1], "/", at=9)
    assert apply(BEATS, edit).symbol.tolist() == ["L", "/", "V"]
    assert edit.text == "Set 1 beat to symbol /"
    with pytest.raises(EditError, match=r"'\+' is not the symbol of a beat"):
        set_symbol(BEATS, [1], "+", at=9)


def test_suggested_labels_belong_to_the_beats_they_were_made_for() -> None:
    edit = take_labels(BEATS, [2, 0], np.array([1, 0], np.uint8), at=9)
    after = apply(BEATS, edit)
    assert after.symbol.tolist() == ["L", "", "S"]
    assert after.reviewed.tolist() == [True, False, True]
    assert after.reviewed_at.tolist() == [9, 0, 9]
    assert edit.text.startswith("Accept 2 suggestions ")
    one = take_labels(BEATS, 1, np.array([2], np.uint8), at=9)
    assert apply(BEATS, one).symbol.tolist() == ["L", "V", "V"]
    assert one.text.startswith("Accept 1 suggestion ")
    with pytest.raises(EditError):
        take_labels(BEATS, [], np.empty(0, np.uint8), at=9)


def test_accepting_makes_the_label_shown_the_reviewers() -> None:
    labels = np.array([0, 1, UNSET], np.uint8)
    edit = accept(BEATS, [0, 1], labels, at=9)
    after = apply(BEATS, edit)
    assert after.symbol.tolist() == ["L", "S", "V"]
    assert after.reviewed.tolist() == [True, True, False]
    with pytest.raises(EditError, match="no label yet"):
        accept(BEATS, [2], labels, at=9)


def test_a_beat_is_added_where_there_is_room() -> None:
    edit = add_beat(BEATS, 150, 7, FS, 400)
    after = apply(BEATS, edit)
    assert after.sample.tolist() == [100, 150, 200, 300]
    assert after.beat_id.tolist() == [0, 7, 1, 2]
    assert after.origin[1] == Origin.REVIEWER
    assert (after.symbol[1], after.reviewed[1]) == ("", False)
    for sample in (-1, 400):
        with pytest.raises(EditError, match="outside the record"):
            add_beat(BEATS, sample, 7, FS, 400)
    for sample in (81, 100, 119):
        with pytest.raises(EditError, match="within 200 ms"):
            add_beat(BEATS, sample, 7, FS, 400)
    assert len(add_beat(BEATS, 120, 7, FS, 400).after) == 1


def test_a_beat_moves_with_all_that_is_known_of_it() -> None:
    edit = move_beat(BEATS, 0, 250, FS, 400)
    after = apply(BEATS, edit)
    assert after.sample.tolist() == [200, 250, 300]
    assert after.beat_id.tolist() == [1, 0, 2]
    assert after.symbol.tolist() == ["", "L", "V"]
    assert apply(BEATS, move_beat(BEATS, 0, 110, FS, 400)).sample[0] == 110
    with pytest.raises(EditError, match="already exists"):
        move_beat(BEATS, 0, 100, FS, 400)
    with pytest.raises(EditError, match="within 200 ms"):
        move_beat(BEATS, 0, 190, FS, 400)
    with pytest.raises(EditError, match="outside the record"):
        move_beat(BEATS, 0, 400, FS, 400)


def test_beats_are_removed_and_comments_written() -> None:
    assert apply(BEATS, remove_beats(BEATS, [0, 2])).beat_id.tolist() == [1]
    after = apply(BEATS, comment_beats(BEATS, [1], "noise"))
    assert after.comment.tolist() == ["", "noise", ""]
    assert not after.reviewed.any()


def test_nothing_is_done_to_no_beats() -> None:
    labels = np.zeros(3, np.uint8)
    edits: list[Callable[[], Edit]] = [
        lambda: relabel(BEATS, [], BeatClass.N, 1),
        lambda: set_symbol(BEATS, [], "N", 1),
        lambda: accept(BEATS, [], labels, 1),
        lambda: remove_beats(BEATS, []),
        lambda: comment_beats(BEATS, [], "x"),
    ]
    for edit in edits:
        with pytest.raises(EditError, match="No beat is selected"):
            edit()


def test_an_edit_made_for_another_state_is_refused() -> None:
    edit = relabel(BEATS, [1], BeatClass.V, 1)
    with pytest.raises(EditError, match="has changed since"):
        apply(apply(BEATS, edit), edit)
    with pytest.raises(EditError, match="does not exist"):
        apply(new_beats([100]), edit)
    added = add_beat(BEATS, 150, 7, FS, 400)
    with pytest.raises(EditError, match="already exists"):
        apply(apply(BEATS, added), added)


def test_the_text_does_not_count_in_comparisons() -> None:
    none = BEATS.take([])
    assert Edit(Action.ADD, none, none, "a") == Edit(Action.ADD, none, none, "b")
    assert Edit(Action.ADD, none, none) != Edit(Action.MOVE, none, none)


@settings(max_examples=150)
@given(MOVES)
def test_every_edit_can_be_taken_back(moves: list[Move]) -> None:
    session = random_session()
    for move in moves:
        before = state_of(session)
        step = make(session, move)
        if step is not None:
            assert applied(before, step.edit) == state_of(session)
            assert applied(state_of(session), step.edit.inverse()) == before
            assert step.edit.inverse().inverse() == step.edit
        else:
            assert state_of(session) == before


@settings(max_examples=150)
@given(MOVES, st.integers(1, 8))
def test_ids_are_unique_and_beats_in_order(moves: list[Move], n_beats: int) -> None:
    session = random_session(n_beats)
    seen = set(session.beats.beat_id.tolist())
    for move in moves:
        new_id = session.new_beat_id()
        assert new_id not in seen
        make(session, move)
        ids = session.beats.beat_id.tolist()
        assert len(set(ids)) == len(ids)
        assert set(ids) - seen <= {new_id}
        seen |= set(ids)
        assert (np.diff(session.beats.sample) >= 0).all()
