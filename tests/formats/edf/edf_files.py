"""EDF and BDF files made byte by byte, good ones and odd ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

#: Samples in a data record of the annotation signal.
SLOT = 240


@dataclass
class Signal:
    """A signal of a file to be made; `values` are digital."""

    label: str = "ECG II"
    values: npt.ArrayLike = ()
    per_record: int = 100
    unit: bytes = b"mV"
    physical: tuple[str, str] = ("-10", "10")
    digital: tuple[str, str] = ("-32768", "32767")
    transducer: str = ""
    prefilter: str = ""


@dataclass
class EdfFile:
    """A file to be made; fields are written as they stand."""

    signals: list[Signal] = field(default_factory=list)
    kind: str = ""
    patient: bytes = b"X X X X"
    recording: bytes = b"Startdate 02-MAR-2020 X X X"
    day: str = "02.03.20"
    clock: str = "10.20.30"
    record_s: str = "1"
    n_records: str | None = None
    header_bytes: str | None = None
    n_signals: str | None = None
    #: Texts of the annotation signals by their places among the signals, a text for
    #: each data record.
    lists: Mapping[int, Sequence[bytes]] = field(default_factory=dict)
    width: int = 2

    def data(self) -> bytes:
        """Return the bytes of the file."""
        columns = [self._rows(signal) for signal in self.signals]
        for place, texts in sorted(self.lists.items()):
            slots = [text.ljust(SLOT * self.width, b"\0") for text in texts]
            columns.insert(place, slots)
        n = len(columns[0]) if columns else 0
        records = b"".join(column[i] for i in range(n) for column in columns)
        return self._header(n) + records

    def write(self, path: Path) -> Path:
        """Write the file and return its path."""
        path.write_bytes(self.data())
        return path

    def _rows(self, signal: Signal) -> list[bytes]:
        values = np.asarray(signal.values, np.int32).reshape(-1, signal.per_record)
        wide = values.astype("<i4")[..., None].view(np.uint8)
        return [row[:, : self.width].tobytes() for row in wide]

    def _header(self, n: int) -> bytes:
        word = b"EDF" if self.width == 2 else b"BDF"
        fields: list[list[bytes]] = [
            [
                s.label.encode(),
                s.transducer.encode(),
                s.unit,
                *(each.encode() for each in (*s.physical, *s.digital)),
                s.prefilter.encode(),
                str(s.per_record).encode(),
                b"",
            ]
            for s in self.signals
        ]
        low, high = (
            (b"-32768", b"32767") if self.width == 2 else (b"-8388608", b"8388607")
        )
        for place in sorted(self.lists):
            fields.insert(
                place,
                [
                    *(word + b" Annotations", b"", b"", b"-1", b"1", low, high, b""),
                    *(str(SLOT).encode(), b""),
                ],
            )
        start = 256 * (len(fields) + 1)
        mark = b"0" if self.width == 2 else b"\xffBIOSEMI"
        fixed = (
            (mark, 8),
            (self.patient, 80),
            (self.recording, 80),
            (self.day.encode(), 8),
            (self.clock.encode(), 8),
            ((self.header_bytes or str(start)).encode(), 8),
            (self.kind.encode(), 44),
            ((self.n_records or str(n)).encode(), 8),
            (self.record_s.encode(), 8),
            ((self.n_signals or str(len(fields))).encode(), 4),
        )
        widths = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)
        columns = [
            row[k].ljust(width)[:width]
            for k, width in enumerate(widths)
            for row in fields
        ]
        return b"".join(part.ljust(width) for part, width in fixed) + b"".join(columns)


def ramp(n: int, step: int = 1) -> npt.NDArray[np.int32]:
    """Return digital values that are all different for a while."""
    return (np.arange(n, dtype=np.int32) * step) % 30000 - 15000


def clock(*begins: float, more: dict[int, bytes] | None = None) -> list[bytes]:
    """Return the annotation lists of data records that begin at some seconds."""
    return [
        b"%+.15g\x14\x14\0" % at + (more or {}).get(n, b"")
        for n, at in enumerate(begins)
    ]


def tal(onset: str, text: str, duration: str = "") -> bytes:
    """Return one annotation list."""
    lasts = f"\x15{duration}" if duration else ""
    return f"{onset}{lasts}\x14{text}\x14\0".encode()
