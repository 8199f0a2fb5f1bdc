"""Reviews that go on and on, for tests of the server."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.writer import write_record

DURATION_S = 20.0


@cache
def _beats(duration_s: float) -> BeatTable:
    return synthetic_record(duration_s).beats


def write(folder: Path, name: str = "a", duration_s: float = DURATION_S) -> Path:
    """Write a record."""
    folder.mkdir(parents=True, exist_ok=True)
    return write_record(folder, synthetic_record(duration_s, name=name).record)


class Reviewer:
    """A window that has a record open, without the window."""

    def __init__(self, record: Path, reader: str, author: str = "") -> None:
        read = read_record(record)
        elsewhere = record.parent / "elsewhere"
        self.path = journal_path(read, reader, elsewhere)
        self.n_edits = 0
        if self.path.exists():
            session = restore(read, read_journal(self.path))
            self._journal = EditJournal.open_for_append(self.path, session, author)
        else:
            session = ReviewSession(read, _beats(read.duration_s), "MLII")
            self._journal = EditJournal.create(self.path, session, reader, author)
        self._session, self._by = session, author or reader

    def edit(self, n: int = 1) -> None:
        """Label beats, one an edit; each is on the disk on return."""
        for _ in range(n):
            beats = self._session.beats
            row = self.n_edits % len(beats)
            beat_class = BeatClass.V if beats.label[row] != BeatClass.V else BeatClass.S
            edit = relabel(beats, [int(beats.beat_id[row])], beat_class, self.n_edits)
            self._journal.append(self._session.edit(replace(edit, by=self._by))[0])
            self.n_edits += 1

    def sign(self) -> None:
        self._journal.sign("I have read it.")

    def close(self) -> None:
        self._journal.close()
