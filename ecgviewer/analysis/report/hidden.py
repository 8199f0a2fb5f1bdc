"""The facts of a report without what is known of people."""

from __future__ import annotations

from dataclasses import replace

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.item_values import PatientFact
from ecgviewer.analysis.report.review_values import ReaderFact, SignatureFact
from ecgviewer.formats.export.record_copy import shifted

#: Instead of the name of an annotator, which may be a person's.
_ANNOTATIONS = "annotations"


def hidden(facts: ReportFacts, name: str, shift_days: int) -> ReportFacts:
    """Return facts that name nobody.

    Patient fields, conclusion, notes and details go, readers are numbered, and dates
    are shifted. That the review is signed stays; by whom, when and with what words does
    not.

    Parameters
    ----------
    facts : ReportFacts
        Of a review that is de-identified itself (`deidentified`).
    name : str
        What the record is called instead.
    shift_days : int
        By how many days its start is shifted.
    """
    head, review = facts.head, facts.review
    signature = SignatureFact("", "", "") if head.signature else None
    return replace(
        facts,
        head=replace(
            head,
            record=name,
            start_time=shifted(head.start_time, shift_days),
            details=(),
            recorder=None,
            annotator=_ANNOTATIONS if head.annotator else "",
            reader="",
            signature=signature,
        ),
        items=replace(facts.items, patient=PatientFact(), conclusion=""),
        rhythms=tuple(replace(row, reader="") for row in facts.rhythms),
        review=replace(
            review,
            readers=tuple(
                ReaderFact(f"reader {number}", each.n_beats)
                for number, each in enumerate(review.readers, 1)
            ),
        ),
    )
