"""Opens the journal of a review when its first edit is made, and not before."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.review.history import Step
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.files.atomic import make_folder
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.errors import JournalError, JournalWriteError
from ecgviewer.formats.journal.header import is_blank
from ecgviewer.formats.journal.lines import Signature
from ecgviewer.formats.journal.lock import writer_of
from ecgviewer.formats.journal.rescue import write_unsaved


class JournalKeeper:
    """The journal of one reader for one record, which need not be there yet.

    Looking at a record must neither leave a file behind nor keep another window from
    editing it. What the journal cannot take is kept in a second folder, if there is
    one, until it can (`formats.journal.rescue`).

    Parameters
    ----------
    path : Path
        Where the journal is, or will be.
    reader : str
        Whose journal it is.
    author : str
        Who decides, where that is somebody else: of a consensus.
    rescue_folder : Path, optional
        Where edits go that the journal cannot take.
    """

    def __init__(
        self,
        path: Path,
        reader: str,
        author: str = "",
        rescue_folder: Path | None = None,
    ) -> None:
        self.path = path
        self.reader = reader
        self.author = author
        self._rescue_folder = rescue_folder
        self._rescued: Path | None = None
        self._journal: EditJournal | None = None

    @property
    def writer(self) -> str:
        """Who else is writing the journal now; empty if nobody is."""
        return "" if self._journal else writer_of(self.path)

    def open(self, session: ReviewSession) -> None:
        """Make sure that the next step can be written.

        Raises
        ------
        JournalError
            If the journal is damaged, or another window is writing it.
        OSError
            If its folder cannot be written.
        """
        self._opened(session)

    def _opened(self, session: ReviewSession) -> EditJournal:
        if self._journal is None:
            self._journal = self._journal_of(session)
        return self._journal

    def _journal_of(self, session: ReviewSession) -> EditJournal:
        if self.path.exists() and not is_blank(self.path):
            journal = EditJournal.open_for_append(self.path, session, self.author)
            if journal.reader == self.reader:
                return journal
            journal.close()
            raise JournalError(
                f"{self.path} is the journal of {journal.reader}, not of "
                f"{self.reader}. Nothing is written to it; open the record again."
            )
        make_folder(self.path.parent)
        return EditJournal.create(self.path, session, self.reader, self.author)

    def append(self, step: Step) -> None:
        """Write a step; see `EditJournal.append`.

        Raises
        ------
        JournalWriteError, JournalError
            If it cannot be written now. It is kept and written with the next; until
            then the message says where it is.
        RuntimeError
            If the journal was not opened.
        """
        if self._journal is None:
            raise RuntimeError("the journal is not open")
        try:
            self._journal.append(step)
        except (JournalWriteError, JournalError) as error:
            if not self._rescue(self._journal.unsaved):
                raise
            raise JournalWriteError(
                f"{error} Meanwhile they are in {self._rescued}."
            ) from error
        self._forget_rescued()

    def sign(self, session: ReviewSession, meaning: str) -> Signature:
        """Sign the review as it is now; see `EditJournal.sign`.

        Raises
        ------
        JournalError, JournalWriteError, OSError
            If it cannot be written.
        """
        return self._opened(session).sign(meaning)

    def close(self) -> None:
        """Write what is left and let other windows edit.

        Raises
        ------
        JournalWriteError, JournalError
            If what is left can be written nowhere. It is kept; close again.
        """
        if self._journal is None:
            return
        try:
            self._journal.close()
        except (JournalWriteError, JournalError):
            if not self._rescue(self._journal.unsaved):
                raise
        else:
            self._forget_rescued()
        self._journal = None

    def _rescue(self, lines: bytes) -> bool:
        """Keep lines in the second folder; return whether that was done."""
        if self._rescue_folder is None:
            return False
        try:
            self._rescued = write_unsaved(self.path, self._rescue_folder, lines)
        except OSError:
            return False
        return True

    def _forget_rescued(self) -> None:
        if self._rescued is not None:
            self._rescued.unlink(missing_ok=True)
            self._rescued = None
