"""Every program of training says what is wrong with what it is given; no tracebacks."""

from __future__ import annotations

import argparse
import errno
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
from tests.training.bad_arguments import CASES
from training.command_line import (
    existing_folder,
    names_of,
    new_file,
    new_folder,
    positive_number,
    program,
    room_in,
    whole_number,
    write_json,
)
from training.errors import TrainingError

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
    "figures", "model_card", "nested", "noise", "other_programs", "shared_corrections",
    "simulate_review", "tachycardias",
}  # fmt: skip


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
    assert sorted(CASES) == _PROGRAMS


def _marks(name: str) -> list[pytest.MarkDecorator]:
    heavy = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
    return [] if name in _LIGHT else heavy


@pytest.mark.parametrize(
    ("name", "words", "status", "message"),
    [
        pytest.param(name, *case, marks=_marks(name), id=f"{name} {case[0]}")
        for name, cases in CASES.items()
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


def test_a_read_only_folder_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever is root may write anywhere.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(argparse.ArgumentTypeError, match="is read-only; give another"):
        new_folder(str(tmp_path / "a" / "b"))
    with pytest.raises(argparse.ArgumentTypeError, match="that can be written to"):
        new_file(str(tmp_path / "figures.json"))


def test_a_full_disk_is_named_with_the_remedy(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(TrainingError, match=r"the disk is full\. "), room_in(tmp_path):
        raise full
    with pytest.raises(PermissionError), room_in(tmp_path):
        raise PermissionError(errno.EACCES, "no")
