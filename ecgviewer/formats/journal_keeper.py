"""Opens the journal of a review when its first edit is made, and not before."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.history import Step
from ecgviewer.core.session import ReviewSession
from ecgviewer.formats.edit_journal import EditJournal, Signature


class JournalKeeper:
    """The journal of one reader for one record, which need not be there yet.

    Looking at a record must neither leave a file behind nor keep another window from
    editing it.

    Parameters
    ----------
    path : Path
        Where the journal is, or will be.
    reader : str
        Whose journal it is.
    author : str
        Who decides, where that is somebody else: of a consensus.
    """

    def __init__(self, path: Path, reader: str, author: str = "") -> None:
        self.path = path
        self.reader = reader
        self.author = author
        self._journal: EditJournal | None = None

    def open(self, session: ReviewSession) -> None:
        """Make sure that the next step can be written.

        Raises
        ------
        JournalError
            If the journal is damaged, or another window is writing it.
        OSError
            If its folder cannot be written.
        """
        if self._journal is not None:
            return
        if self.path.exists():
            self._journal = EditJournal.open_for_append(self.path, session, self.author)
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._journal = EditJournal.create(self.path, session, self.reader, self.author)

    def append(self, step: Step) -> None:
        """Write a step; see `EditJournal.append`.

        Raises
        ------
        JournalWriteError
            If it cannot be written now; it is kept and written with the next.
        RuntimeError
            If the journal was not opened.
        """
        if self._journal is None:
            raise RuntimeError("the journal is not open")
        self._journal.append(step)

    def sign(self, session: ReviewSession, meaning: str) -> Signature:
        """Sign the review as it is now; see `EditJournal.sign`.

        Raises
        ------
        JournalError, JournalWriteError, OSError
            If it cannot be written.
        """
        self.open(session)
        if self._journal is None:
            raise RuntimeError("the journal is not open")
        return self._journal.sign(meaning)

    def close(self) -> None:
        """Write what is left and let other windows edit."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None
