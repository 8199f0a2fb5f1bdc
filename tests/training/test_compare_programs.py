"""Annotations of other programs, scored by the same rules as ours."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import training
from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import Classifier
from ecgviewer.core.synthetic_ecg import SyntheticEcg
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from tests.training.annotated import annotated_record
from training import compare_programs
from training.compare_programs import main
from training.records.detected import detected_figures


@pytest.fixture
def made(tmp_path: Path) -> SyntheticEcg:
    return annotated_record(tmp_path, "ada", 3, 60.0)


def _write(path: Path, ecg: SyntheticEcg, symbols: list[str], moved: int = 0) -> None:
    write_annotations(path, new_annotations(ecg.beats.sample + moved, symbols))


def test_each_program_has_a_row(
    made: SyntheticEcg, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = made.beats.symbol.tolist()
    only_v = [s if s == "V" else "N" for s in truth]
    _write(tmp_path / "ada.right", made, truth, moved=10)
    _write(tmp_path / "ada.onlyv", made, only_v)
    _write(tmp_path / "ada.unsure", made, ["Q" if s == "V" else s for s in truth])
    programs = [
        word
        for name in ("right", "onlyv", "unsure")
        for word in ("--program", name, str(tmp_path), name)
    ]
    out = tmp_path / "figures.json"
    arguments = ["--data", str(tmp_path), "--records", "ada", "--json", str(out)]
    assert main([*arguments, *programs]) == 0
    figures = json.loads(out.read_text())["programs"]
    assert figures["right"]["accuracy"] == 1
    assert figures["onlyv"]["f1"]["V"] == 1
    assert figures["onlyv"]["sensitivity"]["S"] == 0
    # Beats that are found and called nothing are found, as N.
    assert figures["unsure"]["detection"] == {"sensitivity": 1, "ppv": 1}
    assert figures["unsure"]["sensitivity"] == {"N": 1, "S": 1, "V": 0}
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("| | beats Se | beats +P | V Se | V +P | V F1 | S Se")
    (row,) = [line for line in lines if line.startswith("| onlyv ")]
    # A program that never says S is not judged by it.
    assert row.split("|")[-4:-1] == ["  ", "  ", "  "]


def test_a_record_that_a_program_lacks_is_named(
    made: SyntheticEcg, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--data", str(tmp_path), "--records", "ada"]
    assert main([*arguments, "--program", "gqrs", str(tmp_path), "qrs"]) == 1
    assert "ada.qrs is missing. Run the program on ada" in capsys.readouterr().err


def test_missed_and_extra_beats_count(made: SyntheticEcg, tmp_path: Path) -> None:
    truth = made.beats
    far = truth.sample.copy()
    far[5] += (truth.sample[6] - truth.sample[5]) // 2
    write_annotations(tmp_path / "ada.far", new_annotations(far, truth.symbol))
    out = tmp_path / "figures.json"
    arguments = ["--data", str(tmp_path), "--records", "ada", "--json", str(out)]
    assert main([*arguments, "--program", "far", str(tmp_path), "far"]) == 0
    detection = json.loads(out.read_text())["programs"]["far"]["detection"]
    n = len(truth)
    assert detection == {
        "sensitivity": pytest.approx(1 - 1 / n, abs=1e-5),
        "ppv": pytest.approx(1 - 1 / n, abs=1e-5),
    }


def test_a_bundle_is_not_scored_twice_on_its_test_records(
    made: SyntheticEcg,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    scored: list[Sequence[str]] = []

    def now(classifier: Classifier, data: Path, names: Sequence[str]) -> dict[str, Any]:
        scored.append(names)
        return detected_figures(classifier, data, names)

    monkeypatch.setattr(compare_programs, "detected_figures", now)
    arguments = ["--data", str(tmp_path), "--bundle", "every-lead", "--records"]
    assert main([*arguments, "ds2"]) == 0
    (row,) = capsys.readouterr().out.splitlines()[2:]
    known = load_bundle(find_bundle("every-lead")).metrics["ds2"]["end_to_end"]
    assert f" {known['f1']['V']:.3f} " in row
    assert not scored
    assert main([*arguments, "ada"]) == 0
    assert scored == [("ada",)]


def test_an_annotation_file_that_was_cut_off_is_not_scored(
    made: SyntheticEcg, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path / "ada.half", made, made.beats.symbol.tolist())
    whole = (tmp_path / "ada.half").read_bytes()
    (tmp_path / "ada.half").write_bytes(whole[: len(whole) // 2])
    arguments = ["--data", str(tmp_path), "--records", "ada"]
    assert main([*arguments, "--program", "half", str(tmp_path), "half"]) == 1
    said = capsys.readouterr()
    assert f"{tmp_path / 'ada.half'} has no end mark" in said.err
    assert not said.out


def test_all_records_and_several_of_ours(
    made: SyntheticEcg, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(tmp_path), "--records"]
    assert main([*words, "all", "--program", "ref", str(tmp_path), "atr"]) == 0
    assert "| ref | 1.000 | 1.000 |" in capsys.readouterr().out
    bundles = ["--bundle", "every-lead", "--bundle", "context-cnn"]
    assert main([*words, "ds2", *bundles]) == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    assert [row[2:9] for row in rows] == ["every-l", "context"]


def test_two_programs_of_one_name_are_refused(
    made: SyntheticEcg, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = ["--program", "gqrs", str(tmp_path), "atr"]
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path), "--records", "ada", *program, *program])
    assert "a name of its own: gqrs" in capsys.readouterr().err


@pytest.mark.parametrize(
    "page", ["README.md", "resources/guide/34-comparing-annotators.md"]
)
@pytest.mark.parametrize("bundle", ["every-lead", "context-cnn"])
def test_the_pages_say_what_the_program_prints(
    page: str, bundle: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (Path(training.__path__[0]).parent / page).read_text(encoding="utf-8")
    assert main(["--data", str(tmp_path), "--records", "ds2", "--bundle", bundle]) == 0
    row = capsys.readouterr().out.splitlines()[2]
    assert f"| ecgviewer, `{bundle}` |{row.split('|', 2)[2]}\n" in text
