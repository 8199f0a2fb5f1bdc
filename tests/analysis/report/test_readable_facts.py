"""Texts of people change nothing around them, wherever a report is written."""

from __future__ import annotations

import re
from datetime import datetime

from ecgviewer.analysis.report.content import content_of
from ecgviewer.analysis.report.fhir import fhir_of
from ecgviewer.analysis.report.page import page_of
from ecgviewer.analysis.report.readable_facts import readable_facts
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.tables import events_csv
from ecgviewer.core.items.conclusion import Conclusion
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.patient import PATIENT_TITLES, PatientFields
from ecgviewer.core.items.strip import Strip
from tests.analysis.report.reviews import letters_review

_AT = "2026-03-02T10:00:00+00:00"
_HOSTILE = "=1 <b>&\x00\x1b[2J\u202e\nsecond"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e]")


def test_no_output_has_a_character_that_cannot_be_read() -> None:
    session = letters_review("N" * 20, start=datetime(2026, 3, 1))
    said = PatientFields(**dict.fromkeys(PATIENT_TITLES, _HOSTILE))
    for content in (
        *(said, Conclusion(_HOSTILE), Note(900, _HOSTILE, _HOSTILE)),
        Strip(100, 800, ("II",), _HOSTILE),
    ):
        session.edit(session.item_editor("Ada").add(content))
    facts = report_facts(session)
    page = page_of(facts, _AT).decode()
    for text in (
        page,
        events_csv(facts).decode(),
        fhir_of(facts, _AT, b"").decode().encode().decode("unicode_escape"),
        *(strip.caption for strip in content_of(facts, session).strips),
    ):
        assert not _FORBIDDEN.search(text)
        assert "second" in text
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;" in page


def test_facts_without_such_texts_stay_as_they_are() -> None:
    facts = report_facts(letters_review("N" * 20))
    assert readable_facts(facts) is facts
