"""Open a record with its reader's edits: all that can be done without a classifier."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.analysis.envelopes import envelopes_of
from ecgviewer.analysis.open_review import open_review
from ecgviewer.analysis.opened_record import OpenedRecord
from ecgviewer.core.record import Record
from ecgviewer.formats.files.left_behind import remove_left_behind
from ecgviewer.formats.journal.header import read_header
from ecgviewer.formats.journal.identity import is_of
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.lines import JournalHeader
from ecgviewer.formats.journal.places import find_journal, journal_path, namesake
from ecgviewer.formats.journal.rescue import EditsWaitingError, put_back
from ecgviewer.formats.journal.takeover import reviews_elsewhere, take_over
from ecgviewer.formats.record_formats import (
    annotation_sources,
    annotations_of,
    read_record,
)
from ecgviewer.formats.wfdb.annotations import AnnotationError
from ecgviewer.preprocessing.ecg_leads import without_ecg

_NAMESAKE = (
    "The review of {other} is another reader's, and its journal has the name that "
    "{reader}'s would have. {reader}'s review begins in {name}."
)


def open_record(
    path: Path,
    reader: str,
    journal_folder: Path,
    annotator: str | None = None,
    author: str = "",
    taken_over: Path | None = None,
) -> OpenedRecord:
    """Read a record and put the edits of its reader's journal into effect again.

    Parameters
    ----------
    path : Path
        Any file of it; see `record_formats.find_record`.
    reader : str
        Whose journal to use.
    journal_folder : Path
        Where journals are whose record is in a folder that cannot be written.
    annotator : str, optional
        Whose annotations to review; empty for beats to be detected. By default the
        review that the reader was at last, or else beats to be detected; those that
        lie with a record without an ECG.
    author : str
        Who decides, where the journal is not that reader's own: of a consensus.
    taken_over : Path, optional
        A journal of the same recording under another name; a copy of it becomes the
        record's own.

    Returns
    -------
    OpenedRecord

    Raises
    ------
    RecordError
        If the record cannot be read.
    AnnotationError
        If the annotations cannot be read.
    JournalError
        If there is a journal that is of another recording, or damaged from its
        beginning.
    """
    record = read_record(path)
    remove_left_behind(_folders(record, journal_folder))
    sources = annotation_sources(record)
    if taken_over:
        annotator = read_header(taken_over).annotator
        target = journal_path(record, reader, journal_folder, annotator)
        take_over(taken_over, record, target)
    if annotator is None:
        annotator = _last_reviewed(record, reader, journal_folder, sources.with_beats)
    journal = journal_path(record, reader, journal_folder, annotator)
    waiting = ""
    notices: tuple[str, ...] = ()

    def is_this(header: JournalHeader) -> bool:
        whose = (header.reader, header.annotator) == (reader, annotator)
        return whose and is_of(record, header)

    try:
        notices = put_back(journal, journal_folder, is_this)
    except EditsWaitingError as error:
        waiting = str(error)
    review = open_review(record, journal, annotator)
    begun = journal.exists()
    elsewhere = () if begun else reviews_elsewhere(record, reader, journal_folder)
    other = namesake(record, reader, journal_folder, annotator)
    if other and not begun:
        notices += (_NAMESAKE.format(other=other, reader=reader, name=journal.name),)
    return OpenedRecord(
        session=review.session,
        envelopes=envelopes_of(record),
        journal=JournalKeeper(journal, reader, author, journal_folder),
        annotators=sources.with_beats,
        layers=sources.all,
        notices=(
            *without_ecg(record),
            *record.notices,
            *_of_annotations(record, annotator),
            *notices,
            *review.notices,
        ),
        signed=review.signed,
        read_only="  ".join(filter(None, (waiting, review.read_only))),
        elsewhere=elsewhere,
    )


def _folders(record: Record, journal_folder: Path) -> tuple[Path, ...]:
    beside = (record.path.parent,) if record.path else ()
    return (*beside, journal_folder)


def _last_reviewed(
    record: Record, reader: str, journal_folder: Path, annotators: tuple[str, ...]
) -> str:
    written = [
        (path.stat().st_mtime, source)
        for source in ("", *annotators)
        if (path := find_journal(record, reader, journal_folder, source))
    ]
    if written:
        return max(written)[1]
    # Beats cannot be found where there is no ECG, as in a list of RR intervals.
    return annotators[0] if annotators and without_ecg(record) else ""


def _of_annotations(record: Record, annotator: str) -> tuple[str, ...]:
    """Return what is wrong with the file under review, which a journal outlives."""
    if not annotator:
        return ()
    try:
        annotations = annotations_of(record, annotator)
    except AnnotationError:
        return ()
    outside = (
        f"{record.name}.{annotator}: {n} An export keeps them."
        for n in annotations.left_out(record)
    )
    return (*annotations.notices, *outside)
