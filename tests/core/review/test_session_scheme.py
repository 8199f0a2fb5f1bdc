"""A review under other classes: what is taken over, kept, counted and edited."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.beats import new_beats
from ecgviewer.core.kinds.suggestions import Suggestions
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import accept, relabel, take_labels
from ecgviewer.core.review.beat_search import SearchedBeats, matching
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.suggestion_groups import counted_in, suggestion_groups
from ecgviewer.core.review.triage import label_error, triage
from tests.label_schemes import N_L_R_S_V_P, N_V

N, L, R, S, V, P = N_L_R_S_V_P.codes


def _record(n_beats: int) -> Record:
    return Record("x", 250.0, (Lead("MLII"),), np.zeros((1, 250 * n_beats), np.float32))


def _session(
    said: list[int], scheme: LabelScheme = N_L_R_S_V_P, kept: LabelScheme | None = None
) -> ReviewSession:
    """Return a review of a classifier that says some classes with 0.9."""
    n, codes = len(said), scheme.codes
    session = ReviewSession(_record(n + 1), scheme=kept)
    session.add_detected(new_beats(200 * np.arange(1, n + 1)))
    session.start_predictions(Predictions.empty(codes, "its", scheme))
    rest = 0.1 / (len(codes) - 1)
    probabilities = np.full((n, len(codes)), rest, np.float32)
    probabilities[np.arange(n), said] = 0.9
    batch = PredictionBatch(
        np.arange(n), session.beats.sample, probabilities, np.ones(n, np.float32)
    )
    session.add_predictions(batch)
    return session


def test_a_review_takes_over_the_classes_of_the_classifier() -> None:
    session = _session([N, L, P])
    assert not session.keeps_scheme
    assert session.scheme == N_L_R_S_V_P
    columns = session.columns
    assert columns.label.tolist() == [N, L, P]
    assert columns.classes == (N, L, R, S, V, P)
    assert columns.aami.tolist() == [BeatClass.N, BeatClass.N, BeatClass.Q]
    part = columns.part(slice(1, 3))
    assert (part.label.tolist(), part.scheme) == ([L, P], N_L_R_S_V_P)


def test_after_an_edit_the_classes_stay() -> None:
    session = _session([N, L, V])
    session.edit(relabel(session.beats, [0], P, 1, None, N_L_R_S_V_P))
    assert session.keeps_scheme
    session.start_predictions(Predictions.empty((0, 1), "other", N_V))
    assert session.scheme == N_L_R_S_V_P
    assert session.columns.label.tolist() == [P, UNSET, UNSET]
    assert session.columns.classes == (N, V)


def test_classes_that_are_one_in_the_review_are_added_up() -> None:
    session = _session([N, L, P, S], kept=AAMI)
    columns = session.columns
    names = [AAMI.name(code) for code in columns.label.tolist()]
    assert names == ["N", "N", "Q", "S"]
    assert [AAMI.name(code) for code in columns.classes] == ["N", "S", "V", "Q"]
    assert columns.probabilities.sum(axis=1) == pytest.approx(1)
    assert columns.probabilities[0, 0] == pytest.approx(0.94)


def test_a_class_that_the_review_lacks_leaves_a_beat_without_prediction() -> None:
    session = _session([N, V, P], kept=N_V)
    columns = session.columns
    assert columns.predicted.tolist() == [0, 1, UNSET]
    assert np.isnan(columns.confidence[2])


def test_batches_are_counted_in_place_as_all_at_once() -> None:
    said = [N, L, P, S, V]
    for kept in (AAMI, N_V):
        session, at_once = _session(said, kept=kept), _session(said[::-1], kept=kept)
        before = session.columns
        batch = PredictionBatch(
            np.arange(5),
            session.beats.sample,
            at_once.predictions.probabilities,
            np.ones(5, np.float32),
        )
        assert session.columns is before
        session.add_predictions(batch)
        now, wanted = session.columns, at_once.columns
        assert now.predicted.tolist() == wanted.predicted.tolist()
        np.testing.assert_array_equal(now.probabilities, wanted.probabilities)
        np.testing.assert_array_equal(now.confidence, wanted.confidence)
        assert before.predicted.tolist() == wanted.predicted.tolist()[::-1]


def test_a_review_that_shares_no_class_has_no_predictions() -> None:
    paced = LabelScheme(
        (
            replace(N_V.classes[0], symbols="/"),
            replace(N_V.classes[1], symbols="f"),
        )
    )
    session = _session([0, 1], N_V, kept=paced)
    assert session.columns.classes == (0, 1)
    assert session.columns.predicted.tolist() == [UNSET, UNSET]


def test_labels_are_written_as_symbols_and_told_as_letters() -> None:
    session = _session([N, L, V])
    edit = relabel(session.beats, [0, 1], P, 1, session.columns.label, N_L_R_S_V_P)
    assert edit.text == "Label 2 beats P (were N, L)"
    session.edit(edit)
    assert session.beats.symbol.tolist() == ["/", "/", ""]
    session.edit(
        accept(session.beats, [2], session.columns.label, 1, N_L_R_S_V_P),
    )
    edit = take_labels(session.beats, [0], np.array([L], np.uint8), 1, N_L_R_S_V_P)
    assert edit.text == "Accept 1 suggestion L"
    session.edit(edit)
    assert session.beats.symbol.tolist() == ["L", "/", "V"]
    assert session.columns.label.tolist() == [L, P, V]


def test_a_beat_without_a_label_asks_for_one_with_the_keys_of_the_classes() -> None:
    beats = new_beats([200])
    with pytest.raises(EditError, match="with N 2 3 S V or P"):
        accept(beats, [0], np.array([UNSET], np.uint8), 1, N_L_R_S_V_P)


def test_the_queue_asks_for_what_a_class_counts_as() -> None:
    # An L that comes early does not go with its class, as an N does not.
    session = _session([L] * 12)
    early = session.beats.sample.copy()
    early[6] -= 80
    session.beats = replace(session.beats, sample=early)
    session.start_predictions(replace(session.predictions, sample=early))
    judged = triage(session.columns)
    assert judged.value[6] == max(judged.value)


def test_a_class_of_which_the_classifier_has_no_word_is_no_error() -> None:
    session = _session([0, 1], N_V, kept=N_L_R_S_V_P)
    session.edit(relabel(session.beats, [0], P, 1, None, N_L_R_S_V_P))
    columns = replace(session.columns, reviewed=np.zeros(2, bool))
    assert label_error(columns).tolist() == pytest.approx([0.0, 0.1])


def test_a_search_knows_the_letters_of_the_review() -> None:
    session = _session([N, L, P, L])
    searched = SearchedBeats(session.beats, session.columns, 250.0)
    assert matching("l", searched).tolist() == [False, True, False, True]
    assert matching("class:n,p", searched).tolist() == [True, False, True, False]
    assert matching("*p", searched).tolist() == [False, False, True, False]
    # F is not a class here, so it is a word in a comment.
    assert not matching("f", searched).any()


def test_suggestions_are_those_of_the_review() -> None:
    ids = np.arange(3)
    suggested = Suggestions(
        ids, ids * 200, np.array([L, P, V], np.uint8), np.ones(3, np.float32), 5
    )
    assert counted_in(suggested, N_L_R_S_V_P, N_L_R_S_V_P) is suggested
    counted = counted_in(suggested, N_V, N_L_R_S_V_P)
    assert counted.beat_id.tolist() == [0, 2]
    assert counted.label.tolist() == [0, 1]
    session = _session([N, N, N])
    (first, *_) = suggestion_groups(suggested, session.columns)
    assert first.text == "N → L: 1 beat"
