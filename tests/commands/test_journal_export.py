"""`ecgviewer export` writes a review of the window, and loses no other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.__main__ import main
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.wfdb.writer import write_record
from tests.commands.reviews import classified, reviewed


def test_export_of_a_journal(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session, journal = reviewed(record_path)
    out = tmp_path / "out"
    assert main(["export", str(journal), "-o", str(out)]) == 0
    rows = read_csv(out / "patient1.beats.csv")
    assert np.array_equal(rows.reviewed, session.beats.reviewed)
    assert set(rows.reviewer[rows.reviewed]) == {"Ada"}


def test_a_deidentified_export_names_neither_reader_nor_record(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = reviewed(record_path)
    out = tmp_path / "out"
    asked = ["export", str(journal), "-o", str(out), "--deidentify", "--name", "case-7"]
    assert main(asked) == 0
    assert {path.name for path in out.iterdir()} == {
        "case-7.beats.csv",
        "case-7.review",
    }
    for path in out.iterdir():
        for word in (b"Ada", b"patient1"):
            assert word not in path.read_bytes()
    rows = read_csv(out / "case-7.beats.csv")
    assert int(rows.reviewed.sum()) == 3
    assert not rows.reviewed_at.any()
    assert main(asked) == 1, "the guard knows the other name"
    assert "case-7.beats.csv" in capsys.readouterr().err
    assert main([*asked[:-1], "a/b"]) == 1
    assert "cannot name a record" in capsys.readouterr().err


def test_export_of_a_second_reader_does_not_replace_the_first(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    _, ada = reviewed(record_path)
    _, bob = reviewed(record_path, reader="Bob")
    assert main(["export", str(ada), "-o", out]) == 0
    assert main(["export", str(bob), "-o", out]) == 1
    told = capsys.readouterr().err
    assert "--force" in told
    assert "That would lose 3 beats reviewed by Ada in patient1.beats.csv" in told
    table = tmp_path / "out" / "patient1.beats.csv"
    assert "Ada" in read_csv(table).reviewer
    assert main(["export", str(bob), "-o", out, "--force"]) == 0
    assert "which held 3 beats reviewed by Ada" in capsys.readouterr().err
    assert "Bob" in read_csv(table).reviewer


def test_export_of_a_review_whose_classifier_is_gone(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = reviewed(record_path, classified)
    out = tmp_path / "out"
    assert main(["export", str(journal), "-o", str(out)]) == 1
    assert "fake-1, which is not installed" in capsys.readouterr().err
    assert not out.exists()
    asked = ["export", str(journal), "-o", str(out), "--without-classifier"]
    assert main(asked) == 0
    assert not any(read_csv(out / "patient1.beats.csv").classifier_id)


def _rename(record_path: Path, name: str) -> Path:
    """Give a record another name, as file managers and an editor do."""
    renamed = record_path.with_name(f"{name}.hea")
    text = record_path.read_text(encoding="utf-8")
    record_path.with_suffix(".dat").rename(renamed.with_suffix(".dat"))
    renamed.write_text(text.replace(record_path.stem, name), encoding="utf-8")
    record_path.unlink()
    return renamed


def test_export_finds_a_record_that_was_renamed(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session, journal = reviewed(record_path)
    # Of the same length, and yet another recording.
    other = synthetic_record(20.0, name="another", seed=9).record
    write_record(record_path.parent, other)
    (record_path.parent / "broken.hea").write_text("no header", encoding="utf-8")
    lost = record_path.parent / "lost.hea"
    lost.write_bytes(record_path.read_bytes().replace(b"patient1", b"lost"))
    renamed = _rename(record_path, "renamed")
    out = tmp_path / "out"
    assert main(["export", str(journal), "-o", str(out)]) == 0
    assert "it was called patient1" in capsys.readouterr().err
    rows = read_csv(out / "renamed.beats.csv")
    assert np.array_equal(rows.reviewed, session.beats.reviewed)
    asked = ["export", str(journal), "--record", str(renamed), "-o", str(out)]
    assert main([*asked, "--force"]) == 0


def test_export_of_a_record_that_is_gone_says_so(
    record_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = reviewed(record_path)
    record_path.unlink()
    assert main(["export", str(journal)]) == 1
    assert "patient1.hea" in capsys.readouterr().err


def test_export_of_a_record_whose_samples_were_changed_says_so(
    record_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = reviewed(record_path)
    signal = record_path.with_suffix(".dat")
    signal.write_bytes(bytes(signal.stat().st_size))
    assert main(["export", str(journal)]) == 1
    assert "belongs to other data" in capsys.readouterr().err


def test_export_of_something_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = tmp_path / "x.y.ecgedits.jsonl"
    journal.write_text("no journal\n")
    assert main(["export", str(journal)]) == 1
    assert str(journal) in capsys.readouterr().err
