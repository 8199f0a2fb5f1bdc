"""Words of the command line: a command, or a record to open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ecgviewer.__main__ import main
from ecgviewer.commands.headless import HEADLESS
from ecgviewer.commands.parser import parse


def test_a_misspelt_command_is_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(["frobnicate"])
    assert stopped.value.code == 2
    assert "Commands: open, analyze, compare, agree, export" in capsys.readouterr().err


def test_a_record_is_opened_without_a_command(
    record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(record_path.parent)
    for word in ("patient1", "patient1.dat", "gone.hea", "folder/gone"):
        given = parse([word])
        assert (given.command, given.record) == ("open", Path(word))


@pytest.mark.parametrize(
    "arguments",
    [["analyze"], ["compare", "100"], ["--nonsense"], ["analyze", "1", "--jobs", "0"]],
)
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


@pytest.mark.parametrize("name", HEADLESS)
def test_a_command_says_what_it_is_asked(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: ecgviewer {name} [-h] ")


def _imported(code: str) -> set[str]:
    """Return what is imported by the end of a program."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_numpy_is_not_imported_before_it_is_set_up() -> None:
    assert "numpy" not in _imported("import ecgviewer.__main__")


def test_only_the_command_that_is_asked_for_is_imported() -> None:
    imported = _imported(
        "from ecgviewer.commands.parser import parse; parse(['server', 'check'])"
    )
    commands = {name for name in HEADLESS if f"ecgviewer.commands.{name}" in imported}
    assert commands == {"server"}
    assert not {"scipy", "psycopg", "PySide6.QtCore"} & imported
