"""Every program of training says what is wrong with what it is given; no tracebacks."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import training
from tests.classifier.own_bundle import own_bundle
from tests.training.annotated import annotated_record
from training.command_line import (
    existing_folder,
    names_of,
    new_file,
    new_folder,
    positive_number,
    program,
    whole_number,
    write_json,
)

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

_PROGRAMS = sorted(
    path.stem
    for path in Path(training.__path__[0]).glob("*.py")
    if 'if __name__ == "__main__"' in path.read_text(encoding="utf-8")
)
#: Those that work without TensorFlow and matplotlib.
_LIGHT = {
    "adapt", "compare_programs", "evaluate", "evaluate_fusion", "evaluate_gaps",
    "evaluate_leads", "evaluate_quality", "evaluate_rpeaks", "evaluate_shockable",
    "figures", "model_card", "nested", "noise", "shared_corrections",
    "simulate_review",
}  # fmt: skip

#: For each program: arguments, exit status, and what is said. {data} has two annotated
#: records of two patients, ada and bob; {empty} is a folder with nothing in it.
_CASES: dict[str, list[tuple[str, int, str]]] = {
    "ablation": [
        ("--data {empty} --extra {data} --work {out}", 1, "lacks 101, .* DS1"),
        ("--data gone --extra {data} --work {out}", 2, "gone is not a folder"),
        ("--data {data} --extra {data} --work {file}/a", 2, "is a file; give another"),
        ("--data {data} --extra {data} --work {out} --row 99", 2, "--row"),
    ],
    "adapt": [
        ("--bundle nonesuch --data {data} --records all", 1, "no classifier nonesuch"),
        ("--bundle seed-cnn --data {empty} --records all", 1, "Name the folder"),
        ("--bundle seed-cnn --data gone --records all", 2, "gone is not a folder"),
        ("--bundle seed-cnn --data {data} --records gone,ada", 1, r"gone\.hea"),
        ("--bundle seed-cnn --data {data} --records ,", 1, "Name some with --records"),
        ("--bundle seed-cnn --data {data} --records 101", 1, "allow-trained"),
        ("--bundle seed-cnn --data {data} --records 100 --strengths 1", 1, "Compare"),
        ("--bundle seed-cnn --data {data} --records a --strengths 0", 2, "above 0"),
        ("--bundle seed-cnn --data {data} --records a --reviewed x", 2, "from 1 on"),
        ("--bundle seed-cnn --data {data} --records a --json no/x", 2, "no/x cannot"),
    ],
    "bench": [
        ("--record gone.hea", 1, r"gone\.hea does not exist"),
        ("--beats 0", 2, "whole number from 1"),
    ],
    "compare_programs": [
        ("--data {data} --records ada", 2, "nothing to compare"),
        ("--data gone --records ada --bundle seed-cnn", 2, "gone is not a folder"),
        ("--data {data} --records , --bundle seed-cnn", 1, "Name some with --records"),
        ("--data {data} --records ada --bundle nonesuch", 1, "no classifier nonesuch"),
        ("--data {data} --records 101 --bundle seed-cnn", 1, "--allow-trained"),
        ("--data {data} --records ada --program x {data} qrs", 1, "Run the program"),
        ("--data {data} --records a --bundle a --json no/x", 2, "cannot be written"),
    ],
    "cross_validate": [
        ("--data {data} --work {out}", 1, "lacks 101, .* DS1"),
        ("--data gone --work {out}", 2, "gone is not a folder"),
        ("--data {data} --work {out} --folds 1", 2, "from 2 on"),
        ("--data {data} --work {out} --folds 99", 1, "more than there are patients"),
        ("--data {data} --work {out} --fold 3", 1, "no fold 3: give 0 to 2"),
        ("--data {data} --work {out} --size 8", 2, "from 32 on"),
        ("--data {data} --work {out} --seed -1", 2, "from 0 on"),
    ],
    "evaluate": [
        ("--bundle nonesuch --data {data} --records ada", 1, "no classifier nonesuch"),
        ("--bundle {data} --data {data} --records ada", 1, "no classifier .*data"),
        ("--bundle seed-cnn --data {data} --records gone", 1, r"gone\.hea"),
        ("--bundle seed-cnn --data {data} --records ada,gone", 1, r"/gone\.hea"),
        ("--bundle seed-cnn --data gone --records ada", 2, "gone is not a folder"),
        ("--bundle seed-cnn --data {data} --records ,", 1, "Name some with --records"),
        ("--bundle seed-cnn --data {data} --records 101", 1, "--allow-trained"),
        ("--bundle seed-cnn --data {data} --records bare", 1, r"bare\.atr"),
        ("--bundle seed-cnn --data {data} --records ada --lead V9", 1, "no lead V9"),
        ("--bundle seed-cnn --data {data} --records quiet", 1, "a beat of N, S or V"),
        ("--bundle seed-cnn --data {data} --records a --json {empty}", 2, "cannot be"),
    ],
    "evaluate_gaps": [
        ("--data {empty}", 1, r"/101\.hea"),
        ("--data {data} --bundle nonesuch", 1, "no classifier nonesuch"),
        ("--data gone", 2, "gone is not a folder"),
        ("--data {data} --kind lost", 2, "invalid choice"),
    ],
    "evaluate_leads": [
        ("--data {empty}", 1, "no record with annotated leads in .*LUDB"),
        ("--data gone", 2, "gone is not a folder"),
    ],
    "evaluate_quality": [
        ("--data {empty}", 1, r"em\.hea"),
        ("--data gone", 2, "gone is not a folder"),
    ],
    "evaluate_fusion": [
        ("--bundle nonesuch --data {data}", 1, "no classifier nonesuch"),
        ("--bundle seed-cnn --data gone", 2, "gone is not a folder"),
        ("--bundle seed-cnn --data {empty}", 1, "no record with annotations of atr"),
        ("--bundle seed-cnn --data {data} --records gone", 1, r"gone\.hea"),
        ("--bundle seed-cnn --data {data} --records 101", 1, "--allow-trained"),
        ("--bundle seed-cnn --data {data} --records 100", 1, "DS2 is scored once"),
    ],
    "evaluate_shockable": [
        ("--data {empty}", 1, "no record in .*mitdb. Name the folder"),
        ("--data {empty} --paced", 1, "no record in .*mitdb. Name the folder"),
        ("--data gone", 2, "gone is not a folder"),
    ],
    "evaluate_rpeaks": [
        ("--data {empty}", 1, "no annotated record in .*mitdb. Name the folder"),
        ("--data gone", 2, "gone is not a folder"),
        ("--data {data} --database cudb", 2, "cudb"),
    ],
    "failures": [
        (
            "--bundle nonesuch --data {data} --records ada --out {out}.png",
            1,
            "nonesuch",
        ),
        (
            "--bundle seed-cnn --data gone --records ada --out {out}.png",
            2,
            "gone is no",
        ),
        ("--bundle seed-cnn --data {data} --records gone --out {out}.png", 1, "gone"),
        ("--bundle seed-cnn --data {data} --records 101 --out {out}.png", 1, "101"),
        ("--bundle seed-cnn --data {data} --records ada --out no/x.png", 2, "no/x.png"),
    ],
    "figures": [
        ("nonesuch", 1, "no classifier nonesuch. Give the folder"),
        ("seed-cnn more", 2, "unrecognized arguments: more"),
    ],
    "fold_networks": [
        ("--data {data} --work {out}", 1, "lacks 101, .* DS1"),
        ("--data gone --work {out}", 2, "gone is not a folder"),
        ("--data {data} --work {out} --folds 99", 1, "more than there are patients"),
        ("--data {data} --work {out} --without 5", 2, "one or two folds of 0 to 4"),
        ("--data {data} --work {out} --without 1 1", 2, "one or two folds"),
        ("--data {data} --work {out} --epochs 0", 2, "from 1 on"),
    ],
    "model_card": [
        ("nonesuch", 1, "no classifier nonesuch. Give the folder"),
        ("seed-cnn", 1, r"bundle\.json lacks the figures .*Release it again"),
    ],
    "nested": [
        (
            "--networks {empty} --timing {empty} --rhythms {empty}",
            1,
            r"without-0\.npz is missing.*fold_networks",
        ),
        ("--networks gone --timing {data} --rhythms {data}", 2, "not a folder"),
        (
            "--networks {data} --timing {data} --rhythms {data} --folds 1",
            2,
            "from 2 on",
        ),
    ],
    "noise": [
        ("--bundle nonesuch --data {data}", 1, "no classifier nonesuch"),
        ("--bundle seed-cnn --data {data}", 1, r"118e24\.hea"),
        ("--bundle seed-cnn --data gone", 2, "gone is not a folder"),
    ],
    "release": [
        ("--bundle {empty} --metrics {file}", 1, "holds no classifier"),
        ("--bundle gone --metrics {file}", 2, "gone is not a folder"),
        ("--bundle {bundle}", 2, "nothing to store: give --twin"),
        ("--bundle {bundle} --metrics {file}", 1, "file is not JSON.*--json"),
        ("--bundle {bundle} --metrics gone", 1, "gone: No such file"),
        ("--bundle {bundle} --twin {empty}", 1, "empty holds no classifier"),
        ("--bundle {bundle} --splits {empty}", 1, "empty holds no classifier"),
    ],
    "retrain": [
        ("--bundle nonesuch --corrections a --records {data} --out {out}", 1, "nones"),
        (
            "--bundle seed-cnn --corrections gone --records {data} --out {out}",
            1,
            "gone",
        ),
        (
            "--bundle seed-cnn --corrections {file} --records {data} --out {out}",
            1,
            "fi",
        ),
        ("--bundle seed-cnn --corrections a --records gone --out {out}", 2, "not a fo"),
        (
            "--bundle seed-cnn --corrections a --records {data} --out {file}",
            2,
            "a file",
        ),
        (
            "--bundle seed-cnn --corrections a --records {data} --out {bundle}",
            1,
            "anot",
        ),
        ("--bundle a --corrections a --records {data} --out a --epochs 0", 2, "from 1"),
        ("--bundle a --corrections a --records {data} --out a --folds -1", 2, "folds"),
    ],
    "shared_corrections": [
        ("--bundle nonesuch --data {data} --records all", 1, "no classifier nonesuch"),
        ("--bundle seed-cnn --data {empty} --records all", 1, "Name the folder"),
        ("--bundle seed-cnn --data {data} --records gone,ada", 1, r"/gone\.hea"),
        ("--bundle seed-cnn --data {data} --records ada", 1, "two patients or more"),
        ("--bundle seed-cnn --data {data} --records a b --folds 1", 2, "from 2 on"),
        ("--bundle seed-cnn --data {data} --records 106 b", 1, "tested on"),
    ],
    "simulate_review": [
        ("--bundle nonesuch --data {data} --records ada", 1, "no classifier nonesuch"),
        ("--data {data} --records gone,ada", 1, r"/gone\.hea"),
        ("--data {data} --records gone ada", 1, r"/gone\.hea"),
        ("--data {data} --records ,", 1, "Name some with --records"),
        ("--data gone", 2, "gone is not a folder"),
        ("--data {data} --jobs 0", 2, "from 1 on"),
        ("--data {data} --json no/x", 2, "no/x cannot be written"),
    ],
    "timing": [
        ("--data {data} --work {out}", 1, "lacks 101, .* DS1"),
        ("--data gone --work {out}", 2, "gone is not a folder"),
        ("--data {data} --work {out} --folds 99", 1, "more than there are patients"),
        ("--data {data} --work {out} --share 0", 2, "above 0"),
    ],
    "train": [
        (
            "--data {empty} --split ds1 --out {out}",
            1,
            "holds no record .*Name the fold",
        ),
        ("--data gone --split ds1 --out {out}", 2, "gone is not a folder"),
        ("--data {data} --split half --out {out}", 2, "--split"),
        ("--data {data} --split ds1,standard --out {out}", 2, "--split"),
        (
            "--data {few} --split standard --out {out}",
            1,
            "None of the records.*--split",
        ),
        ("--data {few} --split ds1 --out {out}", 1, "cannot be split by ds1"),
        ("--data {few} --split patient --out {out}", 1, "cannot be split by patient"),
        ("--data {data} --split ds1 --out {file}", 2, "is a file; give another"),
        ("--data {data} --split ds1 --out {out} --member 3", 1, "give 0 to 2"),
        ("--data {data} --split ds1 --out {out} --epochs 0", 2, "from 1 on"),
    ],
}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders and files that stand in braces above."""
    root = tmp_path_factory.mktemp("places")
    places = {n: root / n for n in ("data", "few", "empty", "file", "out", "bundle")}
    for name in ("data", "few", "empty"):
        places[name].mkdir()
    for seed, name in enumerate(("ada", "bob", "bare", "quiet")):
        annotated_record(places["data"], name, seed, 20.0)
    annotated_record(places["few"], "ada", 1, 20.0)
    (places["data"] / "bare.atr").unlink()
    # An annotation file with its end only.
    (places["data"] / "quiet.atr").write_bytes(b"\0\0")
    places["file"].write_text("no JSON")
    own_bundle(places["bundle"])
    return places


def test_the_cases_are_of_all_programs() -> None:
    assert sorted(_CASES) == _PROGRAMS


def _marks(name: str) -> list[pytest.MarkDecorator]:
    heavy = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
    return [] if name in _LIGHT else heavy


@pytest.mark.parametrize(
    ("name", "words", "status", "message"),
    [
        pytest.param(name, *case, marks=_marks(name), id=f"{name} {case[0]}")
        for name, cases in _CASES.items()
        for case in cases
    ],
)
def test_what_cannot_be_used_is_said(
    name: str,
    words: str,
    status: int,
    message: str,
    places: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    module = importlib.import_module(f"training.{name}")
    for place in ("training.train", "training.cross_validate"):
        if place in sys.modules:
            monkeypatch.setattr(f"{place}.CACHE", tmp_path)
    monkeypatch.chdir(tmp_path)
    arguments = [word.format_map(places) for word in words.split()]
    try:
        ended = module.main(arguments)
    except SystemExit as error:
        ended = error.code
    said = capsys.readouterr().err
    assert ended == status, said
    assert re.search(message, said), said
    assert not places["out"].exists()


@pytest.mark.parametrize("name", _PROGRAMS)
def test_missing_extras_are_named(name: str, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "for name in ('tensorflow', 'keras', 'matplotlib', 'librosa'):\n"
        "    sys.modules[name] = None\n"
        "import runpy\n"
        f"sys.argv = ['{name}', '--help']\n"
        f"runpy.run_module('training.{name}', run_name='__main__', alter_sys=True)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(training.__path__[0]).parent,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert "Traceback" not in ended.stderr
    if name in _LIGHT:
        assert (ended.returncode, ended.stderr) == (0, "")
        assert f"training.{name}" in ended.stdout
    else:
        assert ended.returncode == 1
        assert re.search(
            rf'training\.{name} needs \w+, which is not installed.*"\.\[train\]"',
            ended.stderr,
        )


def test_a_library_user_gets_the_error_of_the_import_itself() -> None:
    code = (
        "import sys\nsys.modules['keras'] = None\n"
        "try:\n    import training.networks.network\n"
        "except ModuleNotFoundError as error:\n    print(error.name)\n"
    )
    root = Path(training.__path__[0]).parent
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )
    assert run.stdout == "keras\n"


def test_ctrl_c_ends_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    @program
    def stopped() -> int:
        raise KeyboardInterrupt

    assert stopped() == 130
    assert capsys.readouterr().err == "stopped\n"


def test_names_come_with_spaces_and_commas() -> None:
    assert names_of(["100,101", "102", " 103 , ,100"]) == ("100", "101", "102", "103")
    assert names_of([","]) == ()


def test_arguments_that_can_be_used(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert existing_folder(str(tmp_path)) == tmp_path
    assert new_file(str(file)) == file
    assert new_folder(str(tmp_path / "a" / "b")) == tmp_path / "a" / "b"
    assert whole_number(0)("0") == 0
    assert positive_number("0.5") == 0.5
    refused: list[tuple[Callable[[str], object], str]] = [
        (existing_folder, str(file)), (new_file, str(tmp_path)),
        (new_folder, str(file)), (whole_number(1), "0"), (whole_number(0), "-1"),
        (whole_number(0), "1.5"), (positive_number, "nan"), (positive_number, "inf"),
        (positive_number, "x"), (positive_number, "-1"),
    ]  # fmt: skip
    for type_, text in refused:
        with pytest.raises(argparse.ArgumentTypeError, match=re.escape(text)):
            type_(text)


def test_figures_replace_a_link_and_never_follow_it(tmp_path: Path) -> None:
    precious, figures = tmp_path / "precious", tmp_path / "figures.json"
    precious.write_text("precious", encoding="utf-8")
    figures.symlink_to(precious)
    write_json(figures, {"accuracy": 0.5})
    assert precious.read_text(encoding="utf-8") == "precious"
    assert json.loads(figures.read_text(encoding="utf-8")) == {"accuracy": 0.5}
