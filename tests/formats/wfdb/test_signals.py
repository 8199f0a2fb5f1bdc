"""Signal files: whole samples, skew, rates, and no more memory than needed."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.record import (
    read_record,
)
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
    monkeypatch.setattr("ecgviewer.formats.wfdb.blocks._CHUNK", 100)
    np.testing.assert_array_equal(read_record(tmp_path / "small").signal, whole)


@pytest.mark.parametrize("fmt", ["8", "310", "311"])
def test_formats_without_flac_import_nothing_for_it(tmp_path: Path, fmt: str) -> None:
    path = write_files(tmp_path, f"x 1 360 9\nx.dat {fmt} 1\n", bytes(12))
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from ecgviewer.formats.wfdb.record import read_record\n"
        f"print(read_record(Path({str(path)!r})).n_samples)\n"
        "print({'soundfile', 'wfdb', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["9", "set()"]


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
