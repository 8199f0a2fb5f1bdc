"""Scores of flutter and spikes: what the command counts and prints."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.record import Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from training.evaluate_shockable import main, score_shockable, spikes_report

FS = 250.0


def with_flutter(name: str, *stretches_s: tuple[int, int]) -> Record:
    record = synthetic_record(120, FS, name=name).record
    signal = record.signal.copy()
    for start, stop in stretches_s:
        part = slice(round(start * FS), round(stop * FS))
        wave = np.sin(2 * np.pi * 3.6 * np.arange(part.stop - part.start) / FS)
        signal[:, part] = wave
    return replace(record, source=signal)


def written(folder: Path, record: Record, edges_s: list[int]) -> Path:
    folder.mkdir(exist_ok=True)
    write_record(folder, record)
    sample = np.array(edges_s) * round(FS)
    symbols = np.array(["[", "]"] * (len(edges_s) // 2))
    atr = folder / f"{record.name}.atr"
    write_annotations(atr, new_annotations(sample, symbols))
    return folder / f"{record.name}.hea"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Write two records of DS1, and one of noise without annotations."""
    written(tmp_path / "mitdb", with_flutter("207", (30, 50)), [30, 50])
    written(tmp_path / "mitdb", with_flutter("101", (60, 70)), [5, 5])
    (tmp_path / "nstdb").mkdir()
    write_record(tmp_path / "nstdb", with_flutter("em"))
    return tmp_path


def test_an_episode_is_found_and_what_lies_elsewhere_is_false(data: Path) -> None:
    score = score_shockable(data / "mitdb" / "207.hea")
    assert (score.episodes, score.found, score.episodes_s) == (1, 1, 20)
    assert 17 <= score.covered_s <= 20
    assert score.false_s == 0
    false = score_shockable(data / "mitdb" / "101.hea")
    assert false.found == 0
    assert 8 <= false.false_s <= 14


def test_figures_are_printed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(data)]) == 0
    out = capsys.readouterr().out
    assert "DS1: 2 records" in out
    assert "207      1 of 1 episodes" in out
    assert "nstdb: 1 records, 0 s found" in out
    assert main(["--data", str(data), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [row["record"] for row in document["DS1"]] == ["101", "207"]


def test_spikes_are_counted(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(data), "--paced"]) == 0
    assert "0 of 4 records found, 0 of 2 others" in capsys.readouterr().out
    assert main(["--data", str(data), "--paced", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"101": 0, "207": 0}


def test_a_record_that_is_not_paced_is_named() -> None:
    report = spikes_report({"100": 20, "101": 0, "102": 900, "104": 0})
    assert "paced: 1 of 4 records found, 1 of 2 others" in report
    assert "100         20 spikes, and is not paced" in report
    assert "104          0 spikes\n" in report + "\n"
