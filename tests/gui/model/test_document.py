from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.growth import stream_identity
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.review.change import ChangeKind
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.formats.journal.errors import JournalError, JournalWriteError
from ecgviewer.gui.model.document import Document, DocumentState
from tests.fakes import FakeJournal


def _session(document: Document) -> ReviewSession:
    assert document.session is not None
    return document.session


def test_an_edit_is_in_the_journal_before_views_hear_of_it(
    document: Document, journal: FakeJournal
) -> None:
    written: list[int] = []
    document.beats_changed.connect(lambda _: written.append(len(journal.steps)))
    assert document.label([2], BeatClass.V)
    assert written == [1]
    assert _session(document).columns.label[2] == BeatClass.V


def test_undo_and_redo(document: Document, journal: FakeJournal) -> None:
    before = _session(document).beats
    document.label([1, 2], BeatClass.S)
    document.remove([3])
    after = _session(document).beats
    assert document.undo()
    assert document.undo()
    assert not document.undo()
    assert _session(document).beats == before
    assert document.redo()
    assert document.redo()
    assert not document.redo()
    assert _session(document).beats == after
    assert len(journal.steps) == 6


def test_no_edit_before_all_beats_are_found(qtbot: QtBot, document: Document) -> None:
    document.set_state(DocumentState.DETECTING)
    with qtbot.waitSignal(document.refused):
        assert not document.label([1], BeatClass.V)
    assert not _session(document).history.done


def test_an_impossible_edit_is_refused_in_words(
    qtbot: QtBot, document: Document, journal: FakeJournal
) -> None:
    sample = int(_session(document).beats.sample[4])
    with qtbot.waitSignal(document.refused) as refused:
        assert not document.add_beat(sample + 5)
    assert "200 ms" in refused.args[0]
    with qtbot.waitSignal(document.refused):
        assert not document.accept([1])
    assert journal.steps == []


def test_no_edit_is_made_that_no_journal_would_hold(
    qtbot: QtBot,
    document: Document,
    journal: FakeJournal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def locked(_: ReviewSession) -> None:
        raise JournalError("another window is editing this record")

    monkeypatch.setattr(journal, "open", locked)
    with qtbot.waitSignal(document.unsaved) as unsaved:
        assert not document.label([1], BeatClass.V)
    assert "not made" in unsaved.args[0]
    assert "another window" in unsaved.args[0]
    assert not _session(document).history.done


def test_a_full_disk_is_told_and_the_edit_stays(
    qtbot: QtBot,
    document: Document,
    journal: FakeJournal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_: object) -> None:
        raise JournalWriteError("no space left")

    monkeypatch.setattr(journal, "append", full)
    with qtbot.waitSignal(document.unsaved) as unsaved:
        assert document.label([1], BeatClass.V)
    assert "no space" in unsaved.args[0]
    assert _session(document).columns.label[1] == BeatClass.V


def test_a_late_prediction_does_not_touch_a_correction(document: Document) -> None:
    document.label([0], BeatClass.V)
    document.start_predictions(Predictions.empty(), "MLII")
    beats = _session(document).beats
    n = len(beats)
    document.add_predictions(
        PredictionBatch(
            beats.beat_id,
            beats.sample,
            np.tile(np.array([0.9, 0.06, 0.04], np.float32), (n, 1)),
            np.ones(n, np.float32),
        )
    )
    columns = _session(document).columns
    assert columns.label[0] == BeatClass.V
    assert columns.disagrees[0]
    assert np.all(columns.label[1:] == BeatClass.N)
    assert not columns.disagrees[1:].any()


def test_another_analysis_keeps_edited_beats_and_forgets_others(
    document: Document,
) -> None:
    n = len(_session(document).beats)
    document.prepare_analysis()
    assert len(_session(document).beats) == 0
    document.add_detected(new_beats([1000, 2000, 3000]))
    document.set_state(DocumentState.READY)
    document.label([1], BeatClass.V)
    document.prepare_analysis()
    assert len(_session(document).beats) == 3 != n
    assert document.state is DocumentState.CLASSIFYING


def test_change_says_whether_rows_came_or_went(
    qtbot: QtBot, document: Document
) -> None:
    with qtbot.waitSignal(document.beats_changed) as changed:
        document.label([1], BeatClass.V)
    assert changed.args[0].kind is ChangeKind.VALUES
    with qtbot.waitSignal(document.beats_changed) as changed:
        document.move(1, int(_session(document).beats.sample[1]) + 3)
    assert changed.args[0].kind is ChangeKind.ROWS


def test_another_record_closes_the_journal(
    document: Document, journal: FakeJournal
) -> None:
    document.open(ReviewSession(synthetic_record(10.0).record), (), FakeJournal())
    assert journal.closed
    assert document.state is DocumentState.DETECTING


def test_unlabelled_beats_are_unset(document: Document) -> None:
    assert np.all(_session(document).columns.label == UNSET)


def test_a_record_that_grew_is_told_from_which_sample_on(
    qtbot: QtBot, journal: FakeJournal
) -> None:
    whole = replace(synthetic_record(20.0).record, identity=stream_identity("bed 7"))
    n_before = whole.n_samples - 1000
    record = replace(whole, source=whole.signal[:, :n_before].copy())
    document = Document()
    envelopes = tuple(Envelope.of(values) for values in record.signal)
    document.open(ReviewSession(record), envelopes, journal)
    lengths: list[tuple[int, ...]] = []

    def look(first_new: int) -> None:
        n_samples = _session(document).record.n_samples
        drawn = (len(envelope.values) for envelope in document.envelopes)
        lengths.append((first_new, n_samples, *drawn))

    document.record_grew.connect(look)
    document.extend(whole)
    n_leads = len(whole.leads)
    assert lengths == [(n_before, *[whole.n_samples] * (1 + n_leads))]
    with pytest.raises(ValueError, match="does not go on"):
        document.extend(record)
    assert len(lengths) == 1
