"""The lock of a journal: one window writes it at a time."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.formats.files.file_lock import FileLock, LockedError, is_locked
from ecgviewer.formats.journal.errors import being_written, not_saved


def lock_path(path: Path) -> Path:
    """Return the file whose lock the writer of a journal holds."""
    return path.with_name(f".{path.name}.lock")


def writer_of(path: Path) -> str:
    """Return who is writing a journal now, empty if nobody is."""
    return is_locked(lock_path(path))


def lock_journal(path: Path) -> FileLock:
    """Return the lock of the writer of a journal.

    Raises
    ------
    JournalLocked
        If another writer has it.
    JournalWriteError
        If its folder cannot be written.
    """
    try:
        return FileLock(lock_path(path))
    except LockedError as error:
        raise being_written(path, str(error)) from error
    except OSError as error:
        raise not_saved(path, error) from error
