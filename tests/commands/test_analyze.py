"""`ecgviewer analyze` writes tables and annotations, and says what failed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.__main__ import main
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.formats.export.annotation_csv import read_csv
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.writer import write_record
from tests.commands.reviews import reviewed

pytestmark = pytest.mark.usefixtures("fake_classifier")


def test_analyze_writes_csv_and_annotations(
    ecg: SyntheticEcg, record_path: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "out"
    assert main(["analyze", str(record_path), "-o", str(out)]) == 0
    rows = read_csv(out / "patient1.beats.csv")
    assert len(rows.sample) == len(ecg.beats)
    assert np.abs(rows.sample - ecg.beats.sample).max() <= 6
    annotations = read_annotations(out / "patient1.ecgv")
    assert np.array_equal(annotations.sample, rows.sample)


def test_analyze_names_what_failed_and_does_the_rest(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.hea"
    arguments = ["analyze", str(missing), str(record_path), "-o", str(tmp_path)]
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert "missing" in captured.err
    assert "Traceback" not in captured.err
    assert (tmp_path / "patient1.beats.csv").exists()


def test_analyze_with_an_unknown_lead(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["analyze", str(record_path), "--lead", "aVR", "-o", str(tmp_path)]
    assert main(arguments) == 1
    assert "MLII" in capsys.readouterr().err


def test_analyze_says_what_it_skips(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["analyze", str(record_path), "-o", str(tmp_path)]
    assert main(arguments) == 0
    assert "skipped" not in capsys.readouterr().out
    assert main(arguments) == 0
    assert "patient1.hea: skipped" in capsys.readouterr().out
    assert main([*arguments, "--force"]) == 0
    assert "skipped" not in capsys.readouterr().out


def test_analyze_tells_what_is_wrong_with_a_record(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signal = record_path.with_suffix(".dat")
    signal.write_bytes(signal.read_bytes()[:-3000])
    arguments = ["analyze", str(record_path), "-o", str(tmp_path)]
    for _ in range(2):
        assert main(arguments) == 0
        told = capsys.readouterr()
        assert "patient1.dat is shorter than patient1.hea says" in told.err
        assert "shorter" not in told.out


def test_analyze_into_what_is_no_folder(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "out"):
        assert main(["analyze", str(record_path), "-o", str(out)]) == 2
        assert f"ecgviewer analyze: {out}: " in capsys.readouterr().err


@pytest.mark.parametrize("jobs", ["0", "two"])
def test_jobs_are_a_number_of_processes(
    jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["analyze", "1", "--jobs", jobs])
    assert f"{jobs} is not a number of processes" in capsys.readouterr().err


def test_analyze_takes_records_of_one_name(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = tmp_path / "other"
    others.mkdir()
    other = write_record(others, synthetic_record(30.0, name="patient1").record)
    out = tmp_path / "out"
    assert main(["analyze", str(record_path), str(other), "-o", str(out)]) == 0
    said = capsys.readouterr().out
    for table in (out / "patient1.beats.csv", out / "other" / "patient1.beats.csv"):
        assert table.is_file()
        assert str(table) in said


def test_analyze_keeps_what_was_exported(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = reviewed(record_path)
    assert main(["export", str(journal), "-o", str(tmp_path)]) == 0
    table = tmp_path / "patient1.beats.csv"
    before = table.read_bytes()
    assert main(["analyze", str(record_path), "-o", str(tmp_path)]) == 1
    assert "3 beats reviewed by Ada" in capsys.readouterr().err
    assert table.read_bytes() == before
    asked = ["analyze", str(record_path), "-o", str(tmp_path), "--force"]
    assert main(asked) == 0
    assert "is replaced, which held 3 beats reviewed by Ada" in capsys.readouterr().err


def test_no_progress_in_a_pipe(
    record_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(record_path), "-o", str(tmp_path)]) == 0
    assert capsys.readouterr().err == ""
