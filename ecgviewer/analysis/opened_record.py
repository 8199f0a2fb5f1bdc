"""What opening a record gives: everything that a window needs to show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.formats.journal.lines import Signature

# What keeps journals is imported with the first record, not with the window.
if TYPE_CHECKING:
    from ecgviewer.formats.journal.keeper import JournalKeeper
    from ecgviewer.formats.journal.takeover import FoundReview


@dataclass(frozen=True)
class OpenedRecord:
    """A review session, ready to be shown.

    Attributes
    ----------
    session : ReviewSession
        With the edits of the reader's journal, where there is one.
    envelopes : tuple of Envelope
        One a lead.
    journal : JournalKeeper
        Where edits go.
    annotators : tuple of str
        Those whose annotations of the record could be reviewed.
    layers : tuple of str
        Those whose annotations can be shown beside the review, with beats or without.
    notices : tuple of str
        What the reader should know: a truncated file, edits restored.
    signed : Signature or None
        The signature that the review stands under, if nothing was edited after it.
    read_only : str
        Why the review must not be edited; empty if it may be.
    elsewhere : tuple of FoundReview
        The reader's reviews of the same recording under other names, which can be
        taken over; none where there is a review of this record.
    """

    session: ReviewSession
    envelopes: tuple[Envelope, ...]
    journal: JournalKeeper
    annotators: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    signed: Signature | None = None
    read_only: str = ""
    elsewhere: tuple[FoundReview, ...] = ()
