"""Text recordings of many kinds, as programs and devices write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.formats.csv.head import head_of
from ecgviewer.formats.csv.layout import CsvLayout, layout_of
from ecgviewer.formats.csv.options import parse_options
from ecgviewer.formats.csv.record import read_record


#: Values in whole µV that repeat after a while.
def value(n: int) -> int:
    """Return the value of a sample."""
    return n * 37 % 401 - 200


def table(
    row: Callable[[int], str], n_rows: int = 40, head: str = "", end: str = "\n"
) -> bytes:
    """Return a file of rows below a head."""
    lines = [*head.splitlines(), *(row(n) for n in range(n_rows))]
    return (end.join(lines) + end).encode()


def layout(data: bytes, options: str = "") -> CsvLayout:
    """Return how a file is read."""
    return layout_of(head_of(data, Path("x.csv")), parse_options(options))


def opened(folder: Path, data: bytes, options: str = "", name: str = "x.csv") -> Record:
    """Return the record of a file."""
    path = folder / name
    path.write_bytes(data)
    return read_record(path, parse_options(options) if options else None)


POLAR = table(
    lambda n: (
        f"2021-03-04T12:00:{n / 130:09.6f};{599616000000000000 + n * 7692307};"
        f"{n * 7.692:.1f};{value(n)}"
    ),
    200,
    "Phone timestamp;sensor timestamp [ns];timestamp [ms];ecg [uV]",
)
ATM = table(
    lambda n: f"'{n // 21600}:{n / 360 % 60:06.3f}',{value(n) / 1000:.3f},-0.065",
    40,
    "'Elapsed time','MLII','V5'\n'hh:mm:ss.mmm','mV','mV'",
)
APPLE_HEAD = (
    "Name,{name}\nGeburtsdatum,01.01.1980\n"
    "Aufzeichnungsdatum,2019-03-28 10:42:31 +0100\nKlassifizierung,Sinusrhythmus\n"
    'Symptome,\nSoftwareversion,1.90\nGerät,"Watch4,4"\nMessrate,512 Hertz\n\n\n'
    "Ableitung,Ableitung I\nEinheit,µV\n\n"
)
APPLE = table(
    lambda n: f"{value(n)},{n % 1000:03d}", 600, APPLE_HEAD.format(name="Max")
)
_DEVICE = (
    '{{"00:07:80:3B:46:61": {{"sensor": ["ECG", "RESP"], "device name": '
    '"00:07:80:3B:46:61", "column": ["nSeq", "DI", "CH1", "CH2"], "sync interval": 2, '
    '"time": "14:44:50.2", "date": "2016-9-29", "channels": [1, 2], "device": '
    '"{device}", "sampling rate": {fs}, "label": ["CH1", "CH2"], "resolution": '
    "[4, 1, 16, 16]}}}}"
)


def open_signals(
    device: str = "biosignalsplux", fs: str = "1000", json: str = ""
) -> bytes:
    """Return a file of OpenSignals."""
    said = json or _DEVICE.format(device=device, fs=fs)
    head = f"# OpenSignals Text File Format\n# {said}\n# EndOfHeader"
    return table(lambda n: f"{n}\t0\t{32768 + value(n)}\t{n}\t", 40, head)
