"""What commands print names a file once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.__main__ import main
from ecgviewer.commands.messages import say_failed, say_failure


@pytest.mark.parametrize(
    ("message", "printed"),
    [
        ("in/day.edf does not exist.", "in/day.edf does not exist."),
        ("in/day.edf: signal 1 is damaged.", "in/day.edf: signal 1 is damaged."),
        ("The signals of in/day.edf are gone.", "The signals of in/day.edf are gone."),
        ("/x/in/day.edf is empty.", "/x/in/day.edf is empty."),
        ("in/day.edfx is empty.", "in/day.edf: in/day.edfx is empty."),
        ("out/day.hea exists already.", "in/day.edf: out/day.hea exists already."),
        ("It is too large.", "in/day.edf: It is too large."),
    ],
)
def test_a_message_that_names_the_file_stands_alone(
    message: str, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    say_failure(Path("in/day.edf"), message)
    assert capsys.readouterr().err == f"{printed}\n"


def test_an_error_of_the_system_names_its_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say_failed("in/day.edf", PermissionError(13, "Permission denied", "out/x"))
    say_failed("in/day.edf", PermissionError(13, "Permission denied", "in/day.edf"))
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "in/day.edf: out/x: Permission denied",
        "in/day.edf: Permission denied",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("convert", "{}", "-o", "{}.out"),
        ("analyze", "{}", "-o", "{}.out"),
        ("report", "{}", "-o", "{}.out", "--json"),
        ("compare", "{}", "atr", "ecgv"),
        ("agree", "{}", "--readers", "atr", "ecgv"),
    ],
)
def test_every_command_names_a_damaged_file_once(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "day.edf"
    path.write_bytes(b"0".ljust(100))
    assert main([word.format(path) for word in words]) == 1
    printed = capsys.readouterr().err
    assert printed.count("day.edf") == 1
    assert f"{path} " in printed
