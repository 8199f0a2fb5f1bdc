"""Undo and redo without limit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from ecgviewer.core.beats import new_beats
from ecgviewer.core.items.items import ReviewItems
from ecgviewer.core.review.beat_editor import comment_beats
from ecgviewer.core.review.history import History, StepKind
from tests.core.review.random_edits import (
    MOVES,
    Move,
    make,
    random_session,
    state_of,
)


def test_there_is_nothing_to_undo_at_first() -> None:
    history = History()
    assert (history.undo_text, history.redo_text) == ("", "")
    for kind in (StepKind.UNDO, StepKind.REDO):
        with pytest.raises(IndexError):
            history.step(kind)
    with pytest.raises(ValueError, match="needs its edit"):
        history.step(StepKind.EDIT)


def test_a_new_edit_ends_what_could_be_redone() -> None:
    history, beats = History(), new_beats([10])
    first, second = (comment_beats(beats, [0], text) for text in "ab")
    history.record(history.step(StepKind.EDIT, first))
    undo = history.step(StepKind.UNDO)
    assert undo.edit == first.inverse()
    history.record(undo)
    assert (history.undo_text, history.redo_text) == ("", "Comment on 1 beat")
    history.record(history.step(StepKind.EDIT, second))
    assert (history.done, history.undone) == ([second], [])
    assert history.undo_text == "Comment on 1 beat"


@settings(max_examples=100)
@given(MOVES)
def test_all_can_be_undone_and_redone(moves: list[Move]) -> None:
    session = random_session()
    for move in moves:
        make(session, move)
    last, done = state_of(session), list(session.history.done)
    for _ in done:
        session.undo()
    assert state_of(session) == (session.base, session.base_rhythms, ReviewItems())
    for _ in done:
        session.redo()
    assert state_of(session) == last
    assert session.history.done == done
