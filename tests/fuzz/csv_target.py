"""Text recordings among what is fuzzed: read, looked at and asked what they are."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

from ecgviewer.formats.csv.options import VARIABLE
from ecgviewer.formats.record_formats import format_of, read_record
from tests.formats.csv.csv_files import APPLE, ATM, POLAR, open_signals, table, value
from tests.fuzz.memory import peak_of

#: Beside eight bytes for each of a file, a hostile one may cost this many.
_SPARE_BYTES = 2**21
#: Memory is watched of one input in this many, since that takes most of the time.
_WATCHED = 32
_OPTIONS = ("", "fs=250,unit=uV", "unit=mV,time=none,fs=100", "header=1,unit=mV,fs=9")
_ACQ = "x.acq\n2 msec/sample\n1 channels\nECG\nmV\nmin\tCH1\t\n"
_LAB_CHART = (
    "Interval=\t0.002 s\nExcelDateTime=\t4.3e4\nChannelTitle=\tECG\nUnitName=\tmV"
)


def read_csv_record(data: bytes, folder: Path) -> None:
    """Read a recording with the options that its length chooses, and parts of it."""
    path = folder / "x.csv"
    path.write_bytes(data)
    format_of(path)
    options = _OPTIONS[len(data) % len(_OPTIONS)]
    with patch.dict(os.environ, {VARIABLE: options, "XDG_DATA_HOME": str(folder)}):
        if crc32(data) % _WATCHED == 0:
            _watch(path, 8 * len(data) + _SPARE_BYTES)
        record = read_record(path)
    n = record.n_samples
    for start in (0, n // 2, n - 9):
        record.block(max(start, 0), min(start + 9, n))


def _watch(path: Path, most: int) -> None:
    # What is imported when it is needed first costs memory once.
    if peak_of(path) > most and (peak := peak_of(path)) > most:
        raise AssertionError(f"{peak} bytes for a file of {path.stat().st_size}")


def csv_record_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    pause = table(
        lambda n: f"{n / 250 + (n > 30):.3f};{value(n) / 1000:.3f};".replace(".", ","),
        60,
        "time [s];ECG I [mV];II [mV]",
    )
    return [
        b"".join(POLAR.splitlines(keepends=True)[:25]),
        b"".join(APPLE.splitlines(keepends=True)[:60]),
        *(ATM, pause, open_signals()),
        table(lambda n: f'"{value(n)}","",x', 30, "# fs=250\nI,II,III", "\r\n"),
        table(lambda n: f"{n * 4} {value(n)}  1e3", 30),
        table(lambda n: f"09:00:{n:02d}.1;{800 + n}", 30, "time;RR-interval [ms]"),
        table(lambda n: f"{n}\t{value(n)}\t", 30, f"{_ACQ}\t30\t"),
        table(lambda n: f"{n / 500}\t{value(n)}", 30, _LAB_CHART),
        table(lambda n: f"3/15/2020 11:59:{n:02d} PM,{value(n)}", 30, "date,ecg (uV)"),
    ]
