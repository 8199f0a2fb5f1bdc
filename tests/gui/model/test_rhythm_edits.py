"""A reader's edits of rhythms through the document: journal, signals, undo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.arrangement import Dismissal
from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import Source, SourceKind
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.worker.reader_tasks import CompareRhythmsRequest
from tests.fakes import FakeJournal

AF = RhythmEvent(RhythmKind.AF, 720, 3599, 360.0, 10, 90.0)


def session_of(document: Document) -> ReviewSession:
    assert document.session is not None
    return document.session


def test_every_edit_is_written_told_and_undone(
    document: Document, journal: FakeJournal
) -> None:
    told: list[RhythmEdit] = []
    beats_told: list[object] = []
    document.rhythms_changed.connect(told.append)
    document.beats_changed.connect(beats_told.append)
    assert document.confirm_rhythm(AF)
    assert document.dismiss_rhythm(replace(AF, start=4000, stop=5000))
    assert document.add_episode(EpisodeKind.AF, 4000, 5000)
    assert document.move_episode_start(2, 3900)
    assert document.move_episode_stop(2, 4900)
    assert document.join_episodes([0, 2])
    assert document.split_episode(0, 2000)
    assert document.set_episode_kind(2, EpisodeKind.OTHER, "wandering")
    assert document.note_episode(0, "sure")
    assert document.delete_episodes([0])
    after = document.rhythms
    assert [row.title for row in after.episodes] == ["wandering"]
    assert len(told) == len(journal.steps) == 10
    assert beats_told == []
    assert all(edit.by == "Ada" for edit in told)
    assert {row.reader for row in after.rows} == {"Ada"}
    for _ in range(10):
        assert document.undo()
    assert not document.undo()
    assert document.rhythms == ReaderRhythms()
    for _ in range(10):
        assert document.redo()
    assert document.rhythms == after
    assert len(told) == len(journal.steps) == 30


def test_noise_changes_the_beats_as_well(document: Document) -> None:
    told: list[object] = []
    document.beats_changed.connect(told.append)
    assert document.add_episode(EpisodeKind.NOISE, 720, 1800)
    assert len(told) == 1
    assert not session_of(document).columns.readable.all()
    assert document.undo()
    assert len(told) == 2
    assert session_of(document).columns.readable.all()


def test_edits_of_beats_rhythms_and_views_are_undone_in_one_order(
    document: Document,
) -> None:
    assert document.label([2], BeatClass.V)
    assert document.confirm_rhythm(AF)
    document.dismiss(Dismissal(session_of(document).beats.beat_id[:1]))
    assert document.label([3], BeatClass.V)
    done = [document.to_undo]
    for _ in range(3):
        document.undo()
        done.append(document.to_undo)
    assert [step.text[:12] for step in done if step] == [
        "Label 1 beat", "Dismiss 1 su", "Confirm atri", "Label 1 beat",
    ]  # fmt: skip
    assert document.rhythms == ReaderRhythms()
    assert document.redo()
    assert document.rhythms.episodes


def test_what_cannot_be_done_is_refused_in_words(
    qtbot: QtBot, document: Document, journal: FakeJournal
) -> None:
    with qtbot.waitSignal(document.refused) as refused:
        assert not document.add_episode(EpisodeKind.OTHER, 5, 50)
    assert "Say in a note" in refused.args[0]
    with qtbot.waitSignal(document.refused):
        assert not document.delete_episodes([7])
    document.set_state(DocumentState.DETECTING)
    with qtbot.waitSignal(document.refused):
        assert not document.confirm_rhythm(AF)
    assert journal.steps == []


def test_an_edit_of_rhythms_reopens_a_signed_review(
    qtbot: QtBot, document: Document
) -> None:
    assert document.sign("Reviewed")
    with qtbot.waitSignal(document.reopened):
        assert document.confirm_rhythm(AF)


def test_without_a_record_there_is_no_rhythm(qtbot: QtBot) -> None:
    document = Document()
    assert document.rhythms == ReaderRhythms()
    assert document.author == ""
    assert not document.confirm_rhythm(AF)


def test_rhythms_that_cannot_be_saved_are_kept_and_put_back(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecg = synthetic_record(20.0, name="r")
    record = read_record(write_record(tmp_path, ecg.record))
    rescue, path = tmp_path / "rescue", tmp_path / "r.Ada.ecgedits.jsonl"
    document = Document()
    session = ReviewSession(record, new_beats(ecg.beats.sample))
    document.open(session, (), JournalKeeper(path, "Ada", rescue_folder=rescue))
    document.set_state(DocumentState.READY)
    assert document.label([1], BeatClass.V)

    def full(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(EditJournal, "_extend", full)
        with qtbot.waitSignal(document.unsaved) as unsaved:
            assert document.confirm_rhythm(AF)
        assert "Meanwhile they are in" in unsaved.args[0]
        assert list(rescue.iterdir())
        assert document.add_episode(EpisodeKind.VT, 5, 50)
    assert document.undo()
    assert document.close()
    assert not list(rescue.iterdir())
    restored = restore(record, read_journal(path))
    assert restored.rhythms == session.rhythms
    assert restored.history.undone == session.history.undone


def test_two_readers_rhythms_are_compared_beside_the_window(
    document: Document, tmp_path: Path
) -> None:
    ecg = synthetic_record(20.0, name="r")
    record = read_record(write_record(tmp_path, ecg.record))
    path = tmp_path / "r.Bob.ecgedits.jsonl"
    session = ReviewSession(record, new_beats(ecg.beats.sample))
    keeper = JournalKeeper(path, "Bob")
    keeper.open(session)
    keeper.append(session.edit(session.rhythm_editor("Bob").confirm(AF))[0])
    keeper.close()
    assert document.add_episode(EpisodeKind.AF, 0, 3600)
    bob = Source(SourceKind.JOURNAL, "Bob", path=path)
    found = CompareRhythmsRequest(record, document.rhythms, bob).run()
    (af,) = found.kinds
    assert (af.all_s, af.any_s) == (8, 10)
    assert [(d.start, d.stop, d.said_by) for d in found.differences] == [(0, 720, (0,))]
