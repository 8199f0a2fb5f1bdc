"""Suggestions: which still stand, and of what kind they are."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.kinds.suggestions import Suggestions
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import move_beat, relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.suggestion_groups import standing, suggestion_groups
from tests.core.columns import FS, session_of

N, S, V = BeatClass.N, BeatClass.S, BeatClass.V


def proposed(session: ReviewSession, labels: dict[int, BeatClass]) -> Suggestions:
    ids = np.array(sorted(labels))
    return Suggestions(
        ids,
        session.beats.sample[ids],
        np.array([labels[i] for i in ids], np.uint8),
        np.linspace(0.6, 0.9, len(ids), dtype=np.float32),
        n_reviewed=3,
    )


def test_groups_are_by_change_and_kind_the_largest_first() -> None:
    session = session_of("NNNNVV")
    made = proposed(session, {0: S, 1: S, 2: V, 4: N})
    columns = session.columns
    first, *others = suggestion_groups(made, columns)
    assert first.text == "N → S: 2 beats"
    assert first.beat_ids.tolist() == [1, 0]
    assert {g.text for g in others} == {"N → V: 1 beat", "V → N: 1 beat"}
    codes = np.array([1, 2, 1, 1, 1, 1])
    assert len(suggestion_groups(made, columns, codes)) == 4


def test_suggestions_fall_when_the_beat_was_reviewed_moved_or_dismissed() -> None:
    session = session_of("NNNNN")
    made = proposed(session, dict.fromkeys(range(5), V))
    session.edit(relabel(session.beats, [0], N, 1))
    at = int(session.beats.sample[1]) + 10
    session.edit(move_beat(session.beats, 1, at, FS, session.record.n_samples))
    left = standing(made, session.columns, dismissed=[2])
    assert left.beat_id.tolist() == [3, 4]
    assert left.n_reviewed == 3


def test_a_suggestion_of_the_label_that_it_has_is_none() -> None:
    session = session_of("NV")
    made = proposed(session, {0: N, 1: N})
    assert standing(made, session.columns).beat_id.tolist() == [1]
    session.start_predictions(session.predictions.empty())
    assert not len(standing(made, session.columns))
