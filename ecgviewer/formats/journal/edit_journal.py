"""The journal of a review: every edit is on the disk before the next one is made.

One journal per reader and record, append-only; its edits are the undo history.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ecgviewer.core.review.evidence import seen_counts
from ecgviewer.core.review.history import Step
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.formats.files.file_lock import FileLock
from ecgviewer.formats.journal.end import JournalEnd, append_lines, write_end
from ecgviewer.formats.journal.errors import (
    JournalError,
    JournalOutdated,
    being_written,
    not_saved,
)
from ecgviewer.formats.journal.header import is_blank
from ecgviewer.formats.journal.identity import check_record, says_the_same
from ecgviewer.formats.journal.lines import (
    BEATS_FORMAT,
    Signature,
    base_line,
    header_line,
    header_of,
    line_hash,
    now_utc,
    record_line,
    signature_line,
    step_line,
    version_of,
)
from ecgviewer.formats.journal.lock import lock_journal, writer_of
from ecgviewer.formats.journal.numbering import Numbering
from ecgviewer.formats.journal.reader import JournalContents, read_journal
from ecgviewer.formats.journal.rows import check_readable


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
        self.reader = reader
        self._lock: FileLock | None = None
        self._numbering = Numbering()
        self._pending: list[bytes] = []
        self._last_hash = ""
        self._end: JournalEnd | None = None
        self._torn = b""
        self._restates = False
        self._format = BEATS_FORMAT
        self._written = False

    @classmethod
    def create(
        cls, path: Path, session: ReviewSession, reader: str, author: str = ""
    ) -> EditJournal:
        """Return the journal of a new review; its file is made at the first edit.

        Raises
        ------
        JournalError
            If there is a journal at that path (`JournalOutdated`), the session was
            restored from one that is gone, or the beats are too many for one.
        JournalLocked
            If another writer has begun one there.
        """
        owner = writer_of(path)
        if owner:
            raise being_written(path, owner)
        if path.exists() and not is_blank(path):
            raise JournalOutdated(f"{path} already exists. Open the record again.")
        if session.log_end:
            raise JournalError(
                f"{path} no longer exists. Put it back to go on with the review, "
                "or export what is shown."
            )
        try:
            check_readable(session.base)
        except ValueError as error:
            raise JournalError(
                f"{path} cannot hold the {len(session.base):,} beats of this review. "
                "Cut the record into shorter ones."
            ) from error
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
            If it cannot be read or is of another recording, or (`JournalOutdated`)
            does not end where the session's edits end.
        JournalLocked
            If another writer has it open.
        JournalWriteError
            If its folder cannot be written.
        """
        lock = lock_journal(path)
        try:
            contents = read_journal(path)
            check_record(session.record, contents.header)
            journal = cls(path, session, contents.header.reader, author)
            journal._continue(contents)
        except BaseException:
            lock.release()
            raise
        journal._lock = lock
        return journal

    def _continue(self, contents: JournalContents) -> None:
        """Go on where a journal ends, if the session's edits end there, too."""
        for step in contents.steps:
            self._numbering.next(step.kind)
        session, history = self._session, self._session.history
        here = session.log_end, (len(history.done), len(history.undone))
        if here != (contents.last_hash, self._numbering.depths):
            raise JournalOutdated(
                f"{self.path} holds other edits than this window. Open the record "
                "again."
            )
        self._end = contents.ending
        self._torn = contents.tail
        self._restates = not says_the_same(contents.header, session.record)
        self._format = contents.header.format
        self._last_hash = contents.last_hash

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
        head = self._head(version_of(step))
        line = step_line(step, self._session, numbers, self._last_hash, self._author)
        self._add(head + line, line_hash(line))
        self._write()

    def sign(self, meaning: str) -> Signature:
        """Sign the review as it is now, and return the signature.

        Raises
        ------
        JournalWriteError, JournalError
            As for `append`.
        """
        by = self._author or self.reader
        seen = seen_counts(self._session.evidence)
        signature = Signature(by, now_utc(), meaning, self._numbering.last, seen)
        head = self._head(BEATS_FORMAT)
        line = signature_line(signature, self._last_hash)
        self._add(head + line, line_hash(line))
        self._write()
        return signature

    def _add(self, lines: bytes, last_hash: str) -> None:
        self._last_hash = self._session.log_end = last_hash
        self._pending.append(lines)

    def _head(self, version: int) -> bytes:
        """Return what goes before a step that needs a format.

        Of a new journal that is the first two lines, of one of an older format, or one
        that says other things of the record than are true now, what there is to say.
        """
        session, begins = self._session, self._end is None and not self._pending
        if not begins and not self._restates and version <= self._format:
            return b""
        self._format = max(version, self._format)
        if not begins:
            head = record_line(
                session.record, session.lead, self._last_hash, version=self._format
            )
            self._restates, self._last_hash = False, line_hash(head)
            return head
        header = replace(header_of(session, self.reader), format=self._format)
        head = header_line(header)
        head += base_line(session.base, line_hash(head), session.base_rhythms)
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
                if self._written and self._end and not self._pending:
                    write_end(self.path, self._end, sync=True)
                self._lock.release()
                self._lock = None

    def _write(self) -> None:
        data = self.unsaved
        if self._lock is None:
            self._lock = lock_journal(self.path)
        try:
            if self._end is None:
                self._make(data)
            else:
                self._extend(data, self._end)
        except OSError as error:
            raise not_saved(self.path, error) from error
        lines = data.split(b"\n")[:-1]
        self._end = (self._end or JournalEnd()).after(lines)
        self._written = True
        self._pending.clear()
        write_end(self.path, self._end)

    def _make(self, data: bytes) -> None:
        # Our own, if its making was said to have failed though it had not.
        if self.path.exists() and not (
            is_blank(self.path) or data.startswith(self.path.read_bytes())
        ):
            raise JournalOutdated(
                f"{self.path} was made by another window. Open the record again."
            )
        with replace_file(self.path) as file:
            file.write(data)

    def _extend(self, data: bytes, end: JournalEnd) -> None:
        append_lines(self.path, data, end, self._torn)
