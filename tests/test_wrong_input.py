"""Every subcommand answers wrong input with a message, and never with a traceback."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ecgviewer.__main__ import main
from ecgviewer.analysis import batch
from ecgviewer.commands import analyze
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.fakes import FakeClassifier


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a record, other things, and nothing to wait for."""
    monkeypatch.setattr(analyze, "load_classifier", lambda _: FakeClassifier())
    monkeypatch.setattr(batch, "_classifier", lambda _: FakeClassifier())
    write_record(tmp_path, synthetic_record(20.0, name="100").record)
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.hea").touch()
    (tmp_path / "noise.csv").write_bytes(bytes(range(256)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


_NO_RECORDS = (
    ".", "/", "folder", "folder/", "empty.hea", "noise.csv", "gone", "", "~",
    "n" * 300, "100.hea/x", "a\nb", "\udcff",
)  # fmt: skip


def _fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    try:
        status = main(arguments)
    except SystemExit as stopped:
        status = int(str(stopped.code))
    said = capsys.readouterr()
    assert status in (1, 2), said
    assert said.err.strip()
    assert "Traceback" not in said.err
    return said.err


@pytest.mark.parametrize("path", _NO_RECORDS)
def test_what_is_no_record(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    _fails(capsys, "analyze", path, "-o", "out")
    _fails(capsys, "compare", path, "atr", "ecgv")
    _fails(capsys, "compare", "100.hea", path, "ecgv")
    _fails(capsys, "compare", "100.hea", "noise.csv", path)
    _fails(capsys, "agree", path, "--readers", "atr", "ecgv")
    _fails(capsys, "agree", "100.hea", "--readers", path, "ecgv")
    _fails(capsys, "export", path)
    _fails(capsys, "export", "noise.csv", "--record", path)


def test_a_folder_is_said_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    for path in (".", "/", "folder"):
        said = _fails(capsys, "compare", path, "a", "b")
        assert f"{path} is a folder. Name a record in it" in said


def test_a_folder_without_records_and_a_whole_disk_are_not_analysed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = _fails(capsys, "analyze", "folder", "-o", "out")
    assert "folder has no record of a format that is known here" in said
    said = _fails(capsys, "analyze", "/", "-o", "out")
    assert "/ is a whole disk. Name a folder in it" in said


def test_what_names_no_record_does_not_keep_others_from_being_analysed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _fails(capsys, "analyze", "empty.hea", "100.hea", "gone", "-o", "out")
    assert (folder / "out" / "100.beats.csv").is_file()


@pytest.mark.parametrize("annotator", ["hea", "dat", "a.b", "../x", "", "beats.csv"])
def test_what_cannot_end_the_name_of_an_annotation_file(
    folder: Path, annotator: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "100.hea").read_bytes()
    for command in (["analyze", "100.hea", "-o", "out"], ["export", "noise.csv"]):
        said = _fails(capsys, *command, "--annotator", annotator)
        assert "cannot name an annotator" in said
    assert not list(folder.rglob("*.beats.csv"))
    assert (folder / "100.hea").read_bytes() == before


def test_other_wrong_options(capsys: pytest.CaptureFixture[str]) -> None:
    _fails(capsys, "analyze", "100.hea", "-o", "noise.csv")
    _fails(capsys, "analyze", "100.hea", "-o", "n" * 300)
    _fails(capsys, "analyze", "100.hea", "-o", "out", "--lead", "none")
    _fails(capsys, "compare", "100.hea", "atr")
    _fails(capsys, "agree", "100.hea", "--readers", "atr")
    _fails(capsys, "frobnicate")


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_a_name_that_is_no_text_can_be_printed(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for ending in ("hea", "dat"):
        os.rename(f"100.{ending}", f"1\udcff.{ending}")  # noqa: PTH104
    text = (folder / "1\udcff.hea").read_bytes().replace(b"100.dat", b"1\xff.dat")
    (folder / "1\udcff.hea").write_bytes(text)
    assert main(["analyze", "1\udcff.hea", "-o", "out"]) in (0, 1)
    assert b"Traceback" not in capfdbinary.readouterr().err
