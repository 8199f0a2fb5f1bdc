"""What the columns of a text file are: times, leads, counters or nothing."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import is_lead_name, lead_title
from ecgviewer.formats.csv.cells import clock_s, split_cells
from ecgviewer.formats.csv.head import Head
from ecgviewer.formats.csv.presets import rate_in
from ecgviewer.formats.csv.shape import Shape
from ecgviewer.formats.csv.units import (
    is_unit,
    mv_of,
    split_unit,
    time_unit_of,
    unit_of_step,
)

_TIME_NAME = re.compile(
    r"(.*\b)?(time ?stamps?|time|elapsed|clock|date|datetime|zeit|temps|tiempo|tempo|t)"
    r"(\b.*)?"
)
_OTHER_NAME = re.compile(
    r"n|#|no\.?|n?seq(uence)?|index|idx|counter|count|row|"
    r"samples?( ?(no|number|index|count|n|#)\.?)?|[io]\d+|di|do|marker|event.*|trigger|"
    r"hr|heart ?rate.*|bpm|pulse.*|rr.*|acc.*|gyro?.*|mag.*|[xyz]|resp.*|eda.*|gsr.*|"
    r"emg.*|eeg.*|ppg.*|pleth.*|spo2.*|temp.*|battery.*|status.*|quality.*|label.*|annotation.*|beats?|class|abp.*|bp.*|"
    r"(analog|digital|accel) channel( \d+)?|(other|not used)( \d+)?"
)
_ECG_NAME = re.compile(r".*(ecg|ekg).*")
#: What Shimmer calls leads, by the electrodes that they are between.
_BETWEEN = {"LL-RA": "II", "LA-RA": "I", "LL-LA": "III", "Vx-RL": "Vx"}
_ELECTRODES = re.compile(r".*ECG_(LL-RA|LA-RA|LL-LA|Vx-RL)(_.*)?")
_COMMENT = "#%/; "
#: By how much the steps of times without a title may differ.
_SAME = 0.02


class Kind(Enum):
    """What a column holds."""

    TIME = "times"
    CLOCK = "times of a clock"
    ECG = "an ECG by its name"
    VALUES = "values of which nothing is said"
    OTHER = "something else"
    EMPTY = "nothing"


@dataclass(frozen=True)
class Column:
    """One column of a file.

    Attributes
    ----------
    number : int
        From 0.
    name : str
        Without the unit; empty where the file has none.
    unit : str
    kind : Kind
    """

    number: int
    name: str
    unit: str
    kind: Kind

    @property
    def title(self) -> str:
        """What people call it."""
        return self.name or f"column {self.number + 1}"


def columns_of(head: Head, shape: Shape) -> tuple[Column, ...]:
    """Return what the columns of a file are, by their titles and first cells."""
    titles, units = _titles(head, shape)
    found = []
    for n, (title, below) in enumerate(zip(titles, units, strict=True)):
        name, unit = split_unit(title)
        if not below and mv_of(name) is not None and name not in "Vv":
            name, unit = "", name
        if below:
            unit = below.strip().strip("[]()").strip()
        found.append(Column(n, name, unit, _kind(shape, n, name, unit)))
    return tuple(found)


def column_named(head: Head, columns: tuple[Column, ...], word: str) -> Column:
    """Return a column by its name or its number from 1.

    Raises
    ------
    RecordError
        If there is none.
    """
    for column in columns:
        if column.name and column.name.lower() == word.strip().lower():
            return column
    if word.isascii() and word.isdecimal() and 1 <= int(word) <= len(columns):
        return columns[int(word) - 1]
    titles = ", ".join(column.title for column in columns)
    raise RecordError(f"{head.path} has no column {word!r}. It has {titles}.")


def _titles(head: Head, shape: Shape) -> tuple[list[str], list[str]]:
    """Return the title of each column and the unit in a line of its own."""
    blank = [""] * shape.n_columns
    lines = [
        line
        for line in head.lines[: shape.n_head]
        if line.strip(_COMMENT) and rate_in(line) is None
    ]
    rows = [_padded(line, shape) for line in lines[-2:]]
    last = rows[-1] if rows else None
    if last is None:
        return blank, blank
    said = [cell for cell in last if cell]
    if all(is_unit(cell) for cell in said) and len(rows) > 1 and rows[0]:
        return rows[0], last
    return last, blank


def _padded(line: str, shape: Shape) -> list[str] | None:
    cells = split_cells(line.strip().lstrip(_COMMENT), shape.delimiter)
    missing = shape.n_columns - len(cells)
    if shape.delimiter in ("", " ") and missing:
        return None
    if missing < 0 and not any(cells[missing:]):
        cells, missing = cells[:missing], 0
    # Keys and values of a head are not titles.
    return cells + [""] * missing if -1 < missing < 2 and any(cells) else None


def _kind(shape: Shape, n: int, name: str, unit: str) -> Kind:
    cells = [cell for cell in shape.column(n) if cell]
    if not cells:
        return Kind.OTHER if name else Kind.EMPTY
    if clock_s(cells[0]) is not None:
        return Kind.CLOCK
    word = name.lower().replace("_", " ").strip()
    if names_ecg(name):
        return Kind.ECG
    if time_unit_of(unit) or (name and _TIME_NAME.fullmatch(word)):
        return Kind.TIME
    if _OTHER_NAME.fullmatch(word):
        return Kind.OTHER
    return _by_steps(shape, n) if n == 0 and not name else Kind.VALUES


def names_ecg(name: str) -> bool:
    """Return whether a column by its name is an ECG."""
    return is_lead_name(name) or bool(_ECG_NAME.fullmatch(name.lower()))


def lead_of(name: str) -> str:
    """Return the name of the lead in a column, as people write it."""
    electrodes = _ELECTRODES.fullmatch(name)
    return _BETWEEN[electrodes[1]] if electrodes else lead_title(name)


def _by_steps(shape: Shape, n: int) -> Kind:
    """Return what a first column without a title is: times and counters go up."""
    values = [value for value in shape.values(n) if value is not None]
    steps = [b - a for a, b in pairwise(values)]
    if len(steps) < 3 or any(not step > 0 for step in steps) or shape.n_columns == 1:
        return Kind.VALUES
    mean = math.fsum(steps) / len(steps)
    if all(step == 1 for step in steps):
        return Kind.OTHER
    even = all(
        abs(step - mean) <= max(_SAME * mean, 1.0 * (mean > 2)) for step in steps
    )
    return Kind.TIME if even and unit_of_step(mean) else Kind.VALUES
