"""Whether the signature of a review holds, edit after edit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ecgviewer.core.review.history import History
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.errors import JournalError, JournalWriteError
from ecgviewer.formats.journal.lines import Signature, signature_text
from ecgviewer.gui.model.item_edits import ItemEdits
from ecgviewer.gui.model.journal import Journal

#: Shows a question and the answer that does something, which is done if it is given.
AskFirst = Callable[[str, str, Callable[[], object]], object]

_REOPENED = (
    "The review was signed; this edit has reopened it. Undo restores the signature."
)
_HOLDS = "The review is as it was signed: the signature of {by} holds again."
_QUESTION = (
    "This review is signed by {by}. An edit reopens it; undoing the edit lets the "
    "signature hold again."
)


class Signing:
    """The last signature, and the edits in effect when it was given.

    Attributes
    ----------
    valid : Signature or None
        The signature, while what was signed is what there is.
    may_reopen : bool
        The reader was asked and wants to edit.
    """

    def __init__(
        self, signature: Signature | None = None, history: History | None = None
    ) -> None:
        self.valid = self._last = signature
        self._top = history.top if history else None
        self.may_reopen = False

    @property
    def asks(self) -> bool:
        """Return whether to ask before an edit."""
        return self.valid is not None and not self.may_reopen

    @property
    def question(self) -> str:
        """What to ask before an edit."""
        return _QUESTION.format(by=self.valid.by if self.valid else "")

    def follow(self, history: History) -> str:
        """Take note of a step; return what it did to the signature, in words."""
        if self._last is None:
            return ""
        if history.top is self._top:
            self.valid = self._last
            return _HOLDS.format(by=self._last.by)
        if self.valid is None:
            return ""
        self.valid = None
        return _REOPENED


class SignedReview(ItemEdits):
    """A review that can be signed; its edits say what becomes of the signature.

    Signals
    -------
    reopened(str)
        A review that was signed has been edited, or is again as it was signed.
    signature_changed()
        The review is signed now, or no longer.

    Attributes
    ----------
    ask_first : AskFirst or None
        Asks the reader before a signed review is edited; None to edit at once.
    """

    reopened = Signal(str)
    signature_changed = Signal()

    edited: Signal
    refused: Signal
    read_only: str
    _journal: Journal | None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.signing = Signing()
        self.ask_first: AskFirst | None = None

    @property
    def signed(self) -> Signature | None:
        """The signature of the review as it is now; None if there is none."""
        return self.signing.valid

    def sign(self, meaning: str) -> bool:
        """Sign the review as it is now; return whether it was done."""
        if self.session is None or self._journal is None:
            return False
        if self.read_only:
            self.refused.emit(self.read_only)
            return False
        try:
            signed = self._journal.sign(self.session, meaning)
        except (JournalError, JournalWriteError, OSError) as error:
            self.refused.emit(str(error))
            self._look_again(error)
            return False
        self.signing = Signing(signed, self.session.history)
        self.signature_changed.emit()
        self.edited.emit(signature_text(signed))
        return True

    def _asks_to_reopen(self, again: Callable[[], object]) -> bool:
        """Return whether the reader is asked before a signed review is edited."""
        if self.ask_first is None or not self.signing.asks:
            return False
        signing = self.signing

        def reopen() -> None:
            signing.may_reopen = True
            again()

        self.ask_first(signing.question, "Edit and reopen", reopen)
        return True

    def _follow_signature(self, session: ReviewSession) -> None:
        if said := self.signing.follow(session.history):
            self.reopened.emit(said)
            self.signature_changed.emit()

    def _look_again(self, error: Exception) -> None:
        raise NotImplementedError
