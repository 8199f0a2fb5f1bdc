"""The rows of a text recording as numbers, a stretch of the file at a time."""

from __future__ import annotations

import io
import math
from contextlib import suppress

import numpy as np

from ecgviewer.core.arrays import Float64Array
from ecgviewer.formats.csv.cells import clock_s, number_of, split_cells
from ecgviewer.formats.csv.layout import CsvLayout

#: What no ECG has, and single precision has no room for.
_LARGEST = 1e30
_QUOTES = b"\"'"
#: A delimiter that no line has, for files of one column.
_NONE = "\x1f"


class RowReader:
    """Turns whole lines into the times and values of a layout.

    Parameters
    ----------
    layout : CsvLayout

    Attributes
    ----------
    n_bad : int
        Rows that had text where a value should be, or too few cells.
    first_bad : int
        The line of the first of them, from 1.
    """

    def __init__(self, layout: CsvLayout) -> None:
        self._shape = layout.shape
        time = [layout.time.number] if layout.time else []
        self._columns = [*time, *(lead.number for lead in layout.leads)]
        self._clock = layout.time is not None and not layout.time.seconds
        self._line = layout.shape.n_head
        self._memo = ("", 0.0)
        self.n_bad, self.first_bad = 0, 0

    def read(self, data: bytes) -> Float64Array:
        """Return what whole lines hold, shape (n_rows, n_columns); times first."""
        rows = self._fast(data)
        if rows is None:
            rows = self._cell_by_cell(data)
        self._line += data.count(b"\n")
        rows[~(np.abs(rows) < _LARGEST)] = np.nan
        return rows

    def _fast(self, data: bytes) -> Float64Array | None:
        """Return rows of nothing but numbers; None where there is anything else."""
        plain = self._plain(data)
        if not plain.strip():
            return np.empty((0, len(self._columns)))
        with suppress(ValueError):
            return np.loadtxt(
                io.StringIO(plain.decode("latin-1")),
                delimiter={"": _NONE, " ": None}.get(
                    self._shape.delimiter, self._shape.delimiter
                ),
                usecols=self._columns,
                ndmin=2,
                comments=None,
                converters={self._columns[0]: self._clock_s} if self._clock else None,
            )
        return None

    def _plain(self, data: bytes) -> bytes:
        """Return lines without quotes, with points, and NaN where nothing is."""
        delimiter, decimal = self._shape.delimiter.encode(), self._shape.decimal
        quoted = decimal == "," and delimiter == b","
        table = bytes.maketrans(b",", b".") if decimal == "," and not quoted else None
        plain = data.translate(table, b"\r" if quoted else b"\r" + _QUOTES)
        if delimiter in (b"", b" "):
            return plain
        two, missing = delimiter * 2, delimiter + b"nan" + delimiter
        if two in plain:
            plain = plain.replace(two, missing).replace(two, missing)
        plain = plain.replace(delimiter + b"\n", delimiter + b"nan\n")
        plain = plain.replace(b"\n" + delimiter, b"\nnan" + delimiter)
        if plain.startswith(delimiter):
            plain = b"nan" + plain
        return plain + b"nan" if plain.endswith(delimiter) else plain

    def _cell_by_cell(self, data: bytes) -> Float64Array:
        rows = []
        lines = data.decode("utf-8", "replace").split("\n")
        for n, line in enumerate(lines, start=self._line + 1):
            if line.strip():
                rows.append(self._row(line, n))
        return np.array(rows, np.float64).reshape(-1, len(self._columns))

    def _row(self, line: str, number: int) -> list[float]:
        cells = split_cells(line, self._shape.delimiter)
        values = []
        for place, column in enumerate(self._columns):
            cell = cells[column] if column < len(cells) else None
            is_clock = self._clock and place == 0
            value = None
            if cell is not None:
                value = (
                    clock_s(cell) if is_clock else number_of(cell, self._shape.decimal)
                )
            values.append(value)
        if None in values:
            self.n_bad += 1
            self.first_bad = self.first_bad or number
        return [math.nan if value is None else value for value in values]

    def _clock_s(self, cell: str) -> float:
        """Return the seconds of a clock; those of a minute are looked up once."""
        minute, _, seconds = cell.strip().strip("[]").rpartition(":")
        # A zone, AM or PM.
        seconds, _, behind = seconds.partition(" ")
        whole_minute = f"{minute}:00 {behind}".strip()
        if whole_minute != self._memo[0]:
            whole = clock_s(whole_minute)
            self._memo = whole_minute, math.nan if whole is None else whole
        return self._memo[1] + float(seconds)
