"""Text recordings among what is fuzzed: read, looked at and asked what they are."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path
from unittest.mock import patch

from ecgviewer.formats.csv.options import VARIABLE
from ecgviewer.formats.record_formats import format_of, read_record
from tests.formats.csv.csv_files import APPLE, ATM, POLAR, open_signals, table, value

#: Beside eight bytes for each of a file, a hostile one may cost this many.
_SPARE_BYTES = 2**21
_OPTIONS = ("", "fs=250,unit=uV", "unit=mV,time=none,fs=100", "header=1,unit=mV,fs=9")


def read_csv_record(data: bytes, folder: Path) -> None:
    """Read a recording with the options that its length chooses, and parts of it."""
    path = folder / "x.csv"
    path.write_bytes(data)
    format_of(path)
    options = _OPTIONS[len(data) % len(_OPTIONS)]
    with patch.dict(os.environ, {VARIABLE: options, "XDG_DATA_HOME": str(folder)}):
        tracemalloc.start(1)
        try:
            record = read_record(path)
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            if peak > 8 * len(data) + _SPARE_BYTES:
                raise AssertionError(f"{peak} bytes for a file of {len(data)}")
    n = record.n_samples
    for start in (0, n // 2, n - 9):
        record.block(max(start, 0), min(start + 9, n))


def csv_record_seeds(folder: Path) -> list[bytes]:
    """Return good files to begin with, and odd ones."""
    pause = table(
        lambda n: f"{n / 250 + (n > 30):.3f};{value(n) / 1000:.3f};".replace(".", ","),
        60,
        "time [s];ECG I [mV];II [mV]",
    )
    return [
        *(POLAR, ATM, APPLE, pause, open_signals()),
        table(lambda n: f'"{value(n)}","",x', 30, "# fs=250\nI,II,III", "\r\n"),
        table(lambda n: f"{n * 4} {value(n)}  1e3", 30),
    ]
