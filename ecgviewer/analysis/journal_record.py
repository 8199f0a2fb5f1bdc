"""The record of a journal, even where one of the two was renamed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.journal.identity import is_of
from ecgviewer.formats.journal.lines import JournalHeader
from ecgviewer.formats.record_formats import (
    read_outline,
    read_record,
    record_files,
    record_named,
)


def record_of(journal: Path, header: JournalHeader) -> Record:
    """Return the record next to a journal that the journal belongs to.

    That is the one of the name in the journal, or else one that is the same recording
    by its signals. Where none is, what has the name is returned.

    Raises
    ------
    RecordError
        If there is no such record, or the one of that name cannot be read.
    """
    named = record_named(journal.parent, header.record)
    record = read_record(named) if named.exists() else None
    if record and is_of(record, header):
        return record
    for path in _that_may_be(journal, header):
        if path != named and (found := _read(path)) and is_of(found, header):
            return found
    return record or read_record(named)


def _that_may_be(journal: Path, header: JournalHeader) -> Iterator[Path]:
    """Yield the files of records as long as a journal's, read at little expense."""
    for path in record_files(journal.parent):
        try:
            found = read_outline(path)
        except (RecordError, OSError):
            continue
        length, fs = found.length, found.annotation_fs
        if length is None or length * header.fs == header.n_samples * fs:
            yield path


def _read(path: Path) -> Record | None:
    try:
        return read_record(path)
    except RecordError:
        return None
