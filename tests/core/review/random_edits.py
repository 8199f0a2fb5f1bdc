"""Random reviews for property tests: edits, undos and redos on a few beats."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st

from ecgviewer.core.beats import BeatTable, new_beats
from ecgviewer.core.items.items import ReviewItems
from ecgviewer.core.labels import SYMBOL_TITLES, BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import (
    accept,
    add_beat,
    comment_beats,
    mark_noise,
    move_beat,
    relabel,
    remove_beats,
    set_symbol,
)
from ecgviewer.core.review.edits import Edit, apply
from ecgviewer.core.review.history import AnyEdit, Step
from ecgviewer.core.review.item_edits import ItemEdit, apply_items
from ecgviewer.core.review.rhythm_edits import RhythmEdit, apply_rhythm
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from tests.core.review.random_items import ITEM_MOVES, item_edit
from tests.core.review.random_rhythms import RHYTHM_MOVES, rhythm_edit

FS = 100.0
N_SAMPLES = 3000

#: What to do, which beat, where to, and how many beats beside it.
Move = tuple[str, int, int, int]
MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            ["relabel", "symbol", "accept", "add", "remove", "move", "comment", "noise"]
            + RHYTHM_MOVES
            + ITEM_MOVES
            + ["undo", "redo"] * 4
        ),
        st.integers(0, 11),
        st.integers(-10, N_SAMPLES + 10),
        st.integers(0, 3),
    ),
    max_size=35,
)


def random_session(n_beats: int = 8) -> ReviewSession:
    """Return a session whose beats have symbols but for the last."""
    record = Record(
        "random",
        FS,
        (Lead("II"),),
        np.zeros((1, N_SAMPLES), np.float32),
        checksum="f" * 64,
    )
    symbols = ["N", "L", "V", "A", "F", "/", "e", ""][:n_beats]
    beats = new_beats(np.arange(n_beats) * 100 + 50, symbol=symbols)
    return ReviewSession(record, beats, "II")


def make(session: ReviewSession, move: Move) -> Step | None:
    """Do what a random move says; None where it cannot be done."""
    kind = move[0]
    try:
        if kind == "undo":
            return session.undo()[0]
        if kind == "redo":
            return session.redo()[0]
        if kind in RHYTHM_MOVES:
            return session.edit(rhythm_edit(session, move))[0]
        make_edit = item_edit if kind in ITEM_MOVES else _edit
        return session.edit(make_edit(session, move))[0]
    except (ValueError, IndexError, KeyError):
        return None


def _edit(session: ReviewSession, move: Move) -> Edit:
    kind, place, sample, more = move
    beats = session.beats
    ids = beats.beat_id[place : place + 1 + more]
    one = int(beats.beat_id[place]) if place < len(beats) else 99
    classes, symbols = list(BeatClass), list(SYMBOL_TITLES)
    edits: dict[str, Callable[[], Edit]] = {
        "relabel": lambda: relabel(beats, ids, classes[sample % 5], place),
        "symbol": lambda: set_symbol(beats, ids, symbols[sample % 19], place),
        "accept": lambda: accept(beats, ids, session.columns.label, place),
        "add": lambda: add_beat(beats, sample, session.new_beat_id(), FS, N_SAMPLES),
        "remove": lambda: remove_beats(beats, ids),
        "move": lambda: move_beat(beats, one, sample, FS, N_SAMPLES),
        "comment": lambda: comment_beats(beats, ids, f"={sample} 🫀"),
        "noise": lambda: mark_noise(beats, ids, noise=sample % 3 > 0),
    }
    return edits[kind]()


State = tuple[BeatTable, ReaderRhythms, ReviewItems]


def state_of(session: ReviewSession) -> State:
    """Return what edits change."""
    return session.beats, session.rhythms, session.items


def applied(state: State, edit: AnyEdit) -> State:
    """Return the state after an edit."""
    beats, rhythms, items = state
    if isinstance(edit, ItemEdit):
        return beats, rhythms, apply_items(items, edit)
    if isinstance(edit, RhythmEdit):
        return beats, apply_rhythm(rhythms, edit), items
    return apply(beats, edit), rhythms, items


def history_of(session: ReviewSession) -> tuple[State, list[AnyEdit], list[AnyEdit]]:
    """Return what must survive a restart."""
    return state_of(session), session.history.done, session.history.undone
