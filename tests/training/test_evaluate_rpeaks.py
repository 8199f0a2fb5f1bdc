"""Scores of the QRS detection: what the command counts and prints."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from training.evaluate_rpeaks import main, score_record

FS = 250.0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Write a database of one record whose reference lacks a beat and has another."""
    folder = tmp_path / "mitdb"
    folder.mkdir()
    ecg = synthetic_record(400, FS, name="one")
    write_record(folder, ecg.record)
    sample = ecg.beats.sample
    more = (sample[-20] + sample[-19]) // 2
    reference = np.sort(np.append(np.delete(sample, -10), more))
    symbols = np.full(len(reference), "N")
    write_annotations(folder / "one.atr", new_annotations(reference, symbols))
    return tmp_path


def test_counts_a_missed_and_an_extra_beat(data: Path) -> None:
    score = score_record(data / "mitdb" / "one.hea")
    assert (score.missed, score.extra) == (1, 1)
    assert score.found > 100
    assert score.error_ms <= 4
    assert score.sensitivity == pytest.approx(100 * score.found / (score.found + 1))
    assert score.predictivity == score.sensitivity


def test_prints_one_json_document(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(data), "--database", "mitdb", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["mitdb"]["missed"] == 1
    assert [row["record"] for row in document["mitdb"]["records"]] == ["one"]


def test_prints_a_table(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(data), "--database", "mitdb"]) == 0
    printed = capsys.readouterr().out
    assert "1 beats missed, 1 extra" in printed
    assert "one" in printed


def test_names_the_folder_that_is_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path), "--database", "svdb"]) == 1
    assert str(tmp_path / "svdb") in capsys.readouterr().err
