"""All that is known of a text recording before its rows are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.csv.cells import clock_time
from ecgviewer.formats.csv.columns import Column, Kind, columns_of, names_ecg
from ecgviewer.formats.csv.head import Head
from ecgviewer.formats.csv.interval_column import interval_column
from ecgviewer.formats.csv.lead_columns import LeadColumn, lead_columns
from ecgviewer.formats.csv.options import CsvOptions
from ecgviewer.formats.csv.presets import said_in
from ecgviewer.formats.csv.said import Said
from ecgviewer.formats.csv.shape import Shape, shape_of
from ecgviewer.formats.csv.time_column import TimeColumn, time_column, time_columns
from ecgviewer.formats.csv.units import mv_of


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
        return _of_intervals(head, shape, columns, said, intervals)
    times = time_columns(head, columns, options)
    time = time_column(head, shape, times, options)
    return CsvLayout(
        head=head,
        shape=shape,
        columns=columns,
        leads=lead_columns(head, columns, said, options, times),
        time=time,
        fs=options.fs or said.fs,
        start_time=said.start_time or _start(shape, columns),
        said=said,
    )


def _of_intervals(
    head: Head,
    shape: Shape,
    columns: tuple[Column, ...],
    said: Said,
    intervals: tuple[int, str],
) -> CsvLayout:
    """Return how a file is read whose rows are RR intervals."""
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


def _start(shape: Shape, columns: tuple[Column, ...]) -> datetime | None:
    """Return the date and time of the first row, of any column that has it."""
    for column in columns:
        cells = shape.column(column.number)
        if column.kind is Kind.CLOCK and cells:
            time, _ = clock_time(cells[0])
            if time:
                return time.replace(tzinfo=None)
    return None
