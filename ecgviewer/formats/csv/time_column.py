"""Which column of a text file has the times of its samples, and in which steps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.csv.cells import clock_s
from ecgviewer.formats.csv.columns import Column, Kind, column_named
from ecgviewer.formats.csv.head import Head
from ecgviewer.formats.csv.options import CLOCK, NO_TIME, CsvOptions
from ecgviewer.formats.csv.shape import Shape
from ecgviewer.formats.csv.units import TIME_UNITS, time_unit_of, unit_of_step

_FRACTION = re.compile(r"[.,](\d+)(?:[eE]|\D*$)")
#: The part of steps that may be odd where times place samples.
_MOST_ODD = 0.05
#: From this many steps of the usual size on, samples are missing.
GAP_STEPS = 1.75


@dataclass(frozen=True)
class TimeColumn:
    """The column with times.

    Attributes
    ----------
    number : int
        From 0.
    seconds : float
        Of one; 0 for times of a clock.
    step_s : float
        What is usual between two samples.
    exact_s : float
        The smallest difference that its digits can show.
    """

    number: int
    seconds: float
    step_s: float
    exact_s: float = 0.0


def time_columns(
    head: Head, columns: tuple[Column, ...], options: CsvOptions
) -> list[Column]:
    """Return the columns that may have the times of the samples, likeliest first.

    Raises
    ------
    RecordError
        If the options name a column that is not there.
    """
    if options.time == NO_TIME:
        return []
    if options.time:
        return [column_named(head, columns, options.time)]
    found = [c for c in columns if c.kind in (Kind.TIME, Kind.CLOCK)]
    # A sensor's times are those of its samples; a phone's of their arrival.
    return sorted(
        found, key=lambda c: ("sensor" not in c.name.lower(), c.kind is Kind.CLOCK)
    )


def time_column(
    head: Head, shape: Shape, columns: list[Column], options: CsvOptions
) -> TimeColumn | None:
    """Return the first column whose times place the samples; None where none does.

    Raises
    ------
    RecordError
        If none does, and times run backward.
    """
    backward = ""
    for column in columns:
        is_clock = _is_clock(column, options)
        known = _times(shape, column, is_clock=is_clock)
        step = _usual_step(known)
        backward = backward or (column.title if _run_back(known) else "")
        unit = options.time_unit or time_unit_of(column.unit) or unit_of_step(step)
        seconds = 1.0 if is_clock else TIME_UNITS.get(unit, 0.0)
        if step and seconds:
            scale = 0.0 if is_clock else seconds
            exact = 10.0 ** -_decimals(shape.column(column.number)) * seconds
            return TimeColumn(column.number, scale, step * seconds, exact)
    if backward:
        # Read as it stands, the ECG would be its own mirror image.
        raise RecordError(
            f"{head.path}: its times ({backward}) run backward, from the last sample "
            "to the first. Sort its rows by time; or, where the times are wrong and "
            "the rows follow each other, say so: --csv time=none,fs=250."
        )
    return None


def _is_clock(column: Column, options: CsvOptions) -> bool:
    said = CLOCK in (options.time_unit, time_unit_of(column.unit))
    return said or column.kind is Kind.CLOCK


def _times(shape: Shape, column: Column, *, is_clock: bool) -> list[float]:
    """Return the times of a column that can be read."""
    if is_clock:
        values = [clock_s(cell) for cell in shape.column(column.number)]
    else:
        values = shape.values(column.number)
    return [value for value in values if value is not None]


def _run_back(values: list[float]) -> bool:
    """Return whether most times are earlier than the one before."""
    steps = [b - a for a, b in pairwise(values)]
    return 2 * sum(step < 0 for step in steps) > len(steps)


def _decimals(cells: list[str]) -> int:
    """Return the most digits behind a decimal sign."""
    fractions = (_FRACTION.search(cell) for cell in cells)
    return max((len(found[1]) for found in fractions if found), default=0)


def _usual_step(values: list[float]) -> float:
    """Return the mean step of times; 0 where they do not place samples."""
    steps = [b - a for a, b in pairwise(values)]
    if not steps:
        return 0.0
    # Rounded times have steps of two sizes, of which the median is one.
    near = [step for step in steps if 0 < step < GAP_STEPS * max(median(steps), 0)]
    if len(steps) - len(near) > max(_MOST_ODD * len(steps), 1):
        return 0.0
    return sum(near) / len(near) if near else 0.0
