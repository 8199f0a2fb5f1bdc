"""`ecgviewer report` writes what there is to say of records and reviews."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ecgviewer.__main__ import main
from ecgviewer.analysis.report import report_source
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.paper.page import UNFINISHED
from tests.fakes import FakeClassifier
from tests.paper.pdf_reader import sizes_mm, texts, without_space

Capture = pytest.CaptureFixture[str]


pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the signed review of a record, made with a classifier that is gone."""
    monkeypatch.setattr(report_source, "_loaded", lambda _: FakeClassifier())
    ecg = synthetic_record(20.0, name="p1")
    record = read_record(write_record(tmp_path, ecg.record))
    session = ReviewSession(record, ecg.beats, "MLII")
    session.start_predictions(Predictions.empty(classifier_id="gone-1"))
    path = tmp_path / "p1.Ada.ecgedits.jsonl"
    written = EditJournal.create(path, session, "Ada")
    written.append(session.edit(relabel(session.beats, [1], BeatClass.V, 7))[0])
    written.sign("Read")
    written.close()
    return path


def test_a_record_and_a_review(journal: Path, tmp_path: Path, capsys: Capture) -> None:
    out, record = tmp_path / "out", journal.with_name("p1.hea")
    words = ["report", str(record), str(journal), "-o", str(out)]
    assert main([*words, "--without-classifier"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "p1.report.html" in first
    assert "is not finished" in first
    assert "not finished" not in second
    kinds = ("json", "html")
    assert all((out / f"p1.Ada.report.{kind}").is_file() for kind in kinds)
    assert (out / "p1.report-hours.csv").is_file()
    assert main([*words, "--without-classifier", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.count("skipped") == 2


def test_what_is_asked_for(journal: Path, tmp_path: Path) -> None:
    record = str(journal.with_name("p1.hea"))
    for asked in (["--json"], ["--html"], ["--csv"]):
        assert main(["report", record, "-o", str(tmp_path / asked[0]), *asked]) == 0
    assert [len(list((tmp_path / a).iterdir())) for a in ("--json", "--html")] == [2, 2]
    assert len(list((tmp_path / "--csv").iterdir())) == 4


def test_a_classifier_that_is_gone(
    journal: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["report", str(journal), "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "gone-1" in said
    assert "--without-classifier" in said


def test_nobody_is_named(
    journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    out = tmp_path / "out"
    words = ["report", str(journal), "-o", str(out), "--without-classifier"]
    assert main([*words, "--deidentify", "--json"]) == 0
    assert main([*words, "--deidentify", "--html", "--shift-days", "-7"]) == 0
    assert all("p1" not in path.name for path in out.iterdir())
    (page,) = out.glob("*.html")
    # The letters of pictures may be any.
    text = re.sub(r'src="[^"]*"', "", page.read_text(encoding="utf-8"))
    assert "Ada" not in text
    assert "Heart rate" in text


def test_the_schema_and_nothing_to_report(capsys: Capture) -> None:
    assert main(["report", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "ecgviewer report"
    assert main(["report"]) == 2
    assert "name a record or a journal" in capsys.readouterr().err


def test_one_record_is_of_one_journal(
    journal: Path, tmp_path: Path, capsys: Capture
) -> None:
    record, words = str(journal.with_name("p1.hea")), ["--without-classifier", "--json"]
    alone = tmp_path / "elsewhere" / journal.name
    alone.parent.mkdir()
    journal.rename(alone)
    out = ["-o", str(tmp_path / "out"), "--record", record]
    assert main(["report", str(alone), *out, *words]) == 0
    assert main(["report", str(alone), record, *out, *words]) == 2
    assert "--record is for one journal" in capsys.readouterr().err


def test_a_pdf(journal: Path, tmp_path: Path, capsys: Capture) -> None:
    record, out = journal.with_name("p1.hea"), tmp_path / "out"
    words = ["report", str(record), str(journal), "-o", str(out), "--pdf"]
    words += ["--without-classifier", "--paper", "letter"]
    assert main(words) == 0
    first, second = (out / f"p1{who}.report.pdf" for who in ("", ".Ada"))
    unfinished = without_space(UNFINISHED)
    assert all(unfinished in page for page in texts(first.read_bytes()))
    assert not any(unfinished in page for page in texts(second.read_bytes()))
    assert sizes_mm(first.read_bytes())[0][0] == pytest.approx(215.9, abs=0.2)
    assert "p1.report.pdf" in capsys.readouterr().out
    assert main(words) == 0
    assert capsys.readouterr().out.count("skipped") == 2
    assert main([*words, "--full-disclosure"]) == 0
    assert "skipped" not in capsys.readouterr().out
    assert any("Fulldisclosure" in page for page in texts(first.read_bytes()))


def test_a_pdf_by_another_process_without_a_screen(
    journal: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "ecgviewer", "report", str(journal)]
    command += ["--without-classifier", "--pdf", "-o", str(tmp_path / "out")]
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "DISPLAY"))}
    subprocess.run(command, check=True, env=bare, capture_output=True)
    pages = texts((tmp_path / "out" / "p1.Ada.report.pdf").read_bytes())
    assert any("Recordp1" in page for page in pages)


def test_files_for_other_systems(journal: Path, tmp_path: Path) -> None:
    words = ["report", str(journal), "-o", str(tmp_path / "out")]
    assert main([*words, "--without-classifier", "--fhir", "--dicom"]) == 0
    names = {each.name for each in (tmp_path / "out").iterdir()}
    assert {"p1.Ada.report.fhir.json", "p1.Ada.report.dcm"} <= names
    assert len(names) == 3


def test_a_conclusion_from_a_template(
    journal: Path, tmp_path: Path, capsys: Capture
) -> None:
    template, out = tmp_path / "t.txt", tmp_path / "out"
    template.write_text("All in all {beats} beats.", encoding="utf-8")
    words = ["report", str(journal), "-o", str(out), "--without-classifier", "--json"]
    assert main([*words, "--template", str(template)]) == 0
    content = json.loads((out / "p1.Ada.report.json").read_bytes())
    n_beats = content["beats"]["n_beats"]
    assert content["items"]["conclusion"].startswith(f"All in all {n_beats} beats.\n")
    # Another template makes another report; the same one is not written again.
    capsys.readouterr()
    assert main([*words, "--template", str(template)]) == 0
    assert "skipped" in capsys.readouterr().out
    template.write_text("{nothing}", encoding="utf-8")
    assert main([*words, "--template", str(template)]) == 1
    assert "{nothing}" in capsys.readouterr().err
    assert main([*words, "--template", str(tmp_path / "gone")]) == 2
    assert "gone cannot be read" in capsys.readouterr().err
