"""Open a record with its reader's edits: all that can be done without a classifier."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.analysis.opened_record import OpenedRecord
from ecgviewer.core.envelope import Envelope
from ecgviewer.core.record import Record
from ecgviewer.core.session import ReviewSession
from ecgviewer.formats.edit_journal import journal_path, read_journal, restore
from ecgviewer.formats.journal_keeper import JournalKeeper
from ecgviewer.formats.wfdb_record import read_record


def open_record(path: Path, reader: str, journal_folder: Path) -> OpenedRecord:
    """Read a record and put the edits of its reader's journal back in force.

    Parameters
    ----------
    path : Path
        A ``.hea`` or ``.dat`` file.
    reader : str
        Whose journal to use.
    journal_folder : Path
        Where journals are whose record is in a folder that cannot be written.

    Returns
    -------
    OpenedRecord

    Raises
    ------
    RecordError
        If the record cannot be read.
    JournalError
        If there is a journal that is damaged or of another recording.
    """
    record = read_record(path)
    journal = journal_path(record, reader, journal_folder)
    session, notices = _session(record, reader, journal)
    return OpenedRecord(
        session=session,
        envelopes=tuple(Envelope.of(values) for values in record.signal),
        journal=JournalKeeper(journal, reader),
        notices=(*record.notices, *notices),
    )


def _session(
    record: Record, reader: str, path: Path
) -> tuple[ReviewSession, tuple[str, ...]]:
    if not path.exists():
        return ReviewSession(record), ()
    contents = read_journal(path)
    session = restore(record, contents)
    n = len(session.history.done)
    restored = f"{n:,} earlier edit{'s' if n != 1 else ''} of {reader} restored."
    return session, (restored, *contents.notices)
