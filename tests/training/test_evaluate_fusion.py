"""Ways to make one of two leads, compared on annotated records."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from training.evaluate_fusion import WAYS, TwoLeads, figures_of, main, report

N, S, V = range(3)


def _records(folder: Path, name: str, n_leads: int = 2) -> None:
    ecg = synthetic_record(60.0, name=name, n_leads=n_leads)
    header = write_record(folder, ecg.record)
    notes = new_annotations(ecg.beats.sample, ecg.beats.symbol)
    write_annotations(header.with_suffix(".atr"), replace(notes, fs=ecg.record.fs))


def test_each_way_is_scored_and_a_sure_lead_makes_up_for_an_unsure_one() -> None:
    labels = np.array([N, V, V, S], np.uint8)
    unsure = [[0.6, 0.1, 0.3]] * 4
    sure = [[0.98, 0.01, 0.01], [0.01, 0.01, 0.98], [0.01, 0.01, 0.98],
            [0.01, 0.98, 0.01]]  # fmt: skip
    said = np.stack([np.array(unsure), np.array(sure)], axis=1).astype(np.float32)
    figures = figures_of([TwoLeads(labels, said, np.full((4, 2), 0.9, np.float32))])
    assert list(figures) == list(WAYS)
    assert figures["first lead"]["f1"]["V"] == 0
    for way in ("second lead", "mean of logits", "mean of logits, drop-out"):
        assert figures[way]["macro_f1"] == 1
    table = report(figures).splitlines()
    assert len(table) == len(WAYS) + 2
    assert "| second lead | 1.000 | 1.000 / 1.000 / 1.000 |" in table[3]


def test_records_of_a_folder_are_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = tmp_path / "data", tmp_path / "figures.json"
    data.mkdir()
    _records(data, "one")
    _records(data, "alone", n_leads=1)
    arguments = ["--bundle", "seed-cnn", "--data", str(data), "--json", str(out)]
    assert main(arguments) == 0
    assert "| mean of logits |" in capsys.readouterr().out
    figures = json.loads(out.read_text())
    assert figures["records"] == ["alone", "one"]
    n = np.sum(figures["mean of logits"]["confusion"])
    assert n == np.sum(figures["first lead"]["confusion"]) > 50
    (data / "one.atr").unlink()
    assert main([*arguments[:4], "--records", "alone"]) == 1
    assert "two ECG leads" in capsys.readouterr().err


def test_nothing_is_chosen_on_test_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--bundle", "seed-cnn", "--data", str(tmp_path), "--records", "100"]
    assert main([*arguments, "--allow-trained"]) == 1
    assert "DS2 is scored once" in capsys.readouterr().err
