from __future__ import annotations

from ecgviewer.core.leads_off import LeadOff, OffLead
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.gui.explanation.beat_facts import facts_of
from ecgviewer.gui.model.document import Document
from tests.builders import (
    N,
    S,
    V,
    beats_every_second,
    reviewed_document,
)


def _session(document: Document) -> ReviewSession:
    assert document.session is not None
    return document.session


def test_facts_of_a_classified_beat() -> None:
    document = reviewed_document([N, V, N, N], confidence=0.75)
    document.move(1, 450)
    document.move(1, 451)
    facts = facts_of(_session(document), 2)
    assert facts.class_now == "N, normal, by the classifier"
    assert facts.classifier == "N, 75.0 %"
    assert facts.rr_before == "1,196 ms, 120 % of the median"
    assert facts.rr_after == "1,000 ms"
    assert facts.quality == "0.90 of 1"


def test_who_set_the_class_is_told() -> None:
    document = reviewed_document([N, V])
    document.label([0], S)
    facts = facts_of(_session(document), 0)
    assert facts.class_now == "S, supraventricular ectopic, by a reviewer"
    assert facts.classifier == "N, 80.0 %"
    document.set_symbol([1], "L")
    facts = facts_of(_session(document), 1)
    assert facts.class_now == "N, normal (symbol L), by a reviewer"


def test_what_is_not_known_is_a_dash() -> None:
    facts = facts_of(_session(beats_every_second(1)), 0)
    assert facts.class_now == "not labelled yet"
    assert facts.classifier == "not classified yet"
    assert {facts.rr_before, facts.rr_after, facts.quality} == {"\N{EN DASH}"}


def test_labels_of_a_reference_are_called_so() -> None:
    ecg = synthetic_record(duration_s=10)
    facts = facts_of(ReviewSession(ecg.record, ecg.beats), 1)
    assert facts.class_now.endswith("from the reference")


def test_leads_that_are_off_at_a_beat_are_named() -> None:
    document = reviewed_document([N, V, N, N])
    session = _session(document)
    at = int(session.beats.sample[1])
    off = LeadOff(OffLead(1, "V1"), UnknownStretches.of([at - 5], [at + 5]))
    document.know_missing(UnknownStretches.none(), None, (off,))
    assert facts_of(session, 1).quality == "0.90 of 1, V1 off"
    assert facts_of(session, 2).quality == "0.90 of 1"
