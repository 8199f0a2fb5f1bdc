"""Reviews of a recording under another name or in another place, and taking them over.

A record that was renamed or moved is known by its identity. The journal that was made
of it before is copied, line by line, with a line at the end that says where from; the
journal itself stays as it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.formats.files.atomic import make_folder, replace_file
from ecgviewer.formats.files.file_lock import FileLock, LockedError
from ecgviewer.formats.journal.end import write_end
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import read_header
from ecgviewer.formats.journal.identity import check_record, is_of, lead_now
from ecgviewer.formats.journal.lines import BEATS_FORMAT, JournalHeader, record_line
from ecgviewer.formats.journal.lock import lock_path
from ecgviewer.formats.journal.places import JOURNAL_SUFFIX, journals_of
from ecgviewer.formats.journal.reader import read_journal


@dataclass(frozen=True)
class FoundReview:
    """A journal of the same recording that is not where one of this record would be."""

    path: Path
    header: JournalHeader

    @property
    def title(self) -> str:
        """Whose review of what it is, in words."""
        source = f" ({self.header.annotator})" if self.header.annotator else ""
        return f"{self.header.reader}'s review of {self.header.record}{source}"


def reviews_elsewhere(
    record: Record, reader: str, journal_folder: Path, others: Iterable[Path] = ()
) -> tuple[FoundReview, ...]:
    """Return a reader's reviews of the same recording under other names.

    Looked for beside the record, where journals are whose record is in a folder that
    cannot be written, and in `others`, where the record may have been before.
    """
    known = set(journals_of(record, journal_folder))
    folders = [record.path.parent] if record.path else []
    found = []
    for folder in dict.fromkeys([*folders, journal_folder, *others]):
        for path in sorted(folder.glob(f"*{JOURNAL_SUFFIX}")):
            header = None if path in known else _header(path)
            if header and header.reader == reader and is_of(record, header):
                found.append(FoundReview(path, header))
    return tuple(found)


def _header(path: Path) -> JournalHeader | None:
    try:
        return read_header(path)
    except (JournalError, OSError):
        return None


def take_over(source: Path, record: Record, target: Path) -> None:
    """Copy a journal of the same recording to where the record's own is to be.

    Raises
    ------
    JournalError
        If there is a journal already, or the one to copy is damaged or of another
        recording.
    OSError
        If it cannot be written.
    """
    _refuse_to_replace(target, source)
    contents = read_journal(source)
    check_record(record, contents.header)
    lead = lead_now(record, contents.header, contents.lead)
    make_folder(target.parent)
    try:
        lock = FileLock(lock_path(target))
    except LockedError as error:
        raise JournalError(f"{target} is being written by {error}.") from error
    try:
        _refuse_to_replace(target, source)
        with replace_file(target) as copy, source.open("rb") as original:
            shutil.copyfileobj(original, copy)
            copy.truncate(contents.ending.size)
            copy.seek(contents.ending.size)
            version = max(contents.header.format, BEATS_FORMAT)
            line = record_line(record, lead, contents.last_hash, str(source), version)
            copy.write(line)
        write_end(target, contents.ending.after([line[:-1]]), sync=True)
    finally:
        lock.release()


def _refuse_to_replace(target: Path, source: Path) -> None:
    if target.exists():
        raise JournalError(
            f"{target} already exists: a review of this record was begun. Move it "
            f"away to take over {source}."
        )
