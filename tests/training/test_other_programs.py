"""R-peaks of other programs as annotation files, to be scored beside ours."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.record import Record
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from tests.training.annotated import annotated_record
from training import compare_programs, other_programs
from training.errors import TrainingError


# wfdb-python uses what pandas deprecates.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["gqrs", "xqrs", "ecgviewer", "onelead"])
def test_a_program_s_beats_are_written_and_scored(tmp_path: Path, name: str) -> None:
    annotated_record(tmp_path, "ada", 3, 60.0)
    out = tmp_path / "found"
    given = ["--data", str(tmp_path), "--records", "ada"]
    assert other_programs.main([*given, "--program", name, "--out", str(out)]) == 0
    assert set(read_annotations(out / f"ada.{name}").symbol) == {"N"}
    figures = tmp_path / "figures.json"
    named = ["--program", name, str(out), name, "--json", str(figures)]
    assert compare_programs.main([*given, *named]) == 0
    detection = json.loads(figures.read_text())["programs"][name]["detection"]
    assert detection["sensitivity"] > 0.9
    assert detection["ppv"] > 0.9


def test_what_is_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    annotated_record(tmp_path, "ada", 3, 20.0)
    given = ["--data", str(tmp_path), "--records", "ada", "--out", str(tmp_path)]
    assert other_programs.main([*given, "--program", "onelead"]) == 0

    def never(name: str, record: Record) -> None:
        raise AssertionError

    monkeypatch.setattr(other_programs, "found_by", never)
    assert other_programs.main([*given, "--program", "onelead"]) == 0


def test_a_program_that_only_finds_beats_has_no_figures_of_classes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    annotated_record(tmp_path, "ada", 3, 20.0)
    given = ["--data", str(tmp_path), "--records", "ada"]
    words = ["--program", "onelead", "--out", str(tmp_path)]
    assert other_programs.main([*given, *words]) == 0
    named = ["--program", "onelead", str(tmp_path), "onelead"]
    assert compare_programs.main([*given, *named]) == 0
    (row,) = [r for r in capsys.readouterr().out.splitlines() if "onelead" in r]
    assert [cell.strip() for cell in row.split("|")[4:-1]] == [""] * 6


def test_a_program_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecg = annotated_record(tmp_path, "ada", 3, 20.0)

    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr(other_programs, "import_module", missing)
    with pytest.raises(TrainingError, match="pip install sleepecg"):
        other_programs.found_by("sleepecg", ecg.record)


def test_r_peaks_are_within_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecg = annotated_record(tmp_path, "ada", 3, 20.0)
    found = np.array([900, -1, 10, 10, 10**9])
    monkeypatch.setitem(other_programs._DETECTORS, "gqrs", lambda *_: found)
    assert other_programs.found_by("gqrs", ecg.record).tolist() == [10, 900]
