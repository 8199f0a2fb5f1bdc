"""`ecgviewer studies` lists the records of folders."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ecgviewer.__main__ import main
from ecgviewer.analysis.report import report_source
from ecgviewer.commands import studies
from ecgviewer.core.errors import InputError
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.rows import RecordFacts
from ecgviewer.studies.scan import Scanner, ScanStep
from tests.fakes import FakeClassifier
from tests.studies.desk import review
from tests.studies.test_mending import spoil

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(report_source, "_loaded", lambda _: FakeClassifier())
    monkeypatch.setattr(report_source, "_loaded_of", lambda *_: FakeClassifier())
    monkeypatch.setattr(studies, "load_classifier", lambda _: FakeClassifier())
    places = StudyPlaces(tmp_path / "data", tmp_path / "cache")
    monkeypatch.setattr(StudyPlaces, "of_user", lambda: places)
    found = tmp_path / "records"
    found.mkdir()
    write_record(found, synthetic_record(20.0, name="calm").record)
    review(write_record(found, synthetic_record(60.0, name="done").record), sign=True)
    return found


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_table_is_printed(folder: Path, capsys: Capture) -> None:
    assert main(["studies", str(folder)]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["Record", "Patient", "Start"]
    assert [row.split()[0] for row in rows] == ["calm", "done"]
    assert "signed by Ada" in rows[1]


def test_json_and_csv_say_the_same(folder: Path, capsys: Capture) -> None:
    assert main(["studies", str(folder), "--analyze", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert (content["format"], content["version"]) == ("ecgviewer studies", 1)
    assert main(["studies", str(folder), "--csv"]) == 0
    rows = _rows(capsys.readouterr().out)
    assert [row["name"] for row in rows] == [row["name"] for row in content["studies"]]
    by_name = {row["name"]: row for row in content["studies"]}
    assert by_name["calm"]["status"] == "analysed"
    assert by_name["calm"]["n_beats"] > 20
    assert by_name["done"]["counted_of"] == "Ada"
    assert {row["priority"] for row in rows} == {"routine"}


def test_what_is_unchanged_is_not_read_again_unless_asked(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    real = RecordFacts.read

    def noted(path: Path) -> RecordFacts:
        read.append(path)
        return real(path)

    monkeypatch.setattr(RecordFacts, "read", noted)
    outputs = []
    for words in ([], [], ["--rebuild"]):
        assert main(["studies", str(folder), "--csv", *words]) == 0
        outputs.append(capsys.readouterr().out)
    assert len(read) == 4
    assert len(set(outputs)) == 1


def test_search_sort_and_watched_folders(folder: Path, capsys: Capture) -> None:
    assert main(["studies", str(folder), "--watch", "--csv"]) == 0
    capsys.readouterr()
    words = ["studies", "--csv", "--sort", "length_s", "--descending"]
    assert main(words) == 0
    assert [row["name"] for row in _rows(capsys.readouterr().out)] == ["done", "calm"]
    assert main(["studies", "--csv", "--search", "status:signed"]) == 0
    assert [row["name"] for row in _rows(capsys.readouterr().out)] == ["done"]


def test_what_is_wrong_is_said(folder: Path, capsys: Capture) -> None:
    assert main(["studies"]) == 1
    assert "Name a folder" in capsys.readouterr().err
    assert main(["studies", str(folder / "nowhere")]) == 1
    assert "is not a folder" in capsys.readouterr().err
    assert main(["studies", str(folder), "--sort", "size"]) == 1
    assert "There are path, folder" in capsys.readouterr().err


def test_a_failure_is_named_and_others_are_analysed(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loaded(_: str) -> FakeClassifier:
        raise RuntimeError("no luck")

    monkeypatch.setattr(report_source, "_loaded", loaded)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["studies", str(folder), "--analyze", "--csv"]) == 1
    said = capsys.readouterr()
    assert "calm.hea: RuntimeError: no luck" in said.err
    assert "2 analysed, 0 to do" in said.err
    by_name = {row["name"]: row["status"] for row in _rows(said.out)}
    assert by_name == {"calm": "failed", "done": "signed"}


def test_a_folder_that_cannot_be_read_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (folder / "locked").mkdir()
    scandir = os.scandir

    def refused(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert main(["studies", str(folder)]) == 0
    printed = capsys.readouterr()
    assert "locked: Permission denied. What lies there is not listed." in printed.err
    assert "calm" in printed.out


def test_an_index_that_is_damaged_meanwhile_is_made_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert main(["studies", str(folder), "--csv"]) == 0
    before = capsys.readouterr().out
    real, spoilt = Scanner.scan, list[bool]()

    def damaged(scanner: Scanner, roots: Sequence[Path]) -> Iterator[ScanStep]:
        if not spoilt:
            spoilt.append(True)
            spoil(StudyPlaces.of_user().index)
        return real(scanner, roots)

    monkeypatch.setattr(Scanner, "scan", damaged)
    assert main(["studies", str(folder), "--csv"]) == 0
    printed = capsys.readouterr()
    assert printed.out == before
    assert "was damaged. It is made again" in printed.err


def _read_by_two(folder: Path) -> Path:
    record = folder / "calm.hea"
    for reader in ("Ada", "Bob"):
        beats = (2, 3) if reader == "Ada" else (2, 3, 4)
        review(record, reader, beats=beats, n_normal=10, sign=True)
    return record


def test_the_agreement_of_readers_is_printed(folder: Path, capsys: Capture) -> None:
    _read_by_two(folder)
    assert main(["studies", str(folder), "--agreement"]) == 0
    assert "10 beats that both decided, 1 labelled" in capsys.readouterr().out
    assert main(["studies", str(folder), "--agreement", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["format"] == "ecgviewer agreement"
    assert main(["studies", str(folder), "--agreement", "--csv"]) == 0
    (row,) = _rows(capsys.readouterr().out)
    assert float(row["kappa"]) == content["records"][0]["kappa"]


def test_a_reading_that_cannot_be_compared_is_named(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _read_by_two(folder)

    def refuse(*_: object) -> None:
        raise InputError("no luck")

    monkeypatch.setattr(report_source, "_loaded_of", refuse)
    assert main(["studies", str(folder), "--agreement"]) == 1
    assert "calm.hea: no luck" in capsys.readouterr().err


def test_a_reference_set_is_written(folder: Path, capsys: Capture) -> None:
    record, output = _read_by_two(folder), folder.parent / "set"
    words = ["studies", str(folder), "--reference-set", str(output)]
    assert main(words) == 1
    assert "No study has a signed consensus" in capsys.readouterr().err
    review(record, "consensus", n_normal=10, sign=True)
    assert main(words) == 0
    assert "1 record, " in capsys.readouterr().out
    assert main([*words, "--single"]) == 0
    assert "2 records, " in capsys.readouterr().out
    (header,) = output.glob("calm*.hea")
    header.write_text("mine")
    assert main(words) == 1
    assert "not as this program wrote it" in capsys.readouterr().err
