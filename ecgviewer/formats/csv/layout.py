"""All that is known of a text recording before its rows are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from statistics import median

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Steps
from ecgviewer.formats.csv.cells import clock_s, clock_time
from ecgviewer.formats.csv.columns import Column, Kind, columns_of, lead_of, names_ecg
from ecgviewer.formats.csv.head import Head
from ecgviewer.formats.csv.interval_column import interval_column
from ecgviewer.formats.csv.options import CLOCK, NO_TIME, CsvOptions
from ecgviewer.formats.csv.presets import said_in
from ecgviewer.formats.csv.said import Said
from ecgviewer.formats.csv.shape import Shape, shape_of
from ecgviewer.formats.csv.units import (
    MV_BY_UNIT,
    TIME_UNITS,
    mv_of,
    time_unit_of,
    unit_of_step,
)

_FRACTION = re.compile(r"[.,](\d+)(?:[eE]|\D*$)")
#: The part of steps that may be odd where times place samples.
_MOST_ODD = 0.05
#: From this many steps of the usual size on, samples are missing.
GAP_STEPS = 1.75


@dataclass(frozen=True)
class LeadColumn:
    """A column that is read.

    Attributes
    ----------
    number : int
        From 0.
    name : str
        Of the lead.
    mv : float or None
        Millivolts of one; None where nothing says.
    zero : float
        The value that stands for 0 mV.
    bits : int
        Of the converter; 0 where nothing says that there is one.
    is_ecg : bool
        Whether the file says so.
    """

    number: int
    name: str
    mv: float | None
    zero: float = 0.0
    bits: int = 0
    is_ecg: bool = False


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


@dataclass(frozen=True)
class CsvLayout:
    """How a text recording is read.

    Attributes
    ----------
    head : Head
    shape : Shape
    columns : tuple of Column
    leads : tuple of LeadColumn
    time : TimeColumn or None
    fs : float or None
        Where the file or the options say it; else it follows from the times.
    start_time : datetime or None
    said : Said
    rr : str
        The unit of RR intervals, where rows are these and not samples.
    """

    head: Head
    shape: Shape
    columns: tuple[Column, ...]
    leads: tuple[LeadColumn, ...]
    time: TimeColumn | None
    fs: float | None
    start_time: datetime | None
    said: Said
    rr: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The options without which it cannot be read."""
        if self.rr:
            return ()
        no_unit = any(lead.mv is None for lead in self.leads)
        found = (("fs", not self.fs and not self.time), ("unit", no_unit))
        return tuple(name for name, is_missing in found if is_missing)

    @property
    def probable_fs(self) -> float | None:
        """What is said, or what the first times give."""
        return self.fs or (1 / self.time.step_s if self.time else None)


def layout_of(head: Head, options: CsvOptions) -> CsvLayout:
    """Return how a file is read, by what it says and what options say.

    Raises
    ------
    RecordError
        If it is not a recording, or options do not fit it.
    """
    said = said_in(head)
    if options.header is None and said.n_head is not None:
        options = replace(options, header=said.n_head)
    shape = shape_of(head, options, single=said.single)
    columns = _named(columns_of(head, shape), said)
    intervals = interval_column(columns, shape, options)
    if intervals:
        number, rr = intervals
        return CsvLayout(
            head=head,
            shape=shape,
            columns=columns,
            leads=(LeadColumn(number, "RR", 1.0),),
            time=None,
            fs=None,
            start_time=_start(shape, columns),
            said=said,
            rr=rr,
        )
    times = _time_columns(head, columns, options)
    time = _time(head, shape, times, options)
    return CsvLayout(
        head=head,
        shape=shape,
        columns=columns,
        leads=_leads(head, columns, said, options, times),
        time=time,
        fs=options.fs or said.fs,
        start_time=said.start_time or _start(shape, columns),
        said=said,
    )


def check_layout(layout: CsvLayout) -> None:
    """Refuse a layout that lacks what nobody can guess.

    Raises
    ------
    RecordError
        If the sampling frequency or the unit is not known.
    """
    words = {
        "fs": ("how many samples per second it has", "fs=250"),
        "unit": ("the unit of its values", "unit=uV"),
    }
    missing = [words[name] for name in layout.missing]
    if missing:
        raise RecordError(
            f"{layout.head.path} does not say {' and '.join(w for w, _ in missing)}. "
            "Say it in the window, File > Import text file, or on the command line: "
            f"--csv {','.join(option for _, option in missing)}."
        )


def _named(columns: tuple[Column, ...], said: Said) -> tuple[Column, ...]:
    """Return columns under the names that the file's head gives them."""
    if not said.names:
        return columns
    return tuple(
        Column(column.number, name, said.units.get(name, ""), _kind_of(name, said))
        for column, name in zip(columns, said.names, strict=False)
    )


def _kind_of(name: str, said: Said) -> Kind:
    """Return what a column is that the head of a file names."""
    unit = said.units.get(name, "")
    in_volts = mv_of(unit) is not None
    if name in said.steps or (names_ecg(name) and (in_volts or not unit)):
        return Kind.ECG
    return Kind.VALUES if in_volts else Kind.OTHER


def _time_columns(
    head: Head, columns: tuple[Column, ...], options: CsvOptions
) -> list[Column]:
    if options.time == NO_TIME:
        return []
    if options.time:
        return [column_named(head, columns, options.time)]
    found = [c for c in columns if c.kind in (Kind.TIME, Kind.CLOCK)]
    # A sensor's times are those of its samples; a phone's of their arrival.
    return sorted(
        found, key=lambda c: ("sensor" not in c.name.lower(), c.kind is Kind.CLOCK)
    )


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


def _time(
    head: Head, shape: Shape, columns: list[Column], options: CsvOptions
) -> TimeColumn | None:
    """Return the first column whose times place the samples."""
    backward = ""
    for column in columns:
        is_clock = CLOCK in (options.time_unit, time_unit_of(column.unit)) or (
            column.kind is Kind.CLOCK
        )
        if is_clock:
            values = [clock_s(cell) for cell in shape.column(column.number)]
        else:
            values = list(shape.values(column.number))
        known = [value for value in values if value is not None]
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


def _start(shape: Shape, columns: tuple[Column, ...]) -> datetime | None:
    """Return the date and time of the first row, of any column that has it."""
    for column in columns:
        cells = shape.column(column.number)
        if column.kind is Kind.CLOCK and cells:
            time, _ = clock_time(cells[0])
            if time:
                return time.replace(tzinfo=None)
    return None


def _leads(
    head: Head,
    columns: tuple[Column, ...],
    said: Said,
    options: CsvOptions,
    times: list[Column],
) -> tuple[LeadColumn, ...]:
    ecg = [c for c in columns if c.kind is Kind.ECG]
    values = [c for c in columns if c.kind is Kind.VALUES and c not in times]
    chosen = [(c, c.name) for c in ecg or values if c not in times]
    if options.leads:
        chosen = _chosen(head, columns, chosen, options.leads)
    if not chosen:
        titles = ", ".join(column.title for column in columns)
        raise RecordError(
            f"{head.path} has no column of an ECG among {titles}. Name those to read, "
            "as in --csv leads=2:I,3:II."
        )
    names = _names([name for _, name in chosen], said)
    return tuple(
        _lead(column, name, said, options)
        for (column, _), name in zip(chosen, names, strict=True)
    )


def _chosen(
    head: Head,
    columns: tuple[Column, ...],
    guessed: list[tuple[Column, str]],
    words: tuple[str, ...],
) -> list[tuple[Column, str]]:
    """Return the columns that words name, each with the name of its lead."""
    nameless = not any(column.name for column in columns)
    if nameless and not any(":" in word or word.isdecimal() for word in words):
        if len(words) != len(guessed):
            raise RecordError(
                f"{head.path} has {len(guessed)} columns of values, and {len(words)} "
                "leads are named. Name as many, or number those to read, as in --csv "
                "leads=1:I,2:II."
            )
        return [(c, word) for (c, _), word in zip(guessed, words, strict=True)]
    found = []
    for word in words:
        place, _, name = word.partition(":")
        column = column_named(head, columns, place)
        found.append((column, name or column.name))
    return found


def _names(names: list[str], said: Said) -> list[str]:
    """Return the names of leads, none of them empty and no two the same."""
    if len(names) == 1 and (said.single or not names[0]):
        return [said.lead or "ECG"]
    made: list[str] = []
    for n, name in enumerate(names, start=1):
        title = lead_of(name) or f"ECG {n}"
        made.append(f"{title} {n}" if title in made else title)
    return made


def _lead(column: Column, name: str, said: Said, options: CsvOptions) -> LeadColumn:
    is_ecg = column.kind is Kind.ECG or said.single
    steps: Steps | None = said.steps.get(column.name)
    if options.gain or options.unit:
        mv = MV_BY_UNIT[(options.unit or "mV").lower()] / (options.gain or 1)
        return LeadColumn(
            column.number, name, mv, bits=16 if options.gain else 0, is_ecg=is_ecg
        )
    if steps:
        return LeadColumn(
            column.number, name, steps.size, steps.zero, steps.bits, is_ecg
        )
    unit = column.unit or said.unit
    return LeadColumn(column.number, name, mv_of(unit), is_ecg=is_ecg)
