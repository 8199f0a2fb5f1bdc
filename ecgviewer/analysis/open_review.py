"""The review of a record as its journal has it, as far as that can be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.wording import count
from ecgviewer.formats.journal.chain import Fault
from ecgviewer.formats.journal.end import end_path, read_end
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import is_blank
from ecgviewer.formats.journal.identity import header_changes
from ecgviewer.formats.journal.lines import Signature, signature_text
from ecgviewer.formats.journal.reader import JournalContents, read_as_far
from ecgviewer.formats.journal.restoring import restore_as_far
from ecgviewer.formats.record_formats import annotations_of
from ecgviewer.formats.wfdb.rhythm_marks import rhythms_of

#: Lines of a journal that are not edits: its header and its beats.
_N_HEAD = 2
_BLANK = (
    "{journal} is empty: it holds no edits. The record is opened without, and the "
    "first edit begins the journal again."
)
_LOST = (
    "{journal} is empty, and held {n} edits when it was last written. The record is "
    "shown without them and read-only. Put the journal back from a copy, or delete it "
    "and {end} to begin again."
)
_MADE_WITH_ONE = (
    "It was made with lead {lead} alone; {leads} are classified now. What you labelled "
    "stays, other beats may have other labels. View > Analysed leads > {lead} gives "
    "those from before."
)
_MISSING = (
    "The review is shown as far as it fits, read-only: {n} edits and other entries, "
    "without the {n_missing} after them. To go on from there, keep a copy of the "
    "journal, delete its lines from line {line} on, and delete {end}."
)


@dataclass(frozen=True)
class OpenedReview:
    """A session, its notices and signature, and why it must not be edited."""

    session: ReviewSession
    notices: tuple[str, ...] = ()
    signed: Signature | None = None
    read_only: str = ""


def open_review(record: Record, journal: Path, annotator: str) -> OpenedReview:
    """Return the review that a journal holds, or a new one where there is none.

    Raises
    ------
    JournalError
        If the journal is of another recording, or damaged from its beginning.
    AnnotationError
        If a new review is of annotations that cannot be read.
    """
    if not journal.exists():
        return OpenedReview(_new(record, annotator))
    if not _is_blank(journal):
        return _restored(record, journal)
    said = read_end(journal)
    n = said.n_lines - _N_HEAD if said else 0
    if n > 0:
        text = _LOST.format(journal=journal, n=n, end=end_path(journal).name)
        return OpenedReview(_new(record, annotator), read_only=text)
    return OpenedReview(_new(record, annotator), (_BLANK.format(journal=journal),))


def _is_blank(journal: Path) -> bool:
    try:
        return is_blank(journal)
    except OSError as error:
        raise JournalError(f"{journal} cannot be read: {error.strerror}.") from error


def _new(record: Record, annotator: str) -> ReviewSession:
    if not annotator:
        return ReviewSession(record)
    annotations = annotations_of(record, annotator)
    return ReviewSession(
        record,
        annotations.beats(record),
        annotator=annotator,
        rhythms=rhythms_of(annotations, record),
    )


def _restored(record: Record, journal: Path) -> OpenedReview:
    contents = read_as_far(journal)
    session, fault = restore_as_far(record, contents)
    n = len(session.history.done)
    reader = contents.header.reader
    said = [f"{count(n, 'earlier edit')} of {reader} restored."] if n else []
    if fault:
        return OpenedReview(
            session, tuple(said), read_only=_what_is_missing(journal, fault)
        )
    signed = contents.signed
    if signed:
        said.append(signature_text(signed))
    elif contents.signatures:
        said.append("The review was signed and has been reopened by later edits.")
    changes = (
        *header_changes(record, contents.header),
        *_more_leads(contents, session),
    )
    notices = *filter(None, (" ".join(said),)), *changes, *contents.notices
    return OpenedReview(session, notices, signed)


def _more_leads(contents: JournalContents, session: ReviewSession) -> tuple[str, ...]:
    """Return what to tell of a review by a program that looked at one lead only."""
    record, lead = session.record, session.lead
    if session.leads or not (lead and contents.header.classifier_id):
        return ()
    # Brings SciPy with it, which takes longer than all else that opening does.
    from ecgviewer.preprocessing.lead_choice import choose_leads  # noqa: PLC0415

    leads = choose_leads(record, record.lead_index(lead))
    names = [record.leads[each].title for each in leads]
    if len(names) < 2:
        return ()
    text = _MADE_WITH_ONE.format(lead=names[0], leads=" and ".join(names))
    return (text,)


def _what_is_missing(journal: Path, fault: Fault) -> str:
    missing = _MISSING.format(
        n=fault.line - 1 - _N_HEAD,
        n_missing=fault.n_missing,
        line=fault.line,
        end=end_path(journal).name,
    )
    return f"{fault.text} {missing}"
