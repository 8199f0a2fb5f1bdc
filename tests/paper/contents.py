"""What reports on paper are made of in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np

from ecgviewer.analysis.report.content import Content, content_of
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.review_facts import Signing
from ecgviewer.analysis.report.review_values import SignatureFact
from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.trace.montage import STANDARD_LEADS

AT = "2026-03-02T10:00:00+00:00"
#: A day that begins at 8:00.
START = datetime(2026, 3, 1, 8)
SIGNED = Signing("Ada", SignatureFact("Ada", AT, "Read"), 0, was_signed=True)
_TURNS = "NNNNVNNNNSNNNNVVNNNNVVVNNNNNN"


def review(
    duration_s: float = 150.0,
    leads: tuple[str, ...] = ("II", "V1"),
    start: datetime | None = START,
    fs: float = 250.0,
) -> ReviewSession:
    """Return a review of made beats that a reader labelled with V and S."""
    ecg = synthetic_record(duration_s, fs, n_leads=1)
    values = np.repeat(ecg.record.signal, len(leads), axis=0)
    details = (("Patient name", "Jane Roe"), ("Patient code", "P-17"))
    record = Record(
        "holter-7",
        fs,
        tuple(map(Lead, leads)),
        values,
        start_time=start,
        details=details,
    )
    sample = ecg.beats.sample
    symbols = [_TURNS[i % len(_TURNS)] for i in range(len(sample))]
    session = ReviewSession(record, new_beats(sample, symbol=symbols), leads[0])
    session.leads = leads[:2]
    return session


def content(session: ReviewSession | None = None, *, signed: bool = False) -> Content:
    """Return what the pages of a report are made of."""
    session = session or review()
    facts = report_facts(session, SIGNED if signed else Signing())
    return content_of(facts, session)


def twelve_leads() -> Content:
    """Return those of a record with the twelve leads."""
    return content(review(20.0, STANDARD_LEADS))


def without_beats() -> Content:
    """Return those of a record in which nobody found a beat."""
    record = review(30.0).record
    return content(ReviewSession(record, new_beats(np.empty(0, np.int64))))


def without_signal() -> Content:
    """Return those of a record whose leads have no signal at all."""
    session = review(30.0)
    nothing = np.full((2, session.record.n_samples), np.nan, np.float32)
    record = replace(session.record, source=nothing)
    beats = new_beats(session.beats.sample[:5])
    return content(ReviewSession(record, beats, "II"))
