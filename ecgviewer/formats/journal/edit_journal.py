"""The journal of a review: every edit is on the disk before the next one is made.

One journal per reader and record, append-only; its edits are the undo history.
"""

from __future__ import annotations

import os
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.history import Step
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.files.file_lock import FileLock, LockedError, is_locked
from ecgviewer.formats.journal.lines import (
    JournalError,
    JournalHeader,
    Numbering,
    Signature,
    base_line,
    header_line,
    header_of,
    line_hash,
    now_utc,
    signature_line,
    step_line,
)
from ecgviewer.formats.journal.reader import JournalContents, lock_path, read_journal

__all__ = [
    "EditJournal",
    "JournalContents",
    "JournalError",
    "JournalHeader",
    "JournalLocked",
    "JournalWriteError",
    "Signature",
    "read_journal",
    "restore",
    "writer_of",
]

_LOCKED = "{path} is being written by {owner}. Close the record there first."
_UNSAVED = (
    "Edits cannot be saved to {path} ({error}). They are kept and will be saved with "
    "the next one; free space or make the folder writable."
)


class JournalLocked(JournalError):  # noqa: N818
    """Another window or computer is writing the journal; the message says who."""


class JournalWriteError(Exception):
    """Edits could not be saved; they are kept and written with the next one."""


def restore(record: Record, contents: JournalContents) -> ReviewSession:
    """Return the review that a journal holds, undo history included.

    Raises
    ------
    JournalError
        If the journal is of another recording, or its edits do not fit together.
    """
    _check_record(record, contents.header)
    header = contents.header
    session = ReviewSession(record, contents.base, contents.lead, header.annotator)
    try:
        session.replay(contents.steps)
    except EditError as error:
        raise JournalError(
            f"The journal of {contents.header.reader} for {record.name} does not fit "
            f"together: {error} It is left as it is; move it away to begin anew."
        ) from error
    return session


def _check_record(record: Record, header: JournalHeader) -> None:
    if header.checksum != record.checksum:
        raise JournalError(
            f"The journal of {header.reader} for record {header.record} belongs to "
            f"other data: it was made for checksum {header.checksum}, and the record "
            f"has {record.checksum}. It is left as it is; move it away to begin anew."
        )


class EditJournal:
    """Writes the steps of a session to its journal, one line each.

    Use `create` for a new review and `open_for_append` to go on with one.
    """

    def __init__(
        self, path: Path, session: ReviewSession, reader: str, author: str = ""
    ) -> None:
        self.path = path
        self._author = author
        self._session = session
        self._reader = reader
        self._lock: FileLock | None = None
        self._numbering = Numbering()
        self._pending: list[bytes] = []
        self._last_hash = ""
        self._end: int | None = None
        self._torn = b""

    @classmethod
    def create(
        cls, path: Path, session: ReviewSession, reader: str, author: str = ""
    ) -> EditJournal:
        """Return the journal of a new review; its file is made at the first edit.

        Raises
        ------
        JournalError
            If there is a journal at that path.
        JournalLocked
            If another writer has begun one there.
        """
        owner = writer_of(path)
        if owner:
            raise JournalLocked(_LOCKED.format(path=path, owner=owner))
        if path.exists():
            raise JournalError(f"{path} is there already. Open the record again.")
        return cls(path, session, reader, author)

    @classmethod
    def open_for_append(
        cls, path: Path, session: ReviewSession, author: str = ""
    ) -> EditJournal:
        """Return a journal to go on with.

        Parameters
        ----------
        path : Path
            The journal.
        session : ReviewSession
            The session that `restore` made of it, not edited since.
        author : str
            Who decides from now on, where that is not the journal's reader.

        Raises
        ------
        JournalError
            If it cannot be read or does not belong to the session.
        JournalLocked
            If another writer has it open.
        JournalWriteError
            If its folder cannot be written.
        """
        lock = _locked(path)
        try:
            contents = read_journal(path)
            _check_record(session.record, contents.header)
            journal = cls(path, session, contents.header.reader, author)
            for step in contents.steps:
                journal._numbering.next(step.kind)
            history = session.history
            if journal._numbering.depths != (len(history.done), len(history.undone)):
                raise JournalError(
                    f"{path} holds other edits than this window. Open the record again."
                )
        except BaseException:
            lock.release()
            raise
        journal._lock = lock
        journal._end = contents.end
        journal._torn = contents.tail
        journal._last_hash = contents.last_hash
        return journal

    @property
    def n_unsaved(self) -> int:
        """Steps that are not on the disk, because writing failed."""
        return len(self._pending)

    @property
    def unsaved(self) -> bytes:
        """The lines of the steps that are not on the disk."""
        return b"".join(self._pending)

    def append(self, step: Step) -> None:
        """Save a step, and those that could not be saved before.

        Parameters
        ----------
        step : Step
            What the session has just done.

        Raises
        ------
        JournalWriteError
            If it cannot be written now. The step is kept, and is written with the
            next one or by `close`.
        JournalError
            If another program has changed the file, or (`JournalLocked`) another
            writer has it. The step is kept too.
        """
        numbers = self._numbering.next(step.kind)
        head = self._head()
        line = step_line(step, self._session, numbers, self._last_hash, self._author)
        self._last_hash = line_hash(line)
        self._pending.append(head + line)
        self._write()

    def sign(self, meaning: str) -> Signature:
        """Sign the review as it is now, and return the signature.

        Raises
        ------
        JournalWriteError, JournalError
            As for `append`.
        """
        by = self._author or self._reader
        signature = Signature(by, now_utc(), meaning, self._numbering.last)
        head = self._head()
        line = signature_line(signature, self._last_hash)
        self._last_hash = line_hash(line)
        self._pending.append(head + line)
        self._write()
        return signature

    def _head(self) -> bytes:
        """Return the first two lines of a journal that is about to begin."""
        if self._end is not None or self._pending:
            return b""
        head = header_line(header_of(self._session, self._reader))
        head += base_line(self._session.base, line_hash(head))
        self._last_hash = line_hash(head.splitlines()[-1])
        return head

    def close(self) -> None:
        """Save what is pending and let others write.

        Raises
        ------
        JournalWriteError, JournalError
            As for `append`.
        """
        try:
            if self._pending:
                self._write()
        finally:
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def _write(self) -> None:
        data = self.unsaved
        if self._lock is None:
            self._lock = _locked(self.path)
        try:
            if self._end is None:
                self._make(data)
            else:
                self._extend(data, self._end)
        except OSError as error:
            raise JournalWriteError(
                _UNSAVED.format(path=self.path, error=error)
            ) from error
        self._end = (self._end or 0) + len(data)
        self._pending.clear()

    def _make(self, data: bytes) -> None:
        if self.path.exists():
            raise JournalError(
                f"{self.path} was made by another window. Open the record again."
            )
        with replace_file(self.path) as file:
            file.write(data)

    def _extend(self, data: bytes, end: int) -> None:
        with self.path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(end)
            tail = file.read()
            # Only our own unfinished line may be cut off, never what others wrote.
            if size < end or not (tail == self._torn or data.startswith(tail)):
                raise JournalError(
                    f"{self.path} was changed by another program. It is left as it is; "
                    "export the review, then open the record again."
                )
            file.truncate(end)
            file.seek(end)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def writer_of(path: Path) -> str:
    """Return who is writing a journal now, empty if nobody is."""
    return is_locked(lock_path(path))


def _locked(path: Path) -> FileLock:
    try:
        return FileLock(lock_path(path))
    except LockedError as error:
        raise JournalLocked(_LOCKED.format(path=path, owner=error)) from error
    except OSError as error:
        raise JournalWriteError(_UNSAVED.format(path=path, error=error)) from error
