"""The record that a journal is of, wherever its name and the record's parted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.formats.journal.identity import is_of
from ecgviewer.formats.journal.lines import JournalHeader
from ecgviewer.formats.wfdb.header import RecordError, read_header
from ecgviewer.formats.wfdb.record import read_record


def record_of(journal: Path, header: JournalHeader) -> Record:
    """Return the record beside a journal that the journal is of.

    That is the one of the name in the journal, or else one that is the same recording
    by its signals. Where none is, what has the name is returned.

    Raises
    ------
    RecordError
        If there is no such record, or the one of that name cannot be read.
    """
    named = journal.with_name(f"{header.record}.hea")
    record = read_record(named) if named.exists() else None
    if record and is_of(record, header):
        return record
    for path in _that_may_be(journal, header):
        if path != named and (found := _read(path)) and is_of(found, header):
            return found
    return record or read_record(named)


def _that_may_be(journal: Path, header: JournalHeader) -> Iterator[Path]:
    """Yield headers of records as long as a journal's, read at little expense."""
    for path in sorted(journal.parent.glob("*.hea")):
        try:
            found = read_header(path)
        except (RecordError, OSError):
            continue
        n_frames = found.n_frames
        if n_frames is None or n_frames * header.fs == header.n_samples * found.fs:
            yield path


def _read(path: Path) -> Record | None:
    try:
        return read_record(path)
    except RecordError:
        return None
