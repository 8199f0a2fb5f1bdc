"""What pages are made of: the strips of the reader, or those that are proposed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ecgviewer.analysis.report.content import content_of, strip_leads
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.core.items.strip import Strip, StripOrigin
from ecgviewer.core.record import Lead
from ecgviewer.core.review.session import ReviewSession
from tests.analysis.report.reviews import letters_review


def _with(session: ReviewSession, strip: Strip) -> ReviewSession:
    session.edit(session.item_editor("Ada").add(strip))
    return session


def test_strips_of_the_reader_take_the_place_of_proposals() -> None:
    own = Strip(100, 800, ("gone", "II"), "Syncope", speed_mm_s=50.0)
    session = _with(letters_review("N" * 20), own)
    content = content_of(report_facts(session), session)
    assert content.strips == (replace(own, leads=("II",)),)
    lost = _with(letters_review("N" * 20), replace(own, leads=("gone",)))
    (proposal, *_) = content_of(report_facts(lost), lost).strips
    assert proposal.criterion


def test_a_proposal_that_was_dropped_is_not_printed() -> None:
    session = letters_review("N" * 20 + "VVV" + "N" * 20)
    before = content_of(report_facts(session), session).strips
    run = next(strip for strip in before if "V run" in strip.caption)
    _with(session, replace(run, origin=StripOrigin.DROPPED))
    after = content_of(report_facts(session), session).strips
    assert after == tuple(strip for strip in before if strip != run)


def test_leads_of_strips() -> None:
    session = letters_review("NNNN")
    assert strip_leads(session) == ("II",)
    record = replace(
        session.record,
        leads=tuple(map(Lead, "ABCDE")),
        source=np.zeros((5, session.record.n_samples), np.float32),
    )
    other = ReviewSession(record, session.beats)
    assert strip_leads(other) == ("A", "B", "C")
    other.leads = ("D", "gone")
    assert strip_leads(other) == ("D",)
