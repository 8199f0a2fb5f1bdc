"""Corrections of some patients on others: folds, figures, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from tests.fakes import FakeClassifier
from tests.training.annotated import annotated_record
from training import adapt
from training.records.splits import LeakageError, refuse_tested
from training.reviewing.simulated_reader import ClassifiedRecord
from training.scoring.comparison import (
    Judged,
    before_and_after,
    comparison_text,
    patient_folds,
)
from training.shared_corrections import main, shared_figures

CLASSES = (BeatClass.N, BeatClass.S, BeatClass.V)


def _record(name: str, seed: int, n: int = 100) -> ClassifiedRecord:
    """A record whose V beats are taken for N, embedded alike in every patient."""
    rng = np.random.default_rng(seed)
    labels = np.where(np.arange(n) % 4 == 0, 2, 0).astype(np.uint8)
    doubt = np.where(labels == 2, 0.4, 0.2) + rng.uniform(0, 0.05, n)
    probabilities = np.stack([1 - doubt, 0.01 * doubt, 0.99 * doubt], axis=1)
    embedding = np.eye(3, 16)[labels] + rng.normal(0, 0.05, (n, 16))
    half = embedding.astype(np.float16)
    return ClassifiedRecord(
        name, labels, probabilities.astype(np.float32), half, CLASSES
    )


def test_what_is_alike_in_all_patients_is_learned_for_those_held_out() -> None:
    records = [_record(name, seed) for seed, name in enumerate("abcd")]
    figures = shared_figures(records, 40, 2, 1.0)
    assert figures["before"]["confusion"] == [[300, 0, 0], [0, 0, 0], [100, 0, 0]]
    assert figures["after"]["f1"]["V"] > 0.95
    assert set(figures["patients"]) == set("abcd")
    assert figures["patients"]["a"]["beats"] == 100
    untouched = shared_figures(records, 0, 2, 1.0)
    assert untouched["before"] == untouched["after"]


def test_folds_hold_each_patient_out_once() -> None:
    names = ["201", "a", "b", "202", "c"]
    folds = list(patient_folds(names, 3))
    assert sorted(name for fold in folds for name in fold) == sorted(names)
    assert any({"201", "202"} <= fold for fold in folds)


def test_figures_are_by_patient() -> None:
    part = Judged(
        np.array(["a", "a", "b", "b"]),
        np.array([0, 2, 0, 0], np.uint8),
        np.array([0, 0, 0, 0], np.uint8),
        np.array([0, 2, 2, 0], np.uint8),
    )
    figures = before_and_after([part])
    assert figures["before"]["accuracy"] == figures["after"]["accuracy"] == 0.75
    assert figures["patients"]["a"]["accuracy"] == [0.5, 1.0]
    assert figures["patients"]["b"]["accuracy"] == [1.0, 0.5]
    assert figures["patients"]["a"]["V"] == [0.0, 1.0]
    assert figures["patients"]["a"]["S"] == [None, None]
    text = comparison_text("both", figures)
    assert "accuracy better for 1 patients, worse for 1" in text
    assert "S - -> -" in text


def test_patients_that_test_the_classifier_are_refused() -> None:
    refuse_tested(("tested",), ("101",), ["new", "101"])
    for name in ("tested", "100", "201", "202", "118e_6"):
        with pytest.raises(LeakageError, match=name):
            refuse_tested(("tested",), ("101",), ["new", name])
    # A classifier that was trained on a patient is not tested by him.
    refuse_tested(("tested",), ("201",), ["201", "202"])


def test_command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(adapt, "_classifier", lambda _: FakeClassifier())
    for seed, name in enumerate(("ada", "bob")):
        annotated_record(tmp_path, name, seed)
    file = tmp_path / "figures.json"
    arguments = ["--bundle", "seed-cnn", "--data", str(tmp_path), "--folds", "2"]
    assert main([*arguments, "--records", "all", "--json", str(file)]) == 0
    assert set(json.loads(file.read_text())["patients"]) == {"ada", "bob"}
    assert "2 records in 2 folds" in capsys.readouterr().out
    assert main([*arguments, "--records", "101"]) == 1
    assert "was trained on the patients of 101" in capsys.readouterr().err
