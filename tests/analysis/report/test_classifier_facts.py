"""The classifier's known weakness is in every output, as its bundle says it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from ecgviewer.analysis.report.classifier_facts import (
    ClassFact,
    ClassifierFact,
    class_text,
    classifier_fact,
    weakness_rows,
)
from ecgviewer.analysis.report.document import json_of
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.fhir import fhir_of
from ecgviewer.analysis.report.page import page_of
from ecgviewer.analysis.report.page_sections import sections_of
from ecgviewer.analysis.report.report_facts import report_facts
from ecgviewer.classifier import bundle as bundles
from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.core.predictions import Predictions
from tests.analysis.report.reviews import letters_review

_AT = "2026-01-02T03:04:05+00:00"


@pytest.fixture(scope="module")
def facts() -> ReportFacts:
    session = letters_review("NNNVNNNSNNN")
    known = load_bundle(find_bundle()).classifier_id
    session.start_predictions(Predictions.empty(classifier_id=known))
    return report_facts(session)


def test_the_weakness_is_that_of_the_metrics(facts: ReportFacts) -> None:
    fact, bundle = facts.review.classifier, load_bundle(find_bundle())
    assert fact is not None
    shares = bundle.metrics["ds2"]["end_to_end"]["sensitivity"]
    assert fact.weakest == min(shares, key=shares.__getitem__)
    weak = fact.weak_at(fact.weakest)
    assert weak is not None
    assert weak.found_percent == pytest.approx(100 * shares[fact.weakest])
    strong = max(shares, key=shares.__getitem__)
    assert (fact.weak_at(strong) is None) is (shares[strong] >= 0.9)
    assert fact.weak_at("X") is None


def test_all_outputs_say_it(facts: ReportFacts) -> None:
    fact = facts.review.classifier
    assert fact is not None
    weak = fact.weak_at(fact.weakest)
    assert weak is not None
    said = class_text(weak)
    page = unescape(page_of(facts, _AT).decode())
    assert page.count(said) == 2
    assert fact.worst_record in page
    assert fact.limits[0] in page
    written = json.loads(json_of(facts, _AT))["review"]["classifier"]
    assert written["weakest"] == fact.weakest
    bundle = json.loads(fhir_of(facts, _AT, b"%PDF"))
    (report,) = (
        each["resource"]
        for each in bundle["entry"]
        if each["resource"]["resourceType"] == "DiagnosticReport"
    )
    assert said in report["conclusion"]


def test_of_no_classifier_nothing_is_said() -> None:
    facts = report_facts(letters_review("NNN"))
    assert facts.review.classifier is None
    assert "Classifier's known weakness" not in dict(sections_of(facts))
    assert "Classifier in its test" not in fhir_of(facts, _AT, b"").decode()


def test_a_classifier_is_found_by_its_id_or_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = load_bundle(find_bundle())
    assert classifier_fact("unheard-of") is None
    assert classifier_fact(known.classifier_id, str(known.path)) is not None
    assert classifier_fact("other", str(known.path)) is None
    copy = tmp_path / "copy"
    shutil.copytree(known.path, copy, ignore=shutil.ignore_patterns("*.keras"))
    broken = tmp_path / "broken"
    broken.mkdir()
    monkeypatch.setattr(
        "ecgviewer.analysis.report.classifier_facts.known_bundles",
        lambda: {"broken": broken, "copy": copy},
    )
    assert classifier_fact(known.classifier_id) is not None
    description = json.loads((copy / bundles.DESCRIPTION).read_text())
    description["metrics"] = {}
    (copy / bundles.DESCRIPTION).write_text(json.dumps(description))
    assert classifier_fact(known.classifier_id) is None


def test_what_is_not_known_is_left_out() -> None:
    fact = ClassifierFact(0, None, (ClassFact("N", None, None),), "", "", None, ())
    assert list(weakness_rows(fact)) == [("N", "not known")]
    strange = replace(fact, classes=(ClassFact("N", 99.0, None),), weakest="N")
    assert list(weakness_rows(strange)) == [("Weakest: N", "99.0 % of its beats found")]
    assert class_text(ClassFact("N", None, 50.0)) == "50.0 % of its labels right"
