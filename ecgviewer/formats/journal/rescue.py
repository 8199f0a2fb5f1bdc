"""Edits that their journal cannot take now: kept in a second file, put back later.

The file holds the very lines that the journal lacks. Each line carries the SHA-256 of
the one before, so whether they still fit shows by itself.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from ecgviewer.formats.files.atomic import make_folder, replace_file
from ecgviewer.formats.files.file_lock import FileLock, LockedError
from ecgviewer.formats.journal.lines import JournalError
from ecgviewer.formats.journal.reader import lock_path, read_journal

_SUFFIX = ".unsaved.jsonl"
_PUT_BACK = (
    "Edits that could not be saved to {journal} when they were made are in it again."
)
_WAITING = (
    "{unsaved} holds edits that {journal} lacks, and it cannot be written ({error}). "
    "The review is shown without them and read-only; make the journal writable and "
    "open the record again."
)
_ASTRAY = (
    "{unsaved} holds edits that do not follow on {journal}, which others have changed "
    "since. They are not part of this review; the file is left as it is. Move it away "
    "to see this no more."
)


class EditsWaitingError(Exception):
    """Edits wait for a journal that cannot be written; the message is for users."""


def unsaved_path(journal: Path, folder: Path, lines: bytes) -> Path:
    """Return where lines that a journal lacks are kept.

    Parameters
    ----------
    journal : Path
        The journal.
    folder : Path
        Where such files are.
    lines : bytes
        The lines; the first of them makes the name one of its own.
    """
    mark = hashlib.sha256(lines.split(b"\n", 1)[0]).hexdigest()[:8]
    return folder / f"{_stem(journal)}{mark}{_SUFFIX}"


def write_unsaved(journal: Path, folder: Path, lines: bytes) -> Path:
    """Keep lines that a journal lacks, in the place of fewer of them.

    Raises
    ------
    OSError
        If they cannot be written there either.
    """
    make_folder(folder)
    path = unsaved_path(journal, folder, lines)
    with replace_file(path) as file:
        file.write(lines)
    return path


def put_back(journal: Path, folder: Path) -> tuple[str, ...]:
    """Put edits that were kept back into their journal.

    Returns
    -------
    tuple of str
        What the reviewer should know.

    Raises
    ------
    EditsWaitingError
        If they fit, and the journal cannot be written.
    """
    found = sorted(folder.glob(f"{_stem(journal)}*{_SUFFIX}"))
    return tuple(_put_back(journal, unsaved) for unsaved in found)


def _stem(journal: Path) -> str:
    # Journals of records in different folders have the same name.
    place = hashlib.sha256(os.fsencode(journal.parent.absolute())).hexdigest()[:8]
    return f"{journal.name.removesuffix('.ecgedits.jsonl')}-{place}-"


def _put_back(journal: Path, unsaved: Path) -> str:
    try:
        lock = FileLock(lock_path(journal))
    except (OSError, LockedError) as error:
        raise EditsWaitingError(_message(_WAITING, journal, unsaved, error)) from error
    try:
        lines = unsaved.read_bytes()
        if not _fits(journal, lines):
            return _message(_ASTRAY, journal, unsaved)
        _join(journal, lines)
        unsaved.unlink()
    except OSError as error:
        raise EditsWaitingError(_message(_WAITING, journal, unsaved, error)) from error
    finally:
        lock.release()
    return _message(_PUT_BACK, journal, unsaved)


def _message(text: str, journal: Path, unsaved: Path, error: object = "") -> str:
    return text.format(journal=journal, unsaved=unsaved, error=error)


def _fits(journal: Path, lines: bytes) -> bool:
    """Tell whether lines follow on the last whole line of a journal."""
    try:
        before = read_journal(journal).last_hash if journal.exists() else ""
        first = json.loads(lines.split(b"\n", 1)[0])
        return bool(first["previous"] == before)
    except (JournalError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _join(journal: Path, lines: bytes) -> None:
    """Write the journal anew with the lines at its end; a torn line is dropped."""
    whole = b""
    if journal.exists():
        whole = journal.read_bytes()[: read_journal(journal).end]
    with replace_file(journal) as file:
        file.write(whole + lines)
