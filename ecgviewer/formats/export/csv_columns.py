"""What the columns of the CSV of reviewed beats hold, from the text of their cells."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.labels import SYMBOL_TITLES, UNSET
from ecgviewer.formats.export.spreadsheet_table import CsvError, Table
from ecgviewer.formats.files.spreadsheet_text import plain

#: Where classes are others than AAMI's: how the names of the probabilities' columns
#: begin, and the column that says what each label is, which tells such a file from the
#: others.
PROBABILITY, LABEL_SYMBOL = "p_", "label_symbol"
LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
PROBABILITY_COLUMNS = tuple(PROBABILITY + letter for letter in LETTERS)
ORIGINS = ("classifier", "reference", "reviewer")
#: Sums of probabilities in single precision may be a little larger than 1.
_ONE = 1.001
#: Digits between separators of thousands.
_GROUP = 3


@dataclass(frozen=True)
class _Column:
    """How the cells of a column are read, and what they must be."""

    convert: Callable[[str], Any]
    dtype: npt.DTypeLike
    expected: str

    def refuses(self, row: tuple[int, str]) -> bool:
        """Return whether the cell of a line does not fit."""
        try:
            self.convert(row[1])
        except (ValueError, OverflowError):
            return True
        return False


def column_of(path: Path, table: Table, name: str, *, aami: bool) -> npt.NDArray[Any]:
    """Return the values of a column.

    Parameters
    ----------
    path : Path
        Of the file, for messages.
    table : Table
        Its cells.
    name : str
        The column.
    aami : bool
        Whether the classes are AAMI's.

    Raises
    ------
    CsvError
        If a cell does not fit the column.
    """
    column = _READERS[name] if aami else _OTHER_READERS.get(name, _READERS[name])
    cells = table.numbers(name) if name in _NUMBERS else table.cells[name]
    array = np.empty(len(cells), column.dtype)
    try:
        array[:] = list(map(column.convert, cells))
    except (ValueError, OverflowError) as error:
        line, cell = next(filter(column.refuses, zip(table.lines, cells, strict=True)))
        raise CsvError(
            f"{path}, line {line}, column {name}: {cell[:40]!r} is not "
            f"{column.expected}."
        ) from error
    return array


def _index(cell: str) -> int:
    if cell.isdecimal():
        return _fitting(int(cell), cell)
    match = _WHOLE.fullmatch(cell)
    if match is None:
        raise ValueError(cell)
    decimals, power = match["decimals"] or "", int(match["power"] or 0)
    # A spreadsheet that shows 10123 as 1.01E+04 has lost what it was, and 10.000 may be
    # ten or ten thousand.
    ambiguous = not power and len(decimals) == _GROUP
    if ambiguous or len(decimals) < power or decimals[power:].strip("0"):
        raise ValueError(cell)
    return _fitting(int(match["digits"] + decimals[:power]), cell)


def _fitting(value: int, cell: str) -> int:
    if value >= 2**63:
        raise ValueError(cell)
    return value


def _number(cell: str) -> float:
    value = float(cell) if cell else math.nan
    if math.isinf(value):
        raise ValueError(cell)
    return value


def _share(cell: str) -> float:
    # A point that a spreadsheet takes for one of thousands makes 9940447 of 0.9940447.
    value = float(cell) if cell else math.nan
    if 0 <= value <= _ONE or math.isnan(value):
        return value
    raise ValueError(cell)


def _code_among(names: Sequence[str]) -> Callable[[str], int]:
    codes = {name: code for code, name in enumerate(names)} | {"": UNSET}

    def convert(cell: str) -> int:
        if cell not in codes:
            raise ValueError(cell)
        return codes[cell]

    return convert


def _one_of(allowed: Iterable[str]) -> Callable[[str], str]:
    known = frozenset(allowed) | {""}

    def convert(cell: str) -> str:
        if cell not in known:
            raise ValueError(cell)
        return cell

    return convert


def _truth(cell: str) -> bool:
    word = cell.strip().casefold()
    if word in _TRUE:
        return True
    if word not in _FALSE:
        raise ValueError(cell)
    return False


def _timestamp(cell: str) -> int:
    if not cell:
        return 0
    at = datetime.fromisoformat(cell)
    if at.tzinfo is None:
        raise ValueError(cell)
    return int(at.timestamp())


_WHOLE = re.compile(
    r"\+?(?P<digits>\d+)(\.(?P<decimals>\d*))?([eE]\+?(?P<power>\d{1,3}))?"
)
#: What spreadsheets in the languages of Europe write for true and false.
_TRUE = frozenset(
    (
        *("1", "true", "wahr", "vrai", "verdadero", "vero", "verdadeiro", "waar"),
        *("prawda", "sant", "sand", "sann", "tosi", "pravda", "igaz", "истина"),
    )
)
_FALSE = frozenset(
    (
        *("0", "false", "falsch", "faux", "falso", "onwaar", "fałsz", "falskt"),
        *("falsk", "usann", "epätosi", "nepravda", "hamis", "ложь"),
    )
)
_TEXT = _Column(plain, object, "text")
_INDEX = _Column(_index, np.int64, "a whole number from 0 with all its digits")
_LABEL = _Column(_code_among(AAMI.names), np.uint8, "one of N S V F Q")
_LETTER = _Column(_code_among(LETTERS), np.uint8, "a capital letter")
_SYMBOL = _Column(_one_of(SYMBOL_TITLES), "U1", "a WFDB beat symbol")
_SHARE = _Column(_share, np.float32, "a number from 0 to 1")
_DOUBLE = _Column(_number, np.float64, "a number")
_READERS: Mapping[str, _Column] = {
    **dict.fromkeys(("record", "lead", "reviewer", "comment", "classifier_id"), _TEXT),
    **dict.fromkeys(("beat_id", "sample"), _INDEX),
    **dict.fromkeys(("time_s", "rr_previous_s", "rr_next_s"), _DOUBLE),
    **dict.fromkeys((*PROBABILITY_COLUMNS, "confidence", "quality"), _SHARE),
    **dict.fromkeys(("label", "predicted_label"), _LABEL),
    **dict.fromkeys(("symbol", LABEL_SYMBOL), _SYMBOL),
    "label_origin": _Column(_one_of(ORIGINS), object, f"one of {' '.join(ORIGINS)}"),
    "reviewed": _Column(_truth, np.bool_, "true or false"),
    "reviewed_at": _Column(
        _timestamp, np.int64, "a time in UTC, like 2024-05-31T12:00:00Z"
    ),
}
#: Of a file whose classes are others than AAMI's.
_OTHER_READERS: Mapping[str, _Column] = {
    **dict.fromkeys(("label", "predicted_label"), _LETTER),
}
_NUMBERS = frozenset(
    name for name, column in _READERS.items() if column in (_INDEX, _SHARE, _DOUBLE)
)
