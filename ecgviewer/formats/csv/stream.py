"""Reads a text recording from end to end, and never all of it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.errors import RecordError
from ecgviewer.formats.csv.layout import CsvLayout
from ecgviewer.formats.csv.rows import RowReader
from ecgviewer.formats.csv.timing import Pace, PaceMaker

#: Text that is numbers at once.
_CHUNK = 2**17
#: A longer line is not a row.
_LONGEST = 2**20


@dataclass(frozen=True)
class Facts:
    """What is known of the rows of a file beside their values.

    Attributes
    ----------
    n_rows : int
    checksum : str
        SHA-256 of the file.
    digest : str
        SHA-256 of the values as numbers, however they are written.
    largest : float
        The largest value without its sign.
    whole : bool
        Whether all values are whole numbers.
    n_bad : int
        Rows that had text where a value should be.
    first_bad : int
        The line of the first, from 1.
    pace : Pace
    """

    n_rows: int
    checksum: str
    digest: str
    largest: float = 0.0
    whole: bool = True
    n_bad: int = 0
    first_bad: int = 0
    pace: Pace = field(default_factory=Pace)

    def document(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return asdict(self)

    @staticmethod
    def from_document(document: dict[str, Any]) -> Facts:
        """Return the facts of a document; KeyError or TypeError if it is not one."""
        pace = document["pace"]
        rows, steps = tuple(pace["rows"]), tuple(pace["steps_s"])
        return Facts(
            **{**document, "pace": Pace(**{**pace, "rows": rows, "steps_s": steps})}
        )


def stream_rows(layout: CsvLayout, write: Callable[[Float32Array], object]) -> Facts:
    """Read all rows of a file.

    Parameters
    ----------
    layout : CsvLayout
    write : callable
        Given the values of the next rows, shape (n_rows, n_leads), as in the file.

    Raises
    ------
    RecordError
        If a line is too long to be a row.
    OSError
        If the file cannot be read, or `write` raises it.
    """
    reader = RowReader(layout)
    pace = PaceMaker(layout.time) if layout.time else None
    checksum, digest = hashlib.sha256(), hashlib.sha256()
    n_rows, largest, whole = 0, 0.0, True
    with layout.head.path.open("rb") as file:
        checksum.update(file.read(layout.head.start_of(layout.shape.n_head)))
        for lines in _whole_lines(file, layout):
            checksum.update(lines)
            rows = reader.read(lines)
            if not len(rows):
                continue
            if pace:
                pace.add(rows[:, 0])
            values = (rows[:, 1:] if pace else rows).astype(np.float32) + np.float32(0)
            known = values[~np.isnan(values)]
            largest = max(largest, float(np.abs(known).max(initial=0.0)))
            whole = whole and bool((known == np.rint(known)).all())
            digest.update(values.tobytes())
            n_rows += len(values)
            write(values)
    return Facts(
        n_rows,
        checksum.hexdigest(),
        digest.hexdigest(),
        largest,
        whole,
        reader.n_bad,
        reader.first_bad,
        pace.pace() if pace else Pace(),
    )


def _whole_lines(file: BinaryIO, layout: CsvLayout) -> Iterator[bytes]:
    """Yield the lines of a file, some at a time."""
    rest = b""
    while block := file.read(_CHUNK):
        lines, end, begun = block.rpartition(b"\n")
        if not end and len(rest) + len(block) > _LONGEST:
            raise RecordError(
                f"{layout.head.path} has a line of more than {_LONGEST:,} letters and "
                "is not a recording with a row a sample."
            )
        if end:
            yield rest + lines + end
            rest = begun
        else:
            rest += block
    if rest:
        yield rest
