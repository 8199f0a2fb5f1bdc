"""What a bundle says of its test, whoever wrote its metrics."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ecgviewer.classifier.bundle import Bundle, load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.known_figures import ClassFigures, KnownFigures, known_figures


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return load_bundle(find_bundle())


def test_the_shipped_classifier_says_what_its_metrics_say(bundle: Bundle) -> None:
    found = known_figures(bundle)
    assert found is not None
    said = bundle.metrics["ds2"]["end_to_end"]
    assert found.accuracy == said["accuracy"]
    assert found.n_records == len(said["records"])
    assert {each.name: each.sensitivity for each in found.classes} == (
        said["sensitivity"]
    )
    assert {each.name: each.ppv for each in found.classes} == said["ppv"]
    by_record = bundle.metrics["ds2"]["reference_peaks"]["accuracy_by_record"]
    assert found.worst_accuracy == min(by_record.values())
    assert by_record[found.worst_record] == found.worst_accuracy
    assert found.weakest is not None
    assert found.weakest.sensitivity == min(said["sensitivity"].values())
    assert found.limits[0].startswith("Supraventricular beats are the weak point")
    assert not any("\n" in each or "##" in each for each in found.limits)


def _tested(bundle: Bundle, metrics: dict[str, Any]) -> KnownFigures | None:
    return known_figures(replace(bundle, metrics=metrics))


def test_metrics_of_others_are_taken_as_far_as_they_are_known(bundle: Bundle) -> None:
    assert _tested(bundle, {}) is None
    assert _tested(bundle, {"accuracy": 1.0, "folds": {"f1": {"N": 1}}}) is None
    found = _tested(
        bundle,
        {
            "mine": {"sensitivity": {"N": "high", "V": 0.5}, "records": 7},
            "other": {"accuracy_by_record": {"a": float("nan")}, "sensitivity": 3},
        },
    )
    assert found is not None
    assert found.classes == (
        ClassFigures("N", None, None),
        ClassFigures("V", 0.5, None),
    )
    assert (found.n_records, found.accuracy, found.worst_record) == (0, None, "")
    assert found.weakest == ClassFigures("V", 0.5, None)
    unknown = {"accuracy_by_record": {"a": None}, "sensitivity": {"N": True}}
    nothing = _tested(bundle, {"test": unknown})
    assert nothing is not None
    assert (nothing.weakest, nothing.worst_record) == (None, "")


def test_a_bundle_without_a_card_has_no_limits(bundle: Bundle, tmp_path: Path) -> None:
    found = known_figures(replace(bundle, path=tmp_path))
    assert found is not None
    assert found.limits == ()
    (tmp_path / "README.md").write_text(
        "# x\n\n## Limits\n\n- One\n  line.\n\n## End\n\n- no\n"
    )
    again = known_figures(replace(bundle, path=tmp_path))
    assert again is not None
    assert again.limits == ("One line.",)
