"""Signal files: whole samples, skew, rates, and no more memory than needed."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.formats.wfdb import decoding as wfdb_decoding
from ecgviewer.formats.wfdb.header import read_header
from ecgviewer.formats.wfdb.record import RecordError, read_record
from tests.formats.small_records import HEADER, write_files, write_small


@pytest.mark.parametrize("fmt", ["8", "16", "24", "32", "61", "80", "160"])
@pytest.mark.parametrize("n_bytes", [0, 1, 2, 7, 24, 30, 31])
def test_whole_samples_of_a_cut_file_are_counted(
    tmp_path: Path, fmt: str, n_bytes: int
) -> None:
    bits = {"8": 8, "24": 24, "32": 32, "80": 8}.get(fmt, 16)
    _expect_samples(tmp_path, fmt, n_bytes, n_bytes * 8 // bits)


@pytest.mark.parametrize(
    ("fmt", "counts"),
    [
        ("212", [0, 0, 1, 2, 2, 3, 4]),
        ("310", [0, 0, 1, 1, 3, 3, 4, 4, 6]),
        ("311", [0, 0, 1, 2, 3, 3, 4, 5, 6]),
    ],
)
def test_whole_samples_of_a_cut_packed_file_are_counted(
    tmp_path: Path, fmt: str, counts: list[int]
) -> None:
    for n_bytes, n_samples in enumerate(counts):
        _expect_samples(tmp_path, fmt, n_bytes, n_samples)


def _expect_samples(folder: Path, fmt: str, n_bytes: int, n_samples: int) -> None:
    header = f"x 1 360 1000\nx.dat {fmt} 200(0)/mV 16 0 0 0 0 II\n"
    path = write_files(folder, header, b"\x01" * n_bytes)
    if n_samples:
        assert read_record(path).n_samples == n_samples
    else:
        with pytest.raises(RecordError, match="its length is 0"):
            read_record(path)


def test_skew_is_taken_out_and_its_end_is_unknown(tmp_path: Path) -> None:
    data = np.arange(16, dtype="<i2").tobytes()
    header = "x 2 360 8\nx.dat 16:3 1(0)/mV\nx.dat 16 1(0)/mV\n"
    signal = read_record(write_files(tmp_path, header, data)).signal
    nan = np.nan
    np.testing.assert_array_equal(signal[0], [6, 8, 10, 12, 14, nan, nan, nan])
    np.testing.assert_array_equal(signal[1], np.arange(1, 16, 2))


def test_rates_that_do_not_divide_are_held_too(tmp_path: Path) -> None:
    data = np.arange(10, dtype="<i2").tobytes()
    header = "x 2 100 2\nx.dat 16x2 1(0)/mV\nx.dat 16x3 1(0)/mV\n"
    record = read_record(write_files(tmp_path, header, data))
    assert (record.fs, record.samples_per_frame) == (300.0, 3)
    np.testing.assert_array_equal(record.signal[0], [0, 0, 1, 5, 5, 6])
    np.testing.assert_array_equal(record.signal[1], [2, 3, 4, 7, 8, 9])


def test_long_leads_are_converted_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_record(write_small(tmp_path)).signal
    monkeypatch.setattr("ecgviewer.formats.wfdb.record._CHUNK", 100)
    np.testing.assert_array_equal(read_record(tmp_path / "small").signal, whole)


def test_damaged_flac_gives_a_message(tmp_path: Path) -> None:
    start = b"fLaC\x00\x00\x00\x22" + bytes(13) + (500).to_bytes(5, "big") + bytes(16)
    path = write_files(tmp_path, "x 1 360 500\nx.dat 516 1\n", start)
    with pytest.raises(RecordError, match=r"cannot be read.*may be damaged"):
        read_record(path)


def test_signals_beyond_the_memory_are_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_files(tmp_path, "x 1 360 9\nx.dat 8 1\n")

    def fail(*arguments: object, **options: object) -> None:
        raise MemoryError

    monkeypatch.setattr("wfdb.rdrecord", fail)
    with pytest.raises(RecordError, match="does not fit into the memory"):
        read_record(path)


def test_a_header_that_wfdb_does_not_read_is_restated_for_it(tmp_path: Path) -> None:
    header = "x 1 360 3\nx.dat 8 1(0)/mV 8 0 5 0 0 II\n"
    plain = read_record(write_files(tmp_path, header, b"\1\1\1")).signal
    np.testing.assert_array_equal(plain, [[6, 7, 8]])
    # A name of signals that wfdb-python takes for more than one line.
    odd = header.replace("II", "II\x0bx")
    read = read_header(write_files(tmp_path, odd, b"\1\1\1"))
    assert not wfdb_decoding._wfdb_agrees(read, 3)
    np.testing.assert_array_equal(read_record(tmp_path / "x.hea").signal, plain)


def test_files_are_copied_where_links_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    header = "x 1 360 3\nx.dat 8 1(0)/mV 8 0 5 0 0 II\x0bx\n"
    signal = read_record(write_files(tmp_path, header, b"\1\1\1")).signal
    np.testing.assert_array_equal(signal, [[6, 7, 8]])


def test_memory_is_a_small_multiple_of_the_signal(tmp_path: Path) -> None:
    n = 2_000_000
    (tmp_path / "x.dat").write_bytes(bytes(4 * n))
    (tmp_path / "x.hea").write_text(HEADER.format(name="x", n=n))
    read_record(write_small(tmp_path))
    tracemalloc.start()
    record = read_record(tmp_path / "x.hea")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3.2 * record.signal.nbytes
