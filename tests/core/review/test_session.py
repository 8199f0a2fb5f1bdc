"""The review of one record: one source of truth for every view."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings

from ecgviewer.core.beats import Origin, new_beats
from ecgviewer.core.growth import stream_identity
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import (
    add_beat,
    comment_beats,
    move_beat,
    relabel,
    remove_beats,
)
from ecgviewer.core.review.change import Cause, ChangeKind
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.history import Step, StepKind
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.unknown import UnknownStretches
from tests.core.review.random_edits import (
    FS,
    MOVES,
    N_SAMPLES,
    Move,
    history_of,
    make,
    random_session,
)


def _batch(session: ReviewSession, code: int) -> PredictionBatch:
    beats = session.beats
    probabilities = np.full((len(beats), 3), 0.125, np.float32)
    probabilities[:, code] = 0.75
    quality = np.ones(len(beats), np.float32)
    return PredictionBatch(beats.beat_id, beats.sample, probabilities, quality)


def test_a_session_begins_without_beats_and_takes_in_those_found() -> None:
    session = ReviewSession(random_session().record)
    assert (len(session.beats), session.lead, session.new_beat_id()) == (0, "", 0)
    change = session.add_detected(new_beats([100, 200]))
    assert change.kind is ChangeKind.ROWS
    assert change.beat_ids.tolist() == [0, 1]
    session.add_detected(new_beats([150], first_id=session.new_beat_id()))
    assert session.beats.beat_id.tolist() == [0, 2, 1]
    assert session.base == session.beats
    assert session.new_beat_id() == 3


def test_given_or_edited_beats_stay() -> None:
    given, found = random_session(), ReviewSession(random_session().record)
    found.add_detected(new_beats([100, 200]))
    assert not found.keeps_beats
    found.edit(remove_beats(found.beats, [0]))
    found.undo()
    for session in (given, found):
        before = session.beats
        assert session.keeps_beats
        with pytest.raises(ValueError, match="some that stay"):
            session.add_detected(new_beats([5], first_id=99))
        with pytest.raises(ValueError, match="must not be forgotten"):
            session.forget_detected()
        assert session.beats == before


def test_detected_beats_can_be_searched_for_again() -> None:
    session = ReviewSession(random_session().record)
    session.add_detected(new_beats([100, 200]))
    change = session.forget_detected()
    assert (change.kind, change.beat_ids.tolist()) == (ChangeKind.ROWS, [0, 1])
    session.add_detected(new_beats([150]))
    assert session.base.sample.tolist() == [150]


def test_a_persons_label_counts_before_the_classifiers() -> None:
    session = random_session(8)
    session.add_predictions(_batch(session, 0))
    columns = session.columns
    assert columns is session.columns
    assert columns.label.tolist() == [0, 0, 2, 1, 3, 4, 0, 0]
    assert columns.human.tolist() == [True] * 7 + [False]
    assert columns.disagrees.tolist() == [False, False, *[True] * 4, False, False]
    assert (columns.predicted == 0).all()
    assert (columns.confidence == np.float32(0.75)).all()
    session.edit(relabel(session.beats, [7], BeatClass.V, 1))
    assert session.columns.label[7] == BeatClass.V
    assert session.columns.disagrees[7]
    assert session.columns.reviewed[7]


def test_a_blind_review_hides_what_the_classifier_says() -> None:
    session = random_session(8)
    session.add_predictions(_batch(session, 0))
    change = session.set_blind(blind=True)
    assert (change.kind, len(change.beat_ids)) == (ChangeKind.VALUES, 8)
    columns = session.columns
    assert (columns.predicted == UNSET).all()
    assert np.isnan(columns.confidence).all()
    assert columns.label.tolist() == [0, 0, 2, 1, 3, 4, 0, UNSET]
    assert not columns.disagrees.any()
    session.set_blind(blind=False)
    assert (session.columns.predicted == 0).all()


def test_a_late_batch_never_overwrites_a_correction() -> None:
    session = random_session()
    batch = _batch(session, 1)
    session.edit(relabel(session.beats, [0], BeatClass.V, 1))
    change = session.add_predictions(batch)
    assert change.kind is ChangeKind.VALUES
    assert session.columns.label[0] == BeatClass.V
    assert session.columns.predicted[0] == BeatClass.S


def test_a_moved_beat_waits_for_its_prediction_and_finds_it_again() -> None:
    session = random_session()
    session.add_predictions(_batch(session, 2))
    _, change = session.edit(move_beat(session.beats, 7, 800, FS, N_SAMPLES))
    assert change.kind is ChangeKind.ROWS
    assert session.columns.predicted[7] == UNSET
    assert session.columns.label[7] == UNSET
    assert np.isnan(session.columns.confidence[7])
    session.undo()
    assert session.columns.predicted[7] == BeatClass.V


def test_a_late_batch_says_nothing_of_a_beat_that_moved() -> None:
    session = random_session()
    late = _batch(session, 1)
    session.edit(move_beat(session.beats, 7, 800, FS, N_SAMPLES))
    session.add_predictions(_batch(session, 2))
    change = session.add_predictions(late)
    assert session.columns.predicted[7] == BeatClass.V, "as classified where it is"
    assert session.columns.predicted[6] == BeatClass.S
    assert 7 not in change.beat_ids


def test_a_late_batch_is_kept_for_a_beat_that_is_taken_out() -> None:
    session = random_session()
    late = _batch(session, 1)
    session.edit(remove_beats(session.beats, [7]))
    session.add_predictions(late)
    session.undo()
    assert session.columns.predicted[7] == BeatClass.S


def test_another_classifier_begins_anew() -> None:
    session = random_session()
    session.add_predictions(_batch(session, 2))
    change = session.start_predictions(Predictions.empty(classifier_id="other"))
    assert change.beat_ids.tolist() == session.beats.beat_id.tolist()
    assert (session.columns.predicted == UNSET).all()


def test_changes_say_whether_rows_come_or_go() -> None:
    session = random_session()
    _, change = session.edit(comment_beats(session.beats, [1, 2], "x"))
    assert (change.kind, change.text) == (ChangeKind.VALUES, "Comment on 2 beats")
    assert change.beat_ids.tolist() == [1, 2]
    _, change = session.edit(remove_beats(session.beats, [1]))
    assert change.kind is ChangeKind.ROWS
    step, change = session.undo()
    assert (step.kind, change.kind) == (StepKind.UNDO, ChangeKind.ROWS)
    step, change = session.redo()
    assert (step.kind, change.beat_ids.tolist()) == (StepKind.REDO, [1])


def test_every_change_says_why() -> None:
    session = random_session()
    table = session.beats
    edited = session.edit(comment_beats(table, [0], "?"))[1]
    undone, redone = session.undo()[1], session.redo()[1]
    blind = session.set_blind(blind=True)
    predicted = session.start_predictions(session.predictions)
    other = ReviewSession(session.record)
    found, gone = other.add_detected(table), other.forget_detected()
    causes = [
        change.cause
        for change in (edited, undone, redone, blind, predicted, found, gone)
    ]
    assert causes == [
        Cause.EDIT,
        Cause.UNDO,
        Cause.REDO,
        Cause.BLIND,
        Cause.PREDICTED,
        Cause.DETECTED,
        Cause.DETECTED,
    ]
    assert [cause.is_edit for cause in causes] == [True] * 3 + [False] * 4


def test_an_id_is_never_used_again() -> None:
    session = random_session()
    session.edit(add_beat(session.beats, 2000, session.new_beat_id(), FS, N_SAMPLES))
    assert session.beats.origin[-1] == Origin.REVIEWER
    session.undo()
    assert session.new_beat_id() == 9


def test_an_edit_that_does_not_fit_changes_nothing() -> None:
    session = random_session()
    edit = relabel(session.beats, [0], BeatClass.V, 1)
    session.edit(edit)
    before = history_of(session)
    with pytest.raises(EditError):
        session.edit(edit)
    assert history_of(session) == before


@settings(max_examples=100)
@given(MOVES)
def test_replayed_steps_give_the_same_review(moves: list[Move]) -> None:
    session = random_session()
    steps: list[Step] = [s for s in (make(session, m) for m in moves) if s is not None]
    again = random_session()
    again.replay(steps)
    assert history_of(again) == history_of(session)
    assert again.new_beat_id() == session.new_beat_id()


def test_an_edit_of_values_leaves_what_the_classifier_said_as_it_was() -> None:
    session = random_session(8)
    session.add_predictions(_batch(session, 0))
    before = session.columns
    session.edit(relabel(session.beats, [1], BeatClass.V, 7))
    after = session.columns
    assert after.probabilities is before.probabilities
    assert after.label[1] == BeatClass.V
    session.edit(remove_beats(session.beats, [0]))
    assert len(session.columns.probabilities) == len(session.beats)
    session.set_blind(blind=True)
    assert np.isnan(session.columns.probabilities).all()


def test_a_part_of_the_columns_is_those_rows_of_each() -> None:
    session = random_session()
    session.add_predictions(_batch(session, 2))
    whole, part = session.columns, session.columns.part(slice(1, 3))
    for field in fields(whole):
        values, some = getattr(whole, field.name), getattr(part, field.name)
        if field.name in ("scheme", "classes"):
            assert some == values
            continue
        assert np.array_equal(some, values[1:3], equal_nan=values.dtype.kind == "f")
        assert np.shares_memory(some, values)


def test_a_record_that_grows_keeps_its_review() -> None:
    values = np.zeros((1, 2000), np.float32)
    identity = stream_identity("bed 7")
    record = Record("bed", 250.0, (Lead("II"),), values[:, :1000].copy())
    record = replace(record, identity=identity)
    session = ReviewSession(record, new_beats([100, 500]))
    session.edit(relabel(session.beats, [0], BeatClass.V, 0))
    columns = session.columns
    longer = replace(record, source=values)
    assert session.extend(longer) == 1000
    assert session.record is longer
    assert session.columns is columns
    session.edit(add_beat(session.beats, 1500, session.new_beat_id(), 250, 2000))
    session.undo()
    session.undo()
    assert session.beats.sample.tolist() == [100, 500]
    with pytest.raises(ValueError, match="does not go on"):
        session.extend(record)
    assert session.record is longer


def test_a_beat_is_found_among_the_columns() -> None:
    session = random_session()
    session.edit(remove_beats(session.beats, [1]))
    columns = session.columns
    row = columns.row_of(2)
    assert row is not None
    assert columns.beat_id[row] == 2
    assert columns.row_of(1) is None


def test_no_beat_is_missed_where_nobody_has_looked_yet() -> None:
    values = np.zeros((1, 2000), np.float32)
    record = Record("bed", 250.0, (Lead("II"),), values[:, :1000].copy())
    record = replace(record, identity=stream_identity("bed 7"))
    session = ReviewSession(record, new_beats([100, 500]))
    session.extend(replace(record, source=values))
    assert session.surroundings.n_samples == 1000
    session.know_missing(UnknownStretches.none(), 1500)
    assert session.surroundings.n_samples == 1500
    session.know_missing(UnknownStretches.none())
    assert session.surroundings.n_samples == 2000


def test_no_interval_goes_across_the_end_of_what_was_searched() -> None:
    values = np.zeros((1, 4000), np.float32)
    record = Record("bed", 250.0, (Lead("II"),), values[:, :1000].copy())
    record = replace(record, identity=stream_identity("bed 7"))
    session = ReviewSession(record, new_beats([100, 500]))
    session.extend(replace(record, source=values))
    for sample in (3000, 3300):
        beat_id = session.new_beat_id()
        session.edit(add_beat(session.beats, sample, beat_id, 250.0, 4000))
    session.know_missing(UnknownStretches.none(), 4000)
    assert session.surroundings.n_samples == 1000
    whole = ReviewSession(record, new_beats([100, 500]))
    whole.edit(relabel(whole.beats, [0], BeatClass.V, 0))
    whole.know_missing(UnknownStretches.none(), 1000)
    assert len(whole.missing) == 0
    np.testing.assert_allclose(
        session.columns.rr_previous_s, [np.nan, 1.6, np.nan, 1.2]
    )


def test_a_snapshot_stays_as_it_is() -> None:
    session = ReviewSession(random_session().record, new_beats([100, 200, 300]))
    session.start_predictions(Predictions.empty(classifier_id="c"))
    session.add_predictions(_batch(session, 0))
    session.edit(relabel(session.beats, [1], BeatClass.S, 1))
    taken = session.snapshot()
    before = taken.columns.label.tolist(), taken.evidence, taken.predictions
    session.add_predictions(_batch(session, 2))
    session.edit(relabel(session.beats, [0], BeatClass.F, 2))
    session.edit(remove_beats(session.beats, [2]))
    session.undo()
    session.undo()
    assert (taken.columns.label.tolist(), taken.evidence, taken.predictions) == before
    assert taken.columns.predicted.tolist() == [0, 0, 0]
    assert session.columns.predicted.tolist() == [2, 2, 2]
    assert len(taken.history.done) == 1
    assert not taken.history.undone
    assert len(session.history.undone) == 2
    assert taken.surroundings.unknown.same_as(session.surroundings.unknown)
