"""Open a record with its reader's edits: all that can be done without a classifier."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.analysis.envelopes import envelopes_of
from ecgviewer.analysis.opened_record import OpenedRecord
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.edit_journal import read_journal, restore
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.lines import Signature, signature_text
from ecgviewer.formats.journal.places import find_journal, journal_path
from ecgviewer.formats.journal.rescue import EditsWaitingError, put_back
from ecgviewer.formats.wfdb.annotations import (
    annotation_path,
    annotators_of,
    read_annotations,
)
from ecgviewer.formats.wfdb.record import read_record


def open_record(
    path: Path,
    reader: str,
    journal_folder: Path,
    annotator: str | None = None,
    author: str = "",
) -> OpenedRecord:
    """Read a record and put the edits of its reader's journal back in force.

    Parameters
    ----------
    path : Path
        A ``.hea`` or ``.dat`` file.
    reader : str
        Whose journal to use.
    journal_folder : Path
        Where journals are whose record is in a folder that cannot be written.
    annotator : str, optional
        Whose annotations to review; empty for beats to be detected. By default the
        review that the reader was at last, or else beats to be detected.
    author : str
        Who decides, where the journal is not that reader's own: of a consensus.

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
        If there is a journal that is damaged or of another recording.
    """
    record = read_record(path)
    annotators = annotators_of(record)
    if annotator is None:
        annotator = _last_reviewed(record, reader, journal_folder, annotators)
    journal = journal_path(record, reader, journal_folder, annotator)
    read_only = ""
    notices: tuple[str, ...] = ()
    signed = None
    try:
        notices = put_back(journal, journal_folder)
    except EditsWaitingError as waiting:
        read_only = str(waiting)
    if journal.exists():
        session, restored, signed = _restored(record, journal)
        notices += restored
    else:
        session = _new(record, annotator)
    return OpenedRecord(
        session=session,
        envelopes=envelopes_of(record),
        journal=JournalKeeper(journal, reader, author, journal_folder),
        annotators=annotators,
        notices=(*record.notices, *notices),
        signed=signed,
        read_only=read_only,
    )


def _last_reviewed(
    record: Record, reader: str, journal_folder: Path, annotators: tuple[str, ...]
) -> str:
    written = [
        (path.stat().st_mtime, source)
        for source in ("", *annotators)
        if (path := find_journal(record, reader, journal_folder, source))
    ]
    return max(written)[1] if written else ""


def _new(record: Record, annotator: str) -> ReviewSession:
    if not annotator:
        return ReviewSession(record)
    beats = read_annotations(annotation_path(record, annotator)).beats(record)
    return ReviewSession(record, beats, annotator=annotator)


def _restored(
    record: Record, journal: Path
) -> tuple[ReviewSession, tuple[str, ...], Signature | None]:
    contents = read_journal(journal)
    session = restore(record, contents)
    n = len(session.history.done)
    reader = contents.header.reader
    restored = f"{n:,} earlier edit{'s' if n != 1 else ''} of {reader} restored."
    signed = contents.signed
    if signed:
        restored += f" {signature_text(signed)}"
    elif contents.signatures:
        restored += " The review was signed and has been reopened by later edits."
    return session, (restored, *contents.notices), signed
