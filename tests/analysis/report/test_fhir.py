"""The FHIR bundle of a report says what the facts do, and holds the PDF."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.fhir import fhir_of
from ecgviewer.analysis.report.head_values import Detail
from ecgviewer.analysis.report.item_values import PatientFact
from ecgviewer.analysis.report.known_patient import known_patient
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.analysis.report.review_facts import Signing
from ecgviewer.analysis.report.review_values import SignatureFact
from tests.analysis.report.reviews import letters_review
from tests.analysis.report.test_waves import review as waves_review

AT = "2026-03-02T10:00:00+00:00"
_SIGNED = Signing("Ada", SignatureFact("Ada", AT, "Read"), was_signed=True)
_DETAILS = (
    Detail("Patient name", "Jane Roe"),
    Detail("Patient code", "P-17"),
    Detail("Sex", "female"),
)
Resource = dict[str, Any]


@pytest.fixture
def facts() -> ReportFacts:
    letters = "N" * 30 + "VVV" + "N" * 30 + "S" + "N" * 30
    rr_s = np.full(len(letters), 0.8)
    rr_s[80] = 2.6
    start = datetime(2026, 3, 1, 23, 59)
    found = report_facts(letters_review(letters, rr_s, start), _SIGNED)
    return replace(found, head=replace(found.head, details=_DETAILS))


def _resources(facts: ReportFacts, pdf: bytes = b"%PDF") -> list[Resource]:
    bundle = json.loads(fhir_of(facts, AT, pdf))
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    resources = [entry["resource"] for entry in bundle["entry"]]
    asked = [each["reference"] for each in resources[0]["result"]]
    assert asked == urls[2:]
    assert all(each["subject"] == {"reference": urls[1]} for each in resources[2:])
    return resources


def _by_text(resources: list[Resource], text: str) -> Resource:
    return next(r for r in resources if r.get("code", {}).get("text") == text)


def _parts(resource: Resource) -> dict[str, float | None]:
    return {
        part["code"]["text"]: part.get("valueQuantity", {}).get("value")
        for part in resource["component"]
    }


def test_the_report_holds_the_pdf(facts: ReportFacts) -> None:
    report, patient, *_ = _resources(facts, b"%PDF-1.4 pages")
    assert report["code"]["coding"][0]["code"] == "18754-2"
    assert report["status"] == "final"
    assert report["resultsInterpreter"] == [{"display": "Ada"}]
    (form,) = report["presentedForm"]
    assert base64.b64decode(form["data"]) == b"%PDF-1.4 pages"
    assert form["contentType"] == "application/pdf"
    assert report["effectivePeriod"] == {"start": "2026-03-01", "end": "2026-03-02"}
    assert patient == {
        "resourceType": "Patient",
        "name": [{"text": "Jane Roe"}],
        "identifier": [{"value": "P-17"}],
        "gender": "female",
    }


def test_what_the_reader_says_of_the_patient_counts_first(facts: ReportFacts) -> None:
    said = PatientFact(name="Ann\nDoe", birth="1951-05-02", sex="Male")
    items = replace(facts.items, patient=said, conclusion="Sinus rhythm.")
    report, patient, *_ = _resources(replace(facts, items=items))
    assert patient == {
        "resourceType": "Patient",
        "name": [{"text": "Ann Doe"}],
        "identifier": [{"value": "P-17"}],
        "gender": "male",
        "birthDate": "1951-05-02",
    }
    only = "Research use only, not a medical device."
    assert report["conclusion"] == f"Sinus rhythm.\n\n{only}"
    known = known_patient(replace(facts, items=items))
    assert known.text == "Patient: Ann Doe, P-17, Birthdate 1951-05-02, Sex Male"


def test_observations_are_the_facts(facts: ReportFacts) -> None:
    resources = _resources(facts)
    rate = _by_text(resources, "Mean heart rate")
    rates = facts.beats.rates
    assert rates.slowest
    assert rate["code"]["coding"][0]["code"] == "8867-4"
    assert rate["valueQuantity"]["value"] == pytest.approx(rates.mean_bpm)
    assert _parts(rate)["Lowest heart rate"] == pytest.approx(rates.slowest.bpm)
    ventricular = _by_text(resources, "Ventricular ectopic beats")
    assert ventricular["code"]["coding"][0]["code"] == "76126-2"
    assert ventricular["valueQuantity"]["value"] == 3
    assert _parts(ventricular)["Runs"] == 1
    assert _parts(_by_text(resources, "Beats"))["N Normal"] == 90
    pause = _by_text(resources, "Pause")
    listed = next(row for row in facts.rhythms if row.kind == "pause")
    seconds = listed.place.first_sample / facts.head.fs_hz
    assert _parts(pause)["Seconds from the beginning"] == pytest.approx(seconds)
    assert pause["note"] == [{"text": "suggested, not answered"}]
    n_first = 9 + len(facts.waves.leads)
    assert len(resources) == n_first + len(facts.rhythms)


def test_what_is_known_by_a_code_has_it(facts: ReportFacts) -> None:
    row = replace(facts.rhythms[0], kind="AF", origin="added", note="short")
    resources = _resources(replace(facts, rhythms=(row,)))
    found = _by_text(resources, "Atrial fibrillation")
    assert found["code"]["coding"][0]["system"] == "http://snomed.info/sct"
    assert found["note"] == [{"text": "short"}]


def test_a_day_has_a_rate_of_24_hours(facts: ReportFacts) -> None:
    long = replace(facts, head=replace(facts.head, duration_s=86_400.0))
    rate = _by_text(_resources(long), "Mean heart rate")
    assert rate["code"]["coding"] == [{"system": "http://loinc.org", "code": "8878-1"}]


def test_what_is_not_known_is_said_so() -> None:
    facts = report_facts(letters_review("N"))
    report, patient, *others = _resources(facts)
    assert report["status"] == "preliminary"
    assert "effectivePeriod" not in report
    assert "resultsInterpreter" not in report
    assert patient == {"resourceType": "Patient"}
    rate = _by_text(others, "Mean heart rate")
    assert "valueQuantity" not in rate
    assert rate["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    assert "effectivePeriod" not in rate


def test_a_time_without_a_date_is_no_date(facts: ReportFacts) -> None:
    start = datetime(1, 1, 1, 8)
    undated = replace(facts, head=replace(facts.head, start_time=start))
    assert "effectivePeriod" not in _resources(undated)[0]


def test_the_same_facts_have_the_same_names(facts: ReportFacts) -> None:
    assert fhir_of(facts, AT, b"1") == fhir_of(facts, AT, b"1")


def test_qt_and_st_are_observations() -> None:
    facts = report_facts(waves_review(2, st_mv=-0.2))
    resources = _resources(facts)
    qt = _by_text(resources, "Mean QT interval of normal beats")
    assert qt["code"]["coding"][0]["code"] == "8634-8"
    assert qt["valueQuantity"]["value"] == pytest.approx(facts.waves.qt_ms)
    assert facts.waves.bazett is not None
    parts = _parts(qt)
    assert parts["Longest QTc (Bazett)"] == pytest.approx(facts.waves.bazett.longest_ms)
    st = _by_text(resources, "ST level, lead II")
    assert st["valueQuantity"]["value"] == pytest.approx(-0.2, abs=0.01)
    assert "note" not in st


def _validated(facts: ReportFacts) -> Any:
    models = pytest.importorskip("fhir.resources.R4B.bundle")
    return models.Bundle.model_validate(json.loads(fhir_of(facts, AT, b"%PDF-1.4")))


def test_it_is_a_bundle_by_the_definitions_of_fhir(facts: ReportFacts) -> None:
    few = report_facts(letters_review("N"))
    qt = report_facts(waves_review(2))
    for each in (facts, few, qt):
        bundle = _validated(each)
        report, patient, *observations = (e.resource for e in bundle.entry)
        assert report.get_resource_type() == "DiagnosticReport"
        assert patient.get_resource_type() == "Patient"
        assert len(observations) == len(report.result)
        # An observation has a value, or says why not (FHIR's constraint obs-6).
        for found in observations:
            assert (found.valueQuantity is None) is bool(found.dataAbsentReason)
            for part in found.component:
                assert (part.valueQuantity is None) is bool(part.dataAbsentReason)


def test_what_is_not_of_fhir_is_found(facts: ReportFacts) -> None:
    models = pytest.importorskip("fhir.resources.R4B.bundle")
    content = json.loads(fhir_of(facts, AT, b"%PDF-1.4"))
    content["entry"][2]["resource"]["status"] = 7
    content["entry"][2]["resource"]["rate"] = 70
    with pytest.raises(ValueError, match="rate"):
        models.Bundle.model_validate(content)
