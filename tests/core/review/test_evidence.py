"""The edits in effect tell what was looked at and what was accepted without."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.review.beat_editor import comment_beats, relabel, remove_beats
from ecgviewer.core.review.evidence import (
    SEEN_AT_ONCE,
    SeenCounts,
    evidence_of,
    seen_counts,
    seen_of,
)
from ecgviewer.core.review.session import ReviewSession
from tests.core.columns import confirm, session_of

N, S, V = BeatClass.N, BeatClass.S, BeatClass.V


def label(session: ReviewSession, ids: range, beat_class: int, kind: bool) -> None:
    edit = relabel(session.beats, list(ids), beat_class, 1)
    session.edit(replace(edit, as_kind=kind))


def looked(session: ReviewSession) -> list[int]:
    return np.flatnonzero(session.evidence.looked).tolist()


def accepted(session: ReviewSession) -> list[int]:
    return np.flatnonzero(session.evidence.accepted).tolist()


def test_an_edit_of_a_few_beats_is_a_look_at_each() -> None:
    session = session_of("N" * 40)
    label(session, range(SEEN_AT_ONCE), V, kind=False)
    confirm(session, 30)
    assert looked(session) == [*range(SEEN_AT_ONCE), 30]
    assert accepted(session) == []
    assert set(session.evidence.given.tolist()) == {UNSET}


def test_an_edit_of_more_beats_or_of_a_kind_is_none() -> None:
    session = session_of("N" * 40)
    label(session, range(SEEN_AT_ONCE + 1), V, kind=False)
    label(session, range(20, 23), S, kind=True)
    assert looked(session) == []
    assert accepted(session) == [*range(13), 20, 21, 22]
    assert session.evidence.given[[0, 20, 30]].tolist() == [V, S, UNSET]


def test_a_look_before_or_after_the_kind_was_accepted_counts() -> None:
    session = session_of("N" * 40)
    confirm(session, 0)
    label(session, range(20), N, kind=True)
    confirm(session, 1)
    label(session, range(2, 3), V, kind=False)
    evidence = session.evidence
    assert looked(session) == [0, 1, 2]
    assert accepted(session) == list(range(3, 20))
    assert evidence.tested.tolist() == evidence.looked.tolist()
    assert evidence.given[2] == N
    assert not evidence.looked_alone.any()


def test_a_look_that_said_otherwise_than_the_kind_does_not_count() -> None:
    session = session_of("N" * 40)
    label(session, range(2), V, kind=False)
    label(session, range(20), N, kind=True)
    assert looked(session) == []
    assert accepted(session) == list(range(20))


def test_what_is_undone_was_never_seen() -> None:
    session = session_of("N" * 40)
    confirm(session, 0)
    assert session.evidence.looked_alone[0]
    label(session, range(20), N, kind=True)
    session.undo()
    session.undo()
    assert seen_counts(session.evidence) == SeenCounts(0, 0, 40)
    session.redo()
    assert seen_counts(session.evidence) == SeenCounts(1, 0, 39)


def test_other_edits_say_nothing_of_what_was_seen() -> None:
    session = session_of("N" * 20)
    session.edit(comment_beats(session.beats, [3], "odd"))
    session.edit(remove_beats(session.beats, [5]))
    assert seen_counts(session.evidence) == SeenCounts(0, 0, 19)


def test_beats_reviewed_before_the_first_edit_were_not_looked_at_here() -> None:
    beats = new_beats([100, 400], symbol=np.array(["N", ""]))
    beats = beats.with_values(np.array([0]), reviewed=True)
    evidence = evidence_of(beats, [])
    assert evidence.accepted.tolist() == [True, False]
    assert evidence.looked.tolist() == [False, False]


def test_counts_in_words_and_back() -> None:
    counts = SeenCounts(12, 1190, 30)
    assert counts.text == (
        "looked at singly: 12 beats; accepted as kinds without a look at each: 1,190;"
        " not reviewed: 30"
    )
    assert SeenCounts(1, 0, 0).text.startswith("looked at singly: 1 beat; ")
    assert seen_of({"looked": 12, "accepted": 1190, "never": 30, "more": 1}) == counts
    with pytest.raises(KeyError):
        seen_of({"looked": 12})
