"""What a report says of strips, measurements, notes, the patient, the conclusion."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, replace
from datetime import datetime

import pytest

from ecgviewer.analysis.report.conclusion_fields import conclusion_fields
from ecgviewer.analysis.report.document import json_of
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.hidden import hidden
from ecgviewer.analysis.report.item_sections import head_sections, item_sections
from ecgviewer.analysis.report.item_values import ItemFacts, PatientFact
from ecgviewer.analysis.report.page import page_of
from ecgviewer.analysis.report.page_sections import sections_of
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.tables import events_csv
from ecgviewer.core.items.conclusion import Conclusion
from ecgviewer.core.items.conclusion_template import TEMPLATES, fields_in, filled
from ecgviewer.core.items.items import ItemContent
from ecgviewer.core.items.measurement import Measured, Measurement
from ecgviewer.core.items.note import Note, NoteSource
from ecgviewer.core.items.patient import PATIENT_TITLES, PatientFields
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.formats.export.deidentified import deidentified
from tests.analysis.report.reviews import letters_review
from tests.analysis.report.test_waves import review as waves_review

_START = datetime(2024, 5, 1, 22, 59, 50)
STRIP = Strip(800, 1500, ("II",), "Onset <b>")
QT = Measurement(Measured.QT, 790, 830, "II", "QT", 0.0, 0.5, rr_ms=800.0)
STAIRS = Note(1700, "Stairs", "Dyspnoea", NoteSource.DIARY)
REMARK = Note(2400, "=Electrode off")
PATIENT = PatientFields(name="Jane Doe", drugs="Bisoprolol", recorder="H3+ of Jane")
ALL: tuple[ItemContent, ...] = (
    STRIP, QT, STAIRS, REMARK, PATIENT, Conclusion("Jane:\nnormal."),
)  # fmt: skip


def review_with(*contents: ItemContent) -> ReviewSession:
    session = letters_review("N" * 40, start=_START)
    session.edit(session.rhythm_editor("Ada").add(EpisodeKind.AF, 1600, 1800))
    if contents:
        session.edit(session.item_editor("Ada").add(*contents))
    return session


def facts_with(*contents: ItemContent) -> ReportFacts:
    return report_facts(review_with(*contents))


def test_items_are_facts() -> None:
    items = facts_with(*ALL).items
    (strip,), (qt,), (stairs, remark) = items.strips, items.measurements, items.notes
    assert (strip.place.first_sample, strip.place.last_sample) == (800, 1499)
    assert (strip.caption, strip.leads, strip.origin) == ("Onset <b>", ("II",), "saved")
    assert (qt.duration_ms, qt.rate_bpm, qt.amplitude) == (400.0, None, 0.5)
    assert qt.qtc_bazett_ms == 400 / 0.8**0.5
    assert qt.text.startswith("QT 400 ms   QTc 447 ms")
    assert (stairs.symptom, stairs.is_of_patient) == ("Dyspnoea", True)
    assert stairs.rhythms == ("AF",)
    assert stairs.rate_bpm == pytest.approx(75.0)
    assert (remark.rhythms, remark.source) == ((), "reader")
    assert asdict(items.patient) == asdict(PATIENT)
    assert items.conclusion == "Jane:\nnormal."


def test_an_rr_interval_has_a_rate_and_no_qtc() -> None:
    (found,) = facts_with(Measurement(Measured.RR, 80, 160, "II")).items.measurements
    assert (found.rate_bpm, found.qtc_bazett_ms, found.amplitude) == (75.0, None, None)


def test_far_from_every_beat_there_is_no_rate() -> None:
    session = letters_review("NN", [0.8, 30.0])
    session.edit(session.item_editor().add(Note(1500, "x")))
    (note,) = report_facts(session).items.notes
    assert note.rate_bpm is None


def test_the_recorder_is_the_readers_word_or_the_files() -> None:
    session = review_with()
    assert report_facts(session).head.recorder is None
    session.record = replace(session.record, details=(("Equipment", "H3+"),))
    assert report_facts(session).head.recorder == "H3+"
    session.edit(session.item_editor().set_patient(PATIENT))
    assert report_facts(session).head.recorder == "H3+ of Jane"


def test_sections_say_all_of_it_in_the_order_of_a_letter() -> None:
    facts = facts_with(*ALL)
    assert list(head_sections(facts)) == [
        (
            "Patient",
            [
                ("Name or pseudonym", "Jane Doe"),
                ("Drugs", "Bisoprolol"),
                ("Recorder", "H3+ of Jane"),
            ],
        ),
        ("Conclusion", [("", "Jane:\nnormal.")]),
    ]
    assert list(item_sections(facts)) == [
        (
            "Patient events",
            [("23:00:07", "Dyspnoea: Stairs (atrial fibrillation, 75/min)")],
        ),
        ("Notes", [("23:00:14", "=Electrode off")]),
        ("Measurements", [("22:59:58", f"II: {facts.items.measurements[0].text}")]),
        ("Strips", [("22:59:58", "Onset <b>")]),
    ]
    assert [title for title, _ in sections_of(facts)][:3] == [
        "Patient", "Conclusion", "Recording",
    ]  # fmt: skip


def test_without_items_a_report_says_nothing_of_them() -> None:
    facts = facts_with()
    assert [*head_sections(facts), *item_sections(facts)] == []
    assert facts.items == ItemFacts(PatientFact(), "", (), (), ())


def test_a_strip_without_a_caption_names_its_leads_and_an_event_no_rhythm() -> None:
    lone = Note(5, symptom="Syncope")
    facts = facts_with(replace(STRIP, caption=""), replace(lone, sample=3000))
    assert dict(item_sections(facts)) == {
        "Patient events": [("23:00:20", "Syncope (no rhythm listed, 75/min)")],
        "Strips": [("22:59:58", "II")],
    }
    session = letters_review("NN", [0.8, 30.0])
    session.edit(session.item_editor().add(replace(lone, sample=1500)))
    (section,) = item_sections(report_facts(session))
    assert section == ("Patient events", [("15 s", "Syncope (pause)")])


def test_page_json_and_table_say_them() -> None:
    facts = facts_with(*ALL)
    page = page_of(facts, "now").decode()
    assert "Onset &lt;b&gt;" in page
    assert "Jane:\nnormal." in page
    items = json.loads(json_of(facts, "now"))["items"]
    assert items["patient"]["drugs"] == "Bisoprolol"
    assert items["strips"][0]["place"]["clock"] == "22:59:58"
    *_, stairs, remark = csv.DictReader(events_csv(facts).decode().splitlines())
    assert (stairs["kind"], stairs["note"]) == ("patient event", "Dyspnoea: Stairs")
    assert (stairs["start_s"], stairs["rate_bpm"]) == ("17.000000", "75.0")
    assert (remark["kind"], remark["note"]) == ("note", "'=Electrode off")


def test_a_hidden_report_keeps_what_names_nobody() -> None:
    facts = hidden(report_facts(deidentified(review_with(*ALL))), "r1", -7)
    items = facts.items
    assert (items.patient, items.conclusion) == (PatientFact(), "")
    assert [(note.symptom, note.text) for note in items.notes] == [("Dyspnoea", "")]
    assert (items.strips[0].caption, items.measurements[0].name) == ("", "QT")
    assert facts.head.recorder is None
    written = json_of(facts, "now") + page_of(facts, "now") + events_csv(facts)
    assert b"Jane" not in written
    open_one = hidden(facts_with(*ALL), "r1", -7).items
    assert (open_one.patient, open_one.conclusion) == (PatientFact(), "")


def test_every_field_of_every_template_is_a_fact() -> None:
    values = conclusion_fields(facts_with(*ALL))
    for template in TEMPLATES:
        assert set(fields_in(template)) <= set(values)
        assert "{" not in filled(template, values)
    assert values["mean_rate"] == values["lowest_rate"] == "75"
    assert values["name"] == "Jane Doe"
    assert values["age"] == "not known"
    assert values["patient_events"] == "1 event"
    assert values["v_longest_run"] == "none"
    assert values["lowest_at"].startswith("2")
    assert set(PATIENT_TITLES) >= {"name", "age", "indication"}


def test_fields_of_runs_and_of_nothing() -> None:
    values = conclusion_fields(report_facts(letters_review("NNNNVVVVNNNN", 0.5)))
    assert values["v_longest_run"].startswith("4 beats, ")
    assert values["v_runs"] == "1 run"
    assert values["v_beats"] == "4 ventricular ectopic beats"
    assert values["sdnn"].isdigit()
    nothing = conclusion_fields(report_facts(letters_review("N")))
    assert (nothing["mean_rate"], nothing["lowest_at"]) == ("not known", "not known")
    assert (nothing["af_longest"], nothing["longest_pause"]) == ("none", "none")


def test_fields_of_qt_and_st() -> None:
    nothing = conclusion_fields(report_facts(letters_review("N")))
    names = ("qt", "qtc", "st_lowest", "st_highest")
    assert {nothing[name] for name in names} == {"not known"}
    values = conclusion_fields(report_facts(waves_review(2, st_mv=-0.2)))
    assert values["qt"].isdigit()
    assert values["qtc"].startswith("mean ")
    assert values["st_lowest"] == values["st_highest"] == "-0.20 mV at 0:00 in II"
