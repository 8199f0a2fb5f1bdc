"""Which column of a text file holds RR intervals, and in which unit."""

from __future__ import annotations

import re
from statistics import median

from ecgviewer.formats.csv.columns import Column, Kind
from ecgviewer.formats.csv.options import CsvOptions
from ecgviewer.formats.csv.shape import Shape
from ecgviewer.formats.csv.units import time_unit_of

_NAME = re.compile(
    r"(rr|r-r|rri|nn|ibi|inter ?beat)[ _-]*(intervals?)?\s*([\[(]\w+[\])]|_?m?s)?"
)
#: What stands in the other columns of such a list: times and counters.
_BESIDE = re.compile(
    r"(phone |sensor )?time ?(stamp)?s?|elapsed( time)?|date( ?time)?|since start|"
    r"n|#|no\.?|beats?|index|annotation|events?"
)
#: Half of the intervals are above this in ms, below it in s.
_MS_FROM = 20.0


def interval_column(
    columns: tuple[Column, ...], shape: Shape, options: CsvOptions
) -> tuple[int, str] | None:
    """Return the column with RR intervals and their unit; None where there is none.

    That is the column which is called so beside times and counters alone, or, where
    the options say that there are intervals, the last one with values.
    """
    names = [column.name.lower().strip() for column in columns]
    found = [n for n, name in enumerate(names) if name and _NAME.fullmatch(name)]
    others = [name for name in names if name and not _NAME.fullmatch(name)]
    if not found or not all(_BESIDE.fullmatch(name) for name in others):
        if not options.rr:
            return None
        values = [c.number for c in columns if c.kind in (Kind.VALUES, Kind.OTHER)]
        found = found or values[-1:] or [len(columns) - 1]
    number = found[0]
    said = options.rr or time_unit_of(columns[number].unit)
    return number, said if said in ("s", "ms") else _unit(shape, number)


def _unit(shape: Shape, number: int) -> str:
    values = [v for v in shape.values(number) if v is not None and v > 0]
    return "ms" if values and median(values) > _MS_FROM else "s"
