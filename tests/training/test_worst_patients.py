"""Figures of every patient, and pictures of the worst."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import SyntheticEcg
from tests.training.annotated import annotated_record
from training.records.dataset import AAMI_OUTPUTS
from training.records.lead_beats import Judged, LeadBeats, write_judged
from training.worst_patients import JudgedRecord, main, patient_figures

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def _written(path: Path, ecg: SyntheticEcg, n_wrong: int) -> None:
    """Write what a network says of two leads: of the first beats another class."""
    label = AAMI_OUTPUTS.outputs_of(ecg.beats.symbol)
    label = label[label != 255]
    n = len(label)
    said = np.eye(3, dtype=np.float32)[label] * 9
    said[:n_wrong] = np.roll(said[:n_wrong], 1, axis=1)
    # The second lead is right, and less sure.
    other = np.eye(3, dtype=np.float32)[label]
    beats = LeadBeats(
        np.full(2 * n, ecg.record.name),
        np.repeat([0, 1], n).astype(np.uint8),
        np.tile(np.arange(n), 2),
        np.zeros(2 * n),
        np.tile(label, 2),
        np.ones(2 * n, np.float32),
        np.zeros((2 * n, 1), np.float32),
    )
    embedding = np.zeros((2 * n, 2), np.float16)
    write_judged(path, Judged(beats, np.concatenate([said, other]), embedding), "{}")


def test_the_worst_of_the_folds_are_printed_and_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for fold, (name, n_wrong) in enumerate((("ada", 2), ("bob", 7), ("eve", 0))):
        ecg = annotated_record(tmp_path, name, fold)
        _written(tmp_path / f"without-{fold}.npz", ecg, n_wrong)
    # Networks without two folds judge patients twice, and are not looked at.
    _written(tmp_path / "without-0-1.npz", annotated_record(tmp_path, "ada", 0), 30)
    out = tmp_path / "out"
    words = ["--networks", tmp_path, "--data", tmp_path, "--out", out]
    assert main([str(word) for word in words]) == 0
    figures = json.loads((out / "patients.json").read_text())
    errors = {name: row["errors"] for name, row in figures["patients"].items()}
    assert list(errors.items()) == [("bob", 7), ("ada", 2), ("eve", 0)]
    assert figures["distribution"]["errors"]["patients"] == 3
    said = capsys.readouterr().out
    assert "bob" in said.splitlines()[0]
    assert "pictures of the worst 2" in said
    assert (out / "worst.png").read_bytes().startswith(b"\x89PNG")


def test_the_distribution_is_of_patients_that_have_such_beats() -> None:
    sample, none = np.arange(4) * 100, np.zeros(4, np.uint8)
    label, said = np.array([0, 0, 2, 2], np.uint8), np.array([0, 0, 2, 0], np.uint8)
    judged = [JudgedRecord("a", sample, label, said)]
    judged.append(JudgedRecord("b", sample, none, none))
    distribution = patient_figures(judged, ["N", "S", "V"])["distribution"]
    assert distribution["F1 V"].pop("patients") == 1
    assert list(distribution["F1 V"].values()) == [0.6667] * 5
    assert distribution["F1 S"] == {"patients": 0}
    assert distribution["errors"]["0.5"] == 0.125
