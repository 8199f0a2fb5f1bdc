"""Predictions are written once a beat, and what was handed out stays as it is."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecgviewer.core.beats import new_beats
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.review.beat_editor import mark_noise, move_beat, remove_beats
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.unknown import UnknownStretches
from tests.core.columns import FS, session_of

N = 40


def _session() -> ReviewSession:
    session = ReviewSession(session_of("NN").record, new_beats(np.arange(N) * 100))
    session.start_predictions(Predictions.empty(classifier_id="cnn"))
    return session


def _batch(session: ReviewSession, beat_ids: list[int], p: float) -> PredictionBatch:
    ids = np.array(beat_ids, np.int64)
    n = len(ids)
    probabilities = np.array([[p, 1 - p, 0.0]] * n, np.float32).reshape(n, 3)
    quality = np.full(n, p, np.float32)
    sample = session.base.sample[ids]
    dissent = np.full(n, p / 2, np.float32)
    return PredictionBatch(ids, sample, probabilities, quality, dissent)


def _same(one: ReviewSession, other: ReviewSession) -> bool:
    pairs = [
        (getattr(one.columns, field.name), getattr(other.columns, field.name))
        for field in fields(one.columns)
    ]
    return all(
        np.array_equal(a, b, equal_nan=True) if isinstance(a, np.ndarray) else a == b
        for a, b in pairs
    )


_BATCHES = st.lists(
    st.tuples(
        st.lists(st.integers(0, N - 1), max_size=5, unique=True),
        st.sampled_from([0.1, 0.4, 0.9]),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(batches=_BATCHES, edits=st.lists(st.integers(0, N - 1), max_size=2, unique=True))
def test_columns_written_in_place_are_those_made_anew(
    batches: list[tuple[list[int], float, bool]], edits: list[int]
) -> None:
    session, again = _session(), _session()
    for at, (beat_ids, p, looks) in enumerate(batches):
        for each in (session, again):
            if at < len(edits):
                each.edit(remove_beats(each.beats, [edits[at]]))
            each.add_predictions(_batch(each, beat_ids, p))
        if looks:
            assert len(session.columns.label) == len(session.beats)
    # Nothing was looked at there: its columns are made now, all at once.
    assert _same(session, again)


@pytest.mark.parametrize("blind", [False, True])
def test_a_blind_reader_sees_quality_only(blind: bool) -> None:
    session = _session()
    session.set_blind(blind=blind)
    assert np.isnan(session.columns.quality).all()
    session.add_predictions(_batch(session, [3, 4], 0.9))
    assert session.columns.quality[3] == np.float32(0.9)
    assert np.isnan(session.columns.probabilities[3]).all() == blind
    session.set_blind(blind=False)
    assert session.columns.confidence[3] == np.float32(0.9)


def test_what_was_handed_out_does_not_change() -> None:
    session = _session()
    session.add_predictions(_batch(session, [0], 0.9))
    predictions, columns = session.predictions, session.columns
    session.add_predictions(_batch(session, [0, 1], 0.4))
    session.add_predictions(_batch(session, [2], 0.4))
    assert predictions.quality[0] == columns.quality[0] == np.float32(0.9)
    assert np.isnan(columns.confidence[1:3]).all()
    assert np.isnan(predictions.probabilities[1]).all()
    assert session.columns.confidence[1] == np.float32(0.6)
    assert session.predictions.quality[2] == np.float32(0.4)


def test_predictions_grow_once_while_nobody_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session, sizes = _session(), []
    copied = Predictions.copied

    def counted(predictions: Predictions, size: int) -> Predictions:
        sizes.append(size)
        return copied(predictions, size)

    monkeypatch.setattr(Predictions, "copied", counted)
    for beat_id in range(N):
        session.add_predictions(_batch(session, [beat_id], 0.9))
    assert sizes == [N]
    assert (session.columns.confidence == np.float32(0.9)).all()


def test_a_beat_that_moved_has_no_prediction_until_it_is_back() -> None:
    session = _session()
    session.add_predictions(_batch(session, [3], 0.9))
    assert session.columns.confidence[3] == np.float32(0.9)
    session.edit(move_beat(session.beats, 3, 310, FS, 10_000))
    change = session.add_predictions(_batch(session, [3], 0.4))
    assert not len(change.beat_ids)
    assert np.isnan(session.columns.confidence[3])
    session.undo()
    assert session.columns.confidence[3] == np.float32(0.9)


def test_no_interval_goes_across_what_is_unknown_whatever_is_written_later() -> None:
    session = _session()
    session.add_predictions(_batch(session, [3], 0.9))
    before = session.columns
    session.know_missing(UnknownStretches.of([420], [460]))
    session.edit(mark_noise(session.beats, [20], noise=True))
    assert np.isnan(session.columns.rr_previous_s[[5, 20]]).all()
    session.add_predictions(_batch(session, [5, 20], 0.4))
    columns = session.columns
    assert np.flatnonzero(np.isnan(columns.rr_previous_s)).tolist() == [0, 5, 20, 21]
    assert np.flatnonzero(np.isnan(columns.rr_next_s)).tolist() == [4, 19, 20, N - 1]
    assert columns.confidence[[3, 5]].tolist() == [np.float32(0.9), np.float32(0.6)]
    assert np.isnan(before.confidence[5]) and np.isfinite(before.rr_previous_s[5])
