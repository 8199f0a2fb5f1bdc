"""What the document asks of the journal of a review."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ecgviewer.core.review.history import Step
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.lines import Signature


class Journal(Protocol):
    """Where steps are written as they are made (`formats.journal.keeper`)."""

    path: Path
    reader: str
    author: str

    @property
    def writer(self) -> str:
        """Who else is writing it; empty if nobody is."""

    def open(self, session: ReviewSession) -> None:
        """Make sure that the next step can be written."""

    def append(self, step: Step) -> None:
        """Write a step."""

    def sign(self, session: ReviewSession, meaning: str) -> Signature:
        """Sign the review as it is now."""

    def close(self) -> None:
        """Write what is left."""
