"""Folders of records, and a list of them, for tests of the study list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import CONSENSUS
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.query import StudyQuery
from ecgviewer.studies.scan import Scanner, ScanStep
from ecgviewer.studies.study import Study


class Desk:
    """A folder of records, and the places of a list."""

    def __init__(self, folder: Path) -> None:
        self.records = folder / "records"
        self.records.mkdir()
        self.places = StudyPlaces(folder / "data", folder / "cache")
        self.index = StudyIndex(self.places.index)
        self.scanner = Scanner(self.index, self.places)

    def record(self, name: str, duration_s: float = 20.0, folder: str = "") -> Path:
        """Write a record; those of one length have the same signals."""
        place = self.records / folder
        place.mkdir(parents=True, exist_ok=True)
        return write_record(place, synthetic_record(duration_s, name=name).record)

    def scan(self) -> ScanStep:
        """Bring the list up to date; return what was done."""
        scanner = Scanner(self.index, self.places)
        return list(scanner.scan([self.records]))[-1]

    def studies(self, query: StudyQuery | None = None) -> list[Study]:
        """Return the studies of a query."""
        asked = query or StudyQuery()
        return self.index.studies(*asked.where, asked.order_by)

    def study(self, name: str) -> Study:
        """Return the only study of a name."""
        (found,) = self.index.studies("name = ?", (name,))
        return found


def review(
    record: Path,
    reader: str = "Ada",
    *,
    beats: tuple[int, ...] = (1,),
    n_normal: int = 0,
    sign: bool = False,
    folder: Path | None = None,
) -> Path:
    """Write a review of a record: some beats labelled V, and perhaps signed.

    The first `n_normal` beats are labelled N before.
    """
    read = read_record(record)
    path = record.with_name(f"{read.name}.{reader}.ecgedits.jsonl")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{read.name}-{read.identity[:16]}.{reader}.ecgedits.jsonl"
    beats_of = synthetic_record(read.duration_s).beats
    session = ReviewSession(read, beats_of, "MLII")
    author = "Eve" if reader == CONSENSUS else ""
    written = EditJournal.create(path, session, reader, author)
    for rows, label in ((range(n_normal), BeatClass.N), (beats, BeatClass.V)):
        ids = [int(session.beats.beat_id[row]) for row in rows]
        if ids:
            edit = replace(relabel(session.beats, ids, label, 7), by=reader)
            written.append(session.edit(edit)[0])
    if sign:
        written.sign("I have read it.")
    written.close()
    return path
