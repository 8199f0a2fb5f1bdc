"""Edits whose journal cannot take them wait in a second file and are put back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.history import Step
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.files.file_lock import FileLock
from ecgviewer.formats.journal import rescue as journal_rescue
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.errors import (
    JournalError,
    JournalLocked,
    JournalWriteError,
)
from ecgviewer.formats.journal.identity import is_of
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.lock import lock_path
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.rescue import EditsWaitingError, put_back
from ecgviewer.formats.journal.restoring import restore
from tests.core.review.random_edits import history_of
from tests.formats.small_records import small_session


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


@pytest.fixture
def rescue(tmp_path: Path) -> Path:
    return tmp_path / "home" / "journals"


@pytest.fixture
def keeper(drive: Path, rescue: Path) -> JournalKeeper:
    return JournalKeeper(
        drive / "small.ada.ecgedits.jsonl", "Ada", rescue_folder=rescue
    )


def _edited(session: ReviewSession, beat_id: int) -> Step:
    return session.edit(relabel(session.beats, [beat_id], BeatClass.V, 7))[0]


def _failed_on_a_missing_drive(
    keeper: JournalKeeper, session: ReviewSession, drive: Path
) -> Path:
    """Keep an edit, and one more that the journal cannot take; return where it is."""
    _edit(keeper, session, 0)
    away = drive.rename(drive.with_name("away"))
    with pytest.raises(JournalWriteError):
        keeper.append(_edited(session, 1))
    return away


def _edit(keeper: JournalKeeper, session: ReviewSession, beat_id: int) -> None:
    keeper.open(session)
    keeper.append(_edited(session, beat_id))


def _restored(session: ReviewSession, keeper: JournalKeeper) -> ReviewSession:
    return restore(session.record, read_journal(keeper.path))


@pytest.mark.parametrize("n_saved", [0, 1, 2])
def test_edits_on_a_drive_that_is_removed_come_back(
    keeper: JournalKeeper,
    session: ReviewSession,
    drive: Path,
    rescue: Path,
    n_saved: int,
) -> None:
    keeper.open(session)
    for beat_id in range(n_saved):
        keeper.append(_edited(session, beat_id))
    away = drive.rename(drive.with_name("away"))
    for beat_id in (3, 4):
        with pytest.raises(JournalWriteError, match="Meanwhile they are in"):
            keeper.append(_edited(session, beat_id))
    keeper.close()
    assert len(list(rescue.iterdir())) == 1
    away.rename(drive)
    assert "have now been saved to it" in put_back(keeper.path, rescue)[0]
    assert history_of(_restored(session, keeper)) == history_of(session)
    assert list(rescue.iterdir()) == []
    assert put_back(keeper.path, rescue) == ()


def test_nothing_is_written_where_a_drive_was(
    keeper: JournalKeeper, session: ReviewSession, drive: Path
) -> None:
    _failed_on_a_missing_drive(keeper, session, drive)
    drive.mkdir()
    keeper.close()
    assert list(drive.iterdir()) == []


def test_a_journal_that_recovers_takes_its_edits_itself(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    away = _failed_on_a_missing_drive(keeper, session, drive)
    away.rename(drive)
    keeper.append(_edited(session, 2))
    assert list(rescue.iterdir()) == []
    keeper.close()
    assert len(_restored(session, keeper).history.done) == 3


def test_a_journal_that_recovers_before_it_is_closed(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    away = _failed_on_a_missing_drive(keeper, session, drive)
    away.rename(drive)
    keeper.close()
    assert list(rescue.iterdir()) == []
    assert len(_restored(session, keeper).history.done) == 2


def test_a_line_that_was_cut_off_gives_way_to_what_was_kept(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    away = _failed_on_a_missing_drive(keeper, session, drive)
    keeper.close()
    kept = next(rescue.iterdir()).read_bytes()
    away.rename(drive)
    with keeper.path.open("ab") as file:
        file.write(kept[:40])
    put_back(keeper.path, rescue)
    assert len(_restored(session, keeper).history.done) == 2


@pytest.mark.parametrize("name", ["file/below", ""])
def test_edits_that_can_be_written_nowhere_are_not_given_up(
    drive: Path, tmp_path: Path, session: ReviewSession, name: str
) -> None:
    (tmp_path / "file").touch()
    rescue = tmp_path / name if name else None
    keeper = JournalKeeper(drive / "x.jsonl", "Ada", rescue_folder=rescue)
    _edit(keeper, session, 0)
    away = drive.rename(drive.with_name("away"))
    with pytest.raises(JournalWriteError, match="will be saved"):
        keeper.append(_edited(session, 1))
    for _ in range(2):
        with pytest.raises(JournalWriteError):
            keeper.close()
    away.rename(drive)
    keeper.close()
    assert len(_restored(session, keeper).history.done) == 2


def _kept(keeper: JournalKeeper, session: ReviewSession, drive: Path) -> None:
    """Leave an edit that is not in the journal."""
    away = _failed_on_a_missing_drive(keeper, session, drive)
    keeper.close()
    away.rename(drive)


def test_edits_that_no_longer_follow_are_told_and_left(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    _kept(keeper, session, drive)
    other = _restored(session, keeper)
    journal = EditJournal.open_for_append(keeper.path, other)
    journal.append(_edited(other, 5))
    journal.close()
    before = keeper.path.read_bytes()
    assert "do not follow on" in put_back(keeper.path, rescue)[0]
    assert keeper.path.read_bytes() == before
    assert len(list(rescue.iterdir())) == 1


@pytest.mark.parametrize("data", [b"", b"x\n", b"[]\n", b'{"kind":"edit"}\n'])
def test_a_kept_file_that_is_damaged_is_told_and_left(
    keeper: JournalKeeper,
    session: ReviewSession,
    drive: Path,
    rescue: Path,
    data: bytes,
) -> None:
    _kept(keeper, session, drive)
    next(rescue.iterdir()).write_bytes(data)
    assert "do not follow on" in put_back(keeper.path, rescue)[0]
    assert len(list(rescue.iterdir())) == 1


def test_a_journal_that_was_damaged_meanwhile_is_left(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    _kept(keeper, session, drive)
    changed = keeper.path.read_bytes().replace(b"Label", b"Lapel")
    for damaged in (b"damaged\n", changed):
        keeper.path.write_bytes(damaged)
        assert "do not follow on" in put_back(keeper.path, rescue)[0]
        assert keeper.path.read_bytes() == damaged


def test_edits_wait_while_another_window_writes(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    _kept(keeper, session, drive)
    lock = FileLock(lock_path(keeper.path))
    with pytest.raises(EditsWaitingError, match="read-only"):
        put_back(keeper.path, rescue)
    lock.release()
    put_back(keeper.path, rescue)
    assert len(_restored(session, keeper).history.done) == 2


def test_edits_wait_while_the_journal_cannot_be_written(
    keeper: JournalKeeper,
    session: ReviewSession,
    drive: Path,
    rescue: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _kept(keeper, session, drive)

    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journal_rescue, "replace_file", full)
        with pytest.raises(EditsWaitingError, match="No space left"):
            put_back(keeper.path, rescue)
    put_back(keeper.path, rescue)
    assert len(_restored(session, keeper).history.done) == 2


def test_another_writer_between_opening_and_the_first_edit(
    keeper: JournalKeeper, session: ReviewSession, rescue: Path
) -> None:
    keeper.open(session)
    other_session = small_session()
    other = EditJournal.create(keeper.path, other_session, "Ada")
    other.append(_edited(other_session, 5))
    assert keeper.writer == ""
    with pytest.raises(JournalWriteError, match="Meanwhile"):
        keeper.append(_edited(session, 0))
    assert JournalKeeper(keeper.path, "Ada").writer
    other.close()
    assert JournalKeeper(keeper.path, "Ada").writer == ""
    keeper.close()
    assert "do not follow on" in put_back(keeper.path, rescue)[0]
    assert len(_restored(session, keeper).history.done) == 1


def test_the_first_edit_needs_the_journal(
    keeper: JournalKeeper, session: ReviewSession, drive: Path
) -> None:
    keeper.close()
    with pytest.raises(RuntimeError, match="not open"):
        keeper.append(_edited(session, 0))
    keeper.open(session)
    session.undo()
    _edit(keeper, session, 0)
    other = JournalKeeper(keeper.path, "Ada")
    with pytest.raises(JournalLocked):
        other.open(_restored(session, keeper))
    keeper.close()
    _edit(keeper, session, 3)
    keeper.close()
    assert len(_restored(session, keeper).history.done) == 2
    assert issubclass(JournalLocked, JournalError)


@pytest.mark.parametrize("n_taken", [1, 2, 3])
@pytest.mark.parametrize("torn", [b"", b'{"kind"'])
def test_lines_that_the_full_disk_took_do_not_keep_the_rest_out(
    keeper: JournalKeeper,
    session: ReviewSession,
    drive: Path,
    rescue: Path,
    n_taken: int,
    torn: bytes,
) -> None:
    """As where the failed write left whole lines, or a sync failed before a kill."""
    away = _failed_on_a_missing_drive(keeper, session, drive)
    for beat_id in (2, 3):
        with pytest.raises(JournalWriteError):
            keeper.append(_edited(session, beat_id))
    keeper.close()
    away.rename(drive)
    kept = next(rescue.iterdir()).read_bytes().splitlines(keepends=True)
    with keeper.path.open("ab") as file:
        file.write(b"".join(kept[:n_taken]) + torn)
    assert "have now been saved to it" in put_back(keeper.path, rescue)[0]
    assert history_of(_restored(session, keeper)) == history_of(session)
    assert list(rescue.iterdir()) == []


def test_edits_put_back_before_a_kill_are_not_told_astray(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    _kept(keeper, session, drive)
    waiting = next(rescue.iterdir())
    kept = waiting.read_bytes()
    put_back(keeper.path, rescue)
    again = _restored(session, keeper)
    _edit(keeper, again, 4)
    keeper.close()
    waiting.write_bytes(kept)
    assert "have now been saved to it" in put_back(keeper.path, rescue)[0]
    assert history_of(_restored(session, keeper)) == history_of(again)
    assert list(rescue.iterdir()) == []


def test_a_drive_that_comes_back_under_another_name_gets_its_edits(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    away = _failed_on_a_missing_drive(keeper, session, drive)
    keeper.close()
    moved = away / keeper.path.name
    assert "have now been saved to it" in put_back(moved, rescue)[0]
    assert len(restore(session.record, read_journal(moved)).history.done) == 2
    assert put_back(moved, rescue) == ()


def test_edits_put_back_into_a_copy_go_into_the_original_too(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    _edit(keeper, session, 0)
    copy = drive.with_name("copy")
    shutil.copytree(drive, copy)
    away = drive.rename(drive.with_name("away"))
    with pytest.raises(JournalWriteError):
        keeper.append(_edited(session, 1))
    keeper.close()
    assert put_back(copy / keeper.path.name, rescue)
    away.rename(drive)
    assert "have now been saved to it" in put_back(keeper.path, rescue)[0]
    assert history_of(_restored(session, keeper)) == history_of(session)
    assert list(rescue.iterdir()) == []


@pytest.mark.parametrize("blank", [None, b"", bytes(100)])
def test_a_whole_journal_that_was_kept_is_found_by_whose_it_is(
    keeper: JournalKeeper,
    session: ReviewSession,
    drive: Path,
    rescue: Path,
    blank: bytes | None,
) -> None:
    keeper.open(session)
    away = drive.rename(drive.with_name("away"))
    with pytest.raises(JournalWriteError):
        keeper.append(_edited(session, 1))
    keeper.close()
    moved = away / keeper.path.name
    if blank is not None:
        moved.write_bytes(blank)
    assert put_back(moved, rescue) == ()
    other = replace(session.record, checksum="d" * 64)
    assert put_back(moved, rescue, partial(is_of, other)) == ()
    told = put_back(moved, rescue, partial(is_of, session.record))
    assert "have now been saved to it" in told[0]
    assert len(restore(session.record, read_journal(moved)).history.done) == 1


def test_edits_of_another_journal_are_none_of_its_business(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    _kept(keeper, session, drive)
    other = drive / "other.ada.ecgedits.jsonl"
    assert put_back(other, rescue) == ()
    other.write_bytes(b"damaged\n")
    assert put_back(other, rescue) == ()
    (rescue / "x.unsaved.jsonl").mkdir()
    assert put_back(other, rescue) == ()
    assert len(list(rescue.iterdir())) == 2


def test_kept_lines_that_were_changed_are_told_and_left(
    keeper: JournalKeeper, session: ReviewSession, drive: Path, rescue: Path
) -> None:
    away = _failed_on_a_missing_drive(keeper, session, drive)
    with pytest.raises(JournalWriteError):
        keeper.append(_edited(session, 2))
    keeper.close()
    away.rename(drive)
    waiting = next(rescue.iterdir())
    waiting.write_bytes(waiting.read_bytes().replace(b"Label", b"Lapel", 1))
    before = keeper.path.read_bytes()
    assert "do not follow on" in put_back(keeper.path, rescue)[0]
    assert keeper.path.read_bytes() == before
    assert waiting.exists()
