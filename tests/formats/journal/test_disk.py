"""The journal on the disk: where it lies, who may write it, and when it is full."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.history import Step
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.errors import (
    JournalError,
    JournalLocked,
    JournalWriteError,
)
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from tests.core.review.random_edits import history_of
from tests.formats.small_records import small_session, write_small


def _edited(session: ReviewSession, beat_id: int = 0) -> Step:
    return session.edit(relabel(session.beats, [beat_id], BeatClass.V, 7))[0]


def test_there_is_one_writer_at_a_time(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    other_session = small_session()
    other = EditJournal.create(path, other_session, "Ada")
    journal.append(_edited(session))
    with pytest.raises(JournalLocked, match=f"process {os.getpid()}"):
        EditJournal.create(path, small_session(), "Ada")
    restored = restore(session.record, read_journal(path))
    with pytest.raises(JournalLocked, match=f"process {os.getpid()}"):
        EditJournal.open_for_append(path, restored)
    with pytest.raises(JournalLocked):
        other.append(_edited(other_session))
    assert other.n_unsaved == 1
    journal.close()
    before = path.read_bytes()
    with pytest.raises(JournalError, match="made by another window"):
        other.close()
    with pytest.raises(JournalError, match="already exists"):
        EditJournal.create(path, small_session(), "Ada")
    assert path.read_bytes() == before


def test_what_others_wrote_is_never_cut_off(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    journal.append(_edited(session))
    foreign = path.read_bytes() + b'{"kind":"note"}\n'
    for data in (foreign, path.read_bytes()[:-5]):
        path.write_bytes(data)
        with pytest.raises(JournalError, match="changed by another program"):
            journal.append(_edited(session, 1))
        assert path.read_bytes() == data
    path.write_bytes(foreign[: -len(b'{"kind":"note"}\n')])
    journal.close()
    assert len(read_journal(path).steps) == 3


class _FullDisk:
    """Lets a number of bytes through, then fails, as a disk that is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        self._open = Path.open
        monkeypatch.setattr(Path, "open", self._wrapped())

    def _wrapped(self) -> Any:
        disk = self

        def opened(path: Path, *args: Any, **kwargs: Any) -> Any:
            file = disk._open(path, *args, **kwargs)
            write = file.write

            class Limited:
                def __getattr__(self, name: str) -> Any:
                    return getattr(file, name)

                def __enter__(self) -> Limited:
                    return self

                def __exit__(self, *error: object) -> None:
                    file.close()

                def write(self, data: bytes) -> int:
                    part = data[: disk.room]
                    disk.room -= len(part)
                    write(part)
                    file.flush()
                    if len(part) < len(data):
                        raise OSError(28, "No space left on device")
                    return len(data)

            return Limited()

        return opened


@pytest.mark.parametrize("room", [0, 1, 100, 5000])
def test_a_full_disk_loses_nothing(
    path: Path,
    journal: EditJournal,
    session: ReviewSession,
    monkeypatch: pytest.MonkeyPatch,
    room: int,
) -> None:
    disk = _FullDisk(monkeypatch, room)
    steps = [_edited(session, 0), _edited(session, 1), session.undo()[0]]
    failed = 0
    for step in steps:
        try:
            journal.append(step)
        except JournalWriteError as error:
            failed += 1
            assert "No space left" in str(error)
            assert journal.n_unsaved > 0
    assert failed > 0 or room == 5000
    disk.room = 10**9
    journal.append(session.redo()[0])
    assert journal.n_unsaved == 0
    journal.close()
    assert history_of(restore(session.record, read_journal(path))) == history_of(
        session
    )


@pytest.mark.parametrize("room", [0, 1, 100])
def test_a_disk_that_fills_up_later_loses_nothing(
    path: Path,
    journal: EditJournal,
    session: ReviewSession,
    monkeypatch: pytest.MonkeyPatch,
    room: int,
) -> None:
    journal.append(_edited(session, 0))
    disk = _FullDisk(monkeypatch, room)
    for beat_id in (1, 2):
        with pytest.raises(JournalWriteError):
            journal.append(_edited(session, beat_id))
        disk.room = room
    assert journal.n_unsaved == 2
    assert len(read_journal(path).steps) == 1
    disk.room = 10**9
    journal.close()
    assert history_of(restore(session.record, read_journal(path))) == history_of(
        session
    )


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, session: ReviewSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = EditJournal.create(tmp_path / "no" / "x.jsonl", session, "Ada")
    with pytest.raises(JournalWriteError, match="make the folder writable"):
        journal.append(_edited(session))
    (tmp_path / "no").mkdir()
    journal.close()
    assert len(read_journal(tmp_path / "no" / "x.jsonl").steps) == 1


def test_a_journal_that_is_taken_away_is_missed(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    journal.append(_edited(session))
    away = path.rename(path.with_name("away"))
    with pytest.raises(JournalWriteError):
        journal.append(_edited(session, 1))
    away.rename(path)
    journal.close()
    assert len(read_journal(path).steps) == 2


def test_what_an_edit_writes_does_not_grow_with_the_record(tmp_path: Path) -> None:
    written = []
    for n_beats in (2000, 100_000):
        path, session = tmp_path / f"{n_beats}.jsonl", small_session(n_beats)
        journal = EditJournal.create(path, session, "Ada")
        journal.append(_edited(session))
        size = path.stat().st_size
        edit = relabel(session.beats, np.arange(1000), BeatClass.S, 1)
        journal.append(session.edit(edit)[0])
        journal.close()
        written.append(path.stat().st_size - size)
    assert written[0] == written[1] < 60_000


def test_the_journal_lies_beside_the_record_if_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = small_session(header=write_small(tmp_path))
    record, fallback = session.record, tmp_path / "fallback"
    fallback.mkdir()
    beside = tmp_path / "small.ada.ecgedits.jsonl"
    elsewhere = fallback / f"small-{'c' * 16}.ada.ecgedits.jsonl"
    assert journal_path(record, "ada", fallback) == beside
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "fallback", "small.dat", "small.hea"
    ]  # fmt: skip
    elsewhere.touch()
    assert journal_path(record, "ada", fallback) == elsewhere
    beside.touch()
    assert journal_path(record, "ada", fallback) == beside
    in_memory = replace(record, path=None)
    assert journal_path(in_memory, "ada", fallback) == elsewhere

    def refuse(**kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert journal_path(record, "bob", fallback).parent == fallback


@pytest.mark.parametrize("reader", ["../../etc", "a/b", "Dr. Ö", "", "x" * 300, "a\\b"])
def test_any_reader_has_a_file_name_of_their_own(tmp_path: Path, reader: str) -> None:
    session = small_session(header=write_small(tmp_path))
    path = journal_path(session.record, reader, tmp_path)
    assert path.parent == tmp_path
    assert len(path.name) < 100
    assert path != journal_path(session.record, reader + ".", tmp_path)
    with path.open("wb"):
        pass
