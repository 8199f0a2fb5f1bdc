"""Makes the review that a journal holds, undo history included."""

from __future__ import annotations

from ecgviewer.core.record import Record
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.chain import Fault
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.identity import check_record, lead_now
from ecgviewer.formats.journal.reader import JournalContents


def restore(record: Record, contents: JournalContents) -> ReviewSession:
    """Return the review that a journal holds, undo history included.

    Raises
    ------
    JournalError
        If the journal is of another recording, or its edits do not fit together.
    """
    session, fault = restore_as_far(record, contents)
    if fault:
        raise JournalError(fault.text)
    return session


def restore_as_far(
    record: Record, contents: JournalContents
) -> tuple[ReviewSession, Fault | None]:
    """Return the review up to the first edit that does not fit, and what is wrong.

    Raises
    ------
    JournalError
        If the journal is of another recording.
    """
    check_record(record, contents.header)
    session = _begun(record, contents)
    for n_fitting, step in enumerate(contents.steps):
        try:
            session.replay([step])
        except EditError as error:
            text = (
                f"The journal of {contents.header.reader} for {record.name} does not "
                f"fit together: {error} It is left as it is; move it away to begin "
                "again."
            )
            return session, _misfit(contents, n_fitting, text)
    session.log_end = contents.last_hash
    return session, contents.fault


def _begun(record: Record, contents: JournalContents) -> ReviewSession:
    """Return the review before its first edit."""
    header = contents.header
    session = ReviewSession(
        record,
        contents.base,
        lead_now(record, header, contents.lead),
        header.annotator,
        header.label_scheme,
        contents.base_rhythms,
    )
    session.n_searched = header.n_searched or record.n_samples
    session.made_with = contents.classifier_id
    session.leads = tuple(
        filter(None, (lead_now(record, header, n) for n in contents.analysed_leads))
    )
    return session


def _misfit(contents: JournalContents, n_fitting: int, text: str) -> Fault:
    line = contents.step_lines[n_fitting]
    n_missing = contents.ending.n_lines - line + 1
    earlier = contents.fault.n_missing if contents.fault else 0
    return Fault(text, line, n_missing + earlier)
