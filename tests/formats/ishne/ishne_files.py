"""ISHNE files made byte by byte, good ones and odd ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.formats.ishne.header import BEGIN, FIXED, checksum_of


@dataclass
class IshneFile:
    """A file to be made; fields are written as they stand."""

    values: npt.ArrayLike = field(default_factory=lambda: np.arange(20).reshape(10, 2))
    specs: Sequence[int] = (6, 11)
    steps: Sequence[int] = (5000, 2500)
    fs: int = 200
    n_leads: int | None = None
    n_stated: int | None = None
    start: int | None = None
    more: bytes = b""
    first: bytes = b"Ada"
    last: bytes = b"M\xfcller"
    number: bytes = b"P 28"
    sex: int = 2
    birth: tuple[int, int, int] = (10, 12, 1815)
    date: tuple[int, int, int] = (2, 3, 2020)
    clock: tuple[int, int, int] = (10, 20, 30)
    magic: bytes = b"ISHNE1.0"
    checksum: int | None = None

    def data(self) -> bytes:
        """Return the bytes of the file."""
        values = np.asarray(self.values, "<i2")
        twelve = [[*row, *[-9] * 12][:12] for row in (self.specs, (1, 1), self.steps)]
        fields = FIXED.pack(
            len(self.more),
            len(values) if self.n_stated is None else self.n_stated,
            522,
            522 + len(self.more) if self.start is None else self.start,
            1,
            *(self.first, self.last, self.number, self.sex, 1),
            *(*self.birth, *self.date, -9, -9, -9, *self.clock),
            len(self.specs) if self.n_leads is None else self.n_leads,
            *(*twelve[0], *twelve[1], *twelve[2]),
            *(2, b"Recorder 1", self.fs, b"", b"", b""),
        )
        known = checksum_of(fields + self.more)
        begin = BEGIN.pack(
            self.magic, known if self.checksum is None else self.checksum
        )
        return begin + fields + self.more + values.tobytes()

    def write(self, path: Path) -> Path:
        """Write the file and return its path."""
        path.write_bytes(self.data())
        return path


def write_ann(path: Path, rows: Sequence[tuple[str, int]], first: int = 0) -> Path:
    """Write annotations: letters, and samples since the one before."""
    head = IshneFile(magic=b"ANN  1.0", checksum=0, values=[]).data()
    body = b"".join(
        letter.encode("latin-1") + b"#" + after.to_bytes(2, "little")
        for letter, after in rows
    )
    path.write_bytes(head + first.to_bytes(4, "little") + body)
    return path
