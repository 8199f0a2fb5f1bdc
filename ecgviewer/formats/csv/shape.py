"""How a text file is laid out: delimiter, decimal sign, header and columns."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.csv.cells import clock_s, number_of, split_cells
from ecgviewer.formats.csv.head import Head
from ecgviewer.formats.csv.options import DECIMALS, DELIMITERS, CsvOptions

#: In the order in which they are preferred where several fit.
_CANDIDATES = (
    *(("\t", "."), ("\t", ","), (";", "."), (";", ","), (",", "."), (",", ",")),
    *((" ", "."), (" ", ","), ("", "."), ("", ",")),
)
#: Rows that are looked at, those that tell the first one from a title, and the part of
#: these that must be like it.
_MOST_ROWS, _FOLLOWING, _ALIKE = 400, 10, 0.6
_MOST_COLUMNS, _MOST_LINES = 512, 600


@dataclass(frozen=True)
class Shape:
    """How the rows of a file are written.

    Attributes
    ----------
    delimiter : str
        Empty for a single column; a space stands for any number of them.
    decimal : str
        Point or comma.
    n_head : int
        Lines before the first row.
    n_columns : int
    rows : tuple of tuples of str
        The cells of the first rows.
    """

    delimiter: str
    decimal: str
    n_head: int
    n_columns: int
    rows: tuple[tuple[str, ...], ...]

    def column(self, n: int) -> list[str]:
        """Return the first cells of a column."""
        return [row[n] for row in self.rows if n < len(row)]

    def values(self, n: int) -> list[float | None]:
        """Return the first values of a column; see `number_of`."""
        return [number_of(cell, self.decimal) for cell in self.column(n)]


@lru_cache(maxsize=8)
def shape_of(head: Head, options: CsvOptions, *, single: bool = False) -> Shape:
    """Return how a file is laid out, as far as options do not say it.

    Parameters
    ----------
    head : Head
    options : CsvOptions
    single : bool
        Whether the file is known to have one value a line.

    Raises
    ------
    RecordError
        If it has no rows of numbers; the message names the file and the remedy.
    """
    found = [
        shape
        for delimiter, decimal in _candidates(options, single=single)
        if (shape := _shape(head, delimiter, decimal, options))
    ]
    best = max(found, key=lambda shape: _score(head, shape), default=None)
    if best is None:
        raise RecordError(
            f"{head.path} has no rows of numbers in its first {len(head.lines)} lines, "
            "so that it is not a recording. Where it is one, say how it is written, as "
            "in --csv header=12,delimiter=semicolon."
        )
    return best


def _candidates(options: CsvOptions, *, single: bool) -> list[tuple[str, str]]:
    found = [each for each in _CANDIDATES if not single or not each[0]]
    if options.delimiter:
        wanted = DELIMITERS[options.delimiter]
        found = [each for each in _CANDIDATES if each[0] == wanted]
    if options.decimal:
        found = [each for each in found if each[1] == DECIMALS[options.decimal]]
    return found


def _shape(
    head: Head, delimiter: str, decimal: str, options: CsvOptions
) -> Shape | None:
    first = options.header or 0
    lines = head.lines[first : first + _MOST_LINES]
    if not any(delimiter in line for line in lines):
        return None
    # A point would give the same.
    if (
        decimal == ","
        and not options.decimal
        and not any("," in line for line in lines)
    ):
        return None
    rows = [_row(line, delimiter, decimal) for line in lines]
    begins = 0 if options.header is not None else _first_row(rows, decimal)
    if begins is None:
        return None
    kept = [row for row in rows[begins : begins + _MOST_ROWS] if row]
    if not kept:
        return None
    n_columns = Counter(len(row) for row in kept).most_common(1)[0][0]
    if n_columns > _MOST_COLUMNS or (delimiter and n_columns < 2):
        return None
    return Shape(delimiter, decimal, first + begins, n_columns, tuple(kept))


def _row(line: str, delimiter: str, decimal: str) -> tuple[str, ...]:
    """Return the cells of a row of values; none of another line."""
    if not line.strip():
        return ()
    cells = split_cells(line, delimiter)
    for cell in cells:
        if number_of(cell, decimal) is None and clock_s(cell) is None:
            return ()
    return tuple(cells)


def _first_row(rows: list[tuple[str, ...]], decimal: str) -> int | None:
    """Return the first row with a number that most lines below are like, if any."""
    for n, row in enumerate(rows):
        following = rows[n : n + _FOLLOWING]
        n_alike = sum(len(each) == len(row) for each in following)
        next_too = len(following) < 2 or len(following[1]) == len(row)
        values = (number_of(cell, decimal) for cell in row)
        has_number = any(
            value is not None and not math.isnan(value) for value in values
        )
        if has_number and next_too and n_alike >= _ALIKE * len(following):
            return n
    return None


def _score(head: Head, shape: Shape) -> tuple[int, bool]:
    """Return how well a shape fits: how many rows, and whether the header does."""
    title = head.lines[shape.n_head - 1] if shape.n_head else ""
    n_titles = len(split_cells(title, shape.delimiter)) if title.strip() else 0
    fits = sum(len(row) == shape.n_columns for row in shape.rows)
    return fits, n_titles in (0, shape.n_columns)
