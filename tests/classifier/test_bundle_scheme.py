"""Bundles whose classes are others than AAMI's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ecgviewer.analysis.analyse_record import analyse_record, analyse_session
from ecgviewer.classifier.bundle import BundleError, load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.labels import UNSET
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.scheme_text import scheme_content
from ecgviewer.core.synthetic_ecg import synthetic_record
from tests.classifier.own_bundle import describe, own_bundle, scheme_bundle
from tests.label_schemes import N_L_R_S_V_P, N_V


def test_a_bundle_brings_its_classes(tmp_path: Path) -> None:
    bundle = load_bundle(scheme_bundle(tmp_path / "b", N_L_R_S_V_P, "N", "P", "V"))
    assert bundle.scheme == N_L_R_S_V_P
    assert [bundle.scheme.name(code) for code in bundle.classes] == ["N", "P", "V"]


def test_a_bundle_that_says_nothing_has_those_of_aami() -> None:
    assert load_bundle(find_bundle()).scheme == AAMI


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"label_scheme": scheme_content(N_V), "classes": ["N", "S"]}, "S"),
        ({"label_scheme": scheme_content(N_V)[:1]}, "2 to 9 classes"),
        ({"label_scheme": "NV"}, "list of classes"),
    ],
)
def test_classes_that_are_none_are_refused(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    describe(own_bundle(tmp_path / "b"), **changes)
    with pytest.raises(BundleError, match=message):
        load_bundle(tmp_path / "b")


def test_beats_are_classified_into_the_classes_of_the_bundle(tmp_path: Path) -> None:
    path = scheme_bundle(tmp_path / "b", N_L_R_S_V_P, "L", "S", "V")
    ecg = synthetic_record(60.0)
    session = analyse_record(ecg.record, load_classifier(str(path)))
    assert session.scheme == N_L_R_S_V_P
    columns = session.columns
    letters = {session.scheme.name(code) for code in set(columns.label.tolist())}
    assert "L" in letters
    assert letters <= {"L", "S", "V"}
    assert columns.classes == (1, 3, 4)
    assert columns.probabilities.shape == (len(session.beats), 3)


def test_a_review_keeps_its_classes_and_counts_those_of_the_bundle(
    tmp_path: Path,
) -> None:
    path = scheme_bundle(tmp_path / "b", N_L_R_S_V_P, "N", "L", "V")
    classifier, ecg = load_classifier(str(path)), synthetic_record(60.0)
    own = analyse_record(ecg.record, classifier)
    session = ReviewSession(ecg.record, scheme=AAMI)
    told: list[str] = []
    analyse_session(session, classifier, notice=told.append)
    assert session.scheme == AAMI
    assert "L as N" in told[-1]
    letters = {AAMI.name(code) for code in session.columns.label.tolist()}
    assert letters <= {"N", "V"}
    # N and L of the bundle are one class here.
    both = own.columns.probabilities[:, :2].sum(axis=1)
    assert session.columns.probabilities[:, 0] == pytest.approx(both)


def test_a_class_that_the_review_does_not_have_is_no_prediction(tmp_path: Path) -> None:
    path = scheme_bundle(tmp_path / "b", AAMI, "Q", "S", "V")
    session = ReviewSession(synthetic_record(60.0).record, scheme=N_V)
    told: list[str] = []
    analyse_session(session, load_classifier(str(path)), notice=told.append)
    assert "Beats that it calls Q have no prediction here." in told[-1]
    assert (session.columns.predicted == UNSET).any()
