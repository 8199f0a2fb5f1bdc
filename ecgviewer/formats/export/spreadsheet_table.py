"""Reads the cells of a CSV as spreadsheets of any language save it.

They may separate cells by semicolons or tabs, write decimals with a comma, say in the
first line what separates cells (``sep=;``), and choose UTF-16.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.core.errors import InputError
from ecgviewer.formats.files.ordinary_file import read_ordinary

_SEPARATORS = ",;\t|"
#: Separates cells where decimals have a point.
_COMMA = ","
_SEP_LINE = re.compile(r'"?sep=.?"?[,;\t|]*', re.IGNORECASE)
#: Missing columns that a message names.
_NAMED = 3

Needed = Callable[[tuple[str, ...]], Sequence[str]]


class CsvError(InputError):
    """A CSV that cannot be read; the message names file, line and column."""


@dataclass(frozen=True)
class Table:
    """The cells of a CSV by column, and the number of the line of each row."""

    lines: list[int]
    cells: dict[str, list[str]]
    separator: str = _COMMA

    def numbers(self, name: str) -> list[str]:
        """Return the cells of a column of numbers with decimal points."""
        cells = self.cells[name]
        if self.separator == _COMMA:
            return cells
        # With a point as well the comma could separate thousands.
        return [c if "." in c else c.replace(",", ".") for c in cells]


def read_table(
    path: Path, needed: Needed, kind: str = "a CSV that ecgviewer exported"
) -> Table:
    """Read the rows under a line that names columns.

    Columns may come in any order and others among them; rows of empty cells are left
    out.

    Parameters
    ----------
    path : Path
        The file.
    needed : callable
        Returns the columns that there must be, by those that there are.
    kind : str
        What the file must be, for the message.

    Raises
    ------
    CsvError
        If the file cannot be read, a column is missing or a row has too few or too
        many cells.
    """
    text = _text(path)
    first = 1
    head, _, rest = text.partition("\n")
    if _SEP_LINE.fullmatch(head.strip()):
        text, first = rest, 2
    head = text.partition("\n")[0].rstrip("\r")
    separator = max(_SEPARATORS, key=lambda s: _n_named(head, s, needed))
    lines, rows = _rows(path, text, separator, first)
    header = _stripped(rows.pop(0)) if rows else []
    missing = [name for name in needed(tuple(header)) if name not in header]
    if missing:
        more = len(missing) - _NAMED
        raise CsvError(
            f"{path}, line {first}: no column {', '.join(missing[:_NAMED])}"
            f"{f' and {more} others' if more > 0 else ''}. It must be "
            f"{kind}, with commas, semicolons or tabs between its cells."
        )
    lines.pop(0)
    for n, (line, row) in enumerate(zip(lines, rows, strict=True)):
        if len(row) > len(header) and not any(row[len(header) :]):
            rows[n] = row[: len(header)]
        elif len(row) != len(header):
            raise CsvError(
                f"{path}, line {line}: {len(row)} cells under a header of "
                f"{len(header)}."
            )
    cells = {name: [row[n] for row in rows] for n, name in enumerate(header)}
    return Table(lines, cells, separator)


def _text(path: Path) -> str:
    try:
        data = read_ordinary(path)
    except OSError as error:
        raise CsvError(f"{path} cannot be read: {error.strerror}.") from error
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CsvError(
            f"{path}, line {line}: it is not UTF-8. Save it as CSV UTF-8."
        ) from error


def _n_named(head: str, separator: str, needed: Needed) -> int:
    cells = tuple(cell.strip(' "') for cell in head.split(separator))
    return len(set(cells) & set(needed(cells)))


def _stripped(header: list[str]) -> list[str]:
    while header and not header[-1].strip():
        header = header[:-1]
    return [name.strip() for name in header]


def _rows(
    path: Path, text: str, separator: str, first: int
) -> tuple[list[int], list[list[str]]]:
    # Line ends within cells stay as they are.
    file = io.StringIO(text, newline="")
    reader = csv.reader(file, strict=True, delimiter=separator)
    lines: list[int] = []
    rows: list[list[str]] = []
    start = first
    try:
        for row in reader:
            if any(row):
                lines.append(start)
                rows.append(row)
            start = reader.line_num + first
    except csv.Error as error:
        raise CsvError(f"{path}, line {start}: {error}.") from error
    return lines, rows
