"""What is wrong with an EDF or BDF file is reported, or the file refused by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.edf import record as edf_record
from ecgviewer.formats.record_formats import read_record
from tests.formats.edf.edf_files import EdfFile, Signal, clock, ramp


@pytest.mark.parametrize(
    ("file", "cut", "n", "words"),
    [
        (EdfFile(n_records="-1"), 0, 300, "does not say how many data records"),
        (EdfFile(n_records="0"), 0, 300, "does not say how many"),
        (EdfFile(n_records="?"), 0, 300, "does not say how many"),
        (EdfFile(), 30, 200, "2 of 3 data records are there, and 170 bytes of another"),
        (EdfFile(), 200, 200, "2 of 3 data records are there. The rest"),
        (EdfFile(n_records="2"), 0, 200, "goes on after the 2 data records"),
        (EdfFile(header_bytes="99"), 0, 300, "bytes 184 to 191"),
        (EdfFile(clock="25.00.00"), 0, 300, "the time of day of its start"),
        (EdfFile(day="99.99.99", recording=b""), 0, 300, "gives the date of its start"),
    ],
)
def test_what_is_wrong_is_told(
    tmp_path: Path, file: EdfFile, cut: int, n: int, words: str
) -> None:
    path = replace(file, signals=[Signal(values=ramp(300))]).write(tmp_path / "x.edf")
    if cut:
        path.write_bytes(path.read_bytes()[:-cut])
    record = read_record(path)
    assert record.n_samples == n
    (notice,) = record.notices
    assert words in notice
    assert "x.edf" in notice


_ONE = Signal(values=ramp(300))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"is empty"),
        (b"x", r"not an EDF or BDF recording: it begins with b'x'"),
        (b"PK\3\4" + bytes(300), r"is an archive \(ZIP\)"),
        (b"PQ\3\4" + bytes(300), r"begins with b'PQ"),
        (b"SR_RESEARCH_COMPATIBLE" + bytes(300), r"EyeLink eye trackers"),
        (EdfFile([_ONE]).data()[:100], r"within the first 256 bytes"),
        (EdfFile([_ONE]).data()[:400], r"within its header, which has 1 signals"),
        (EdfFile([_ONE]).data()[:600], r"no whole data record of 200 bytes"),
        (EdfFile([_ONE], n_signals="none").data(), r"bytes 252 to 255.*'none'"),
        (EdfFile([_ONE], n_signals="0").data(), r"number of signals is '0'"),
        (EdfFile([_ONE], record_s="0").data(), r"bytes 244 to 251.* lasts 0 s"),
        (EdfFile([_ONE], record_s="").data(), r"lasts no s"),
        (EdfFile([_ONE], record_s="-1").data(), r"lasts -1 s"),
        (EdfFile([_ONE], record_s="1e999").data(), r"lasts 1e999 s"),
        (EdfFile([_ONE], record_s="1e-999").data(), r"lasts 1e-999 s"),
        (
            EdfFile([_ONE]).data().replace(b"100     ", b"-1      "),
            r"signal 1 \(ECG II\): the number of samples .* '-1'",
        ),
        (
            EdfFile([], "EDF+C", record_s="0", lists={0: clock(0)}).data(),
            r"no signal, only 0 annotations",
        ),
    ],
)
def test_what_cannot_be_opened(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "x.edf"
    path.write_bytes(data)
    with pytest.raises(RecordError, match=words) as found:
        read_record(path)
    assert str(path) in str(found.value)


def test_signals_without_samples(tmp_path: Path) -> None:
    data = EdfFile([Signal(values=ramp(0), per_record=100)]).data()
    (tmp_path / "x.edf").write_bytes(data.replace(b"100     ", b"0       "))
    with pytest.raises(RecordError, match="have 0 samples in a data record"):
        read_record(tmp_path / "x.edf")


def test_files_that_are_not_there_or_no_files(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"gone\.edf does not exist"):
        read_record(tmp_path / "gone.edf")
    (tmp_path / "folder.edf").mkdir()
    with pytest.raises(RecordError, match="not an ordinary file"):
        read_record(tmp_path / "folder.edf")


def test_a_file_that_becomes_shorter_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edf_record, "LARGEST_IN_MEMORY", 0)
    path = EdfFile([Signal(values=ramp(300))]).write(tmp_path / "x.edf")
    record = read_record(path)
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(RecordError, match="has become shorter"):
        record.values(0)
    path.unlink()
    with pytest.raises(RecordError, match="cannot be read"):
        record.values(0)


def test_a_file_that_cannot_be_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> tuple[str, str]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(edf_record, "checksum_and_identity", fails)
    with pytest.raises(RecordError, match=r"x\.edf cannot be read: Input/output error"):
        read_record(EdfFile([_ONE]).write(tmp_path / "x.edf"))
