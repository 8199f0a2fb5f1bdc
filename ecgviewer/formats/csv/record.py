"""Opens recordings that are text: CSV and the like."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.errors import InputError, RecordError
from ecgviewer.core.record import Lead, Record, Steps
from ecgviewer.core.signal_source import BlockedSignal
from ecgviewer.core.wording import count
from ecgviewer.formats.csv.cells import clock_time, unsure_date
from ecgviewer.formats.csv.columns import Kind
from ecgviewer.formats.csv.head import read_head
from ecgviewer.formats.csv.kept_rows import Rows, rows_of
from ecgviewer.formats.csv.layout import CsvLayout, check_layout, layout_of
from ecgviewer.formats.csv.options import CsvOptions
from ecgviewer.formats.csv.remembered import options_for
from ecgviewer.formats.csv.stream import Facts
from ecgviewer.formats.csv.tachogram import ANNOTATOR, beats_of, tachogram
from ecgviewer.formats.csv.timing import Pace
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations
from ecgviewer.resources import user_cache_folder

#: Values of longer records stay in their files: 32 MB as float32.
_LARGEST_IN_MEMORY = 2**23
#: Samples that gaps may have however few rows there are, and times the rows beyond.
_MOST_MISSING, _MOST_TIMES = 2**28, 1000
#: Goes into each identity, so that another rule never gives the same one.
_RULE = "csv-1"
_FEW_NAMES = 6
#: Times of another rate than is said do not tell where samples are missing.
_OTHER_RATE = 0.02
_OTHER = (
    "{0.head.path.name}: its times say {1:g} samples per second, and it is read with "
    "{2:g}; gaps are not looked for."
)


def read_record(path: Path, options: CsvOptions | None = None) -> Record:
    """Open a text recording; samples that are missing have no values.

    Parameters
    ----------
    path : Path
    options : CsvOptions, optional
        What the file does not say itself; by default what the command line was told,
        and what is remembered of files like it.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file and the remedy.
    CsvOptionsError
        If what the command line was told cannot be understood.
    """
    head, whence = read_head(Path(path)), ""
    if options is None:
        options, whence = options_for(head)
    layout = layout_of(head, options)
    check_layout(layout)
    rows = _rows(layout)
    return tachogram(layout, rows) if layout.rr else _record(layout, rows, whence)


def _rows(layout: CsvLayout) -> Rows:
    try:
        return rows_of(layout, user_cache_folder() / "text-recordings")
    except OSError as error:
        raise RecordError(
            f"{layout.head.path} cannot be read: {error.strerror}."
        ) from error


def holds_intervals(path: Path) -> bool:
    """Return whether a file is a list of RR intervals."""
    try:
        head = read_head(path)
        return bool(layout_of(head, options_for(head)[0]).rr)
    except InputError:
        return False


def read_beats(path: Path, annotator: str) -> Annotations:
    """Return the beats that the RR intervals of a file lie between.

    Raises
    ------
    AnnotationError
        If it has none, or those of somebody else are asked for.
    """
    if annotator != ANNOTATOR or not holds_intervals(path):
        raise AnnotationError(f"{path} has no annotations of {annotator}.")
    try:
        head = read_head(path)
        layout = layout_of(head, options_for(head)[0])
        return beats_of(layout, _rows(layout))
    except RecordError as error:
        raise AnnotationError(str(error)) from error


def _record(layout: CsvLayout, rows: Rows, whence: str) -> Record:
    facts, fs = rows.facts, _fs(layout, rows.facts)
    said = facts.pace.fs
    if said and abs(said - fs) > _OTHER_RATE * fs:
        whence = " ".join(filter(None, (whence, _OTHER.format(layout, said, fs))))
        facts = replace(facts, pace=Pace(facts.pace.step_s, n_back=facts.pace.n_back))
    _check_leaps(layout, facts, fs)
    starts, firsts = facts.pace.runs(fs)
    source = CsvSource(layout, rows, starts, firsts)
    n = source.shape[1]
    fits = n * len(layout.leads) <= min(_LARGEST_IN_MEMORY, 4 * rows.values.size)
    return Record(
        name=layout.head.path.name,
        fs=fs,
        leads=tuple(
            Lead(lead.name, is_ecg=lead.is_ecg or None, steps=_steps(layout, n, facts))
            for n, lead in enumerate(layout.leads)
        ),
        source=source.read(0, n) if fits else BlockedSignal(source),
        checksum=facts.checksum,
        identity=_identity(layout, facts, fs),
        start_time=layout.start_time,
        path=layout.head.path,
        notices=(*filter(None, (whence,)), *_notices(layout, facts)),
        details=layout.said.details,
    )


def _fs(layout: CsvLayout, facts: Facts) -> float:
    fs = layout.fs or facts.pace.fs
    if not fs:
        raise RecordError(
            f"{layout.head.path}: its times are too uneven to tell how many samples "
            "per second it has. Say it in the window, File > Import text file, or on "
            "the command line: --csv fs=250."
        )
    return fs


def _check_leaps(layout: CsvLayout, facts: Facts, fs: float) -> None:
    n_missing = sum(facts.pace.steps_s) * fs
    if n_missing > max(_MOST_MISSING, _MOST_TIMES * facts.n_rows):
        worst = int(np.argmax(facts.pace.steps_s))
        raise RecordError(
            f"{layout.head.path}: its times leap by {facts.pace.steps_s[worst]:,.0f} s "
            f"before row {facts.pace.rows[worst] + 1:,}. Correct that time, or read "
            "the rows as if they follow each other: --csv time=none,fs=250."
        )


def _identity(layout: CsvLayout, facts: Facts, fs: float) -> str:
    """Return what the samples and their times are known by, whatever the unit."""
    starts, firsts = facts.pace.runs(fs)
    known = {
        "rule": _RULE,
        "fs": fs,
        "n_leads": len(layout.leads),
        "runs": [starts.tolist(), firsts.tolist()],
        "values": facts.digest,
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def _steps(layout: CsvLayout, n: int, facts: Facts) -> Steps | None:
    """Return the steps of values that are whole numbers, as those of a converter."""
    lead = layout.leads[n]
    if not lead.mv or not facts.whole:
        return None
    bits = next((b for b in (16, 24, 32) if facts.largest < 2 ** (b - 1)), 0)
    return Steps(lead.mv, lead.zero, lead.bits or bits) if bits else None


def _notices(layout: CsvLayout, facts: Facts) -> tuple[str, ...]:
    path = layout.head.path.name
    found = [*layout.said.notices, *_about_date(layout)]
    numbers = {lead.number for lead in layout.leads}
    left_out = [
        column.title
        for column in layout.columns
        if column.kind is Kind.VALUES and column.number not in numbers
    ]
    if left_out:
        named = ", ".join(left_out[:_FEW_NAMES])
        found.append(
            f"{path}: {named} {'is' if len(left_out) == 1 else 'are'} not read, since "
            "other columns are called ECG. File > Import text file chooses columns."
        )
    if facts.n_bad:
        found.append(
            f"{path}: {count(facts.n_bad, 'row')} had text where a value should be, "
            f"first in line {facts.first_bad:,}; there is a gap."
        )
    if facts.pace.n_back:
        found.append(
            f"{path}: times go back {count(facts.pace.n_back, 'time')}; the rows are "
            "read as if they follow each other."
        )
    elif layout.time and not facts.pace.step_s:
        found.append(
            f"{path}: its times are too uneven to tell where samples are missing; the "
            "rows are read as if they follow each other."
        )
    return tuple(found)


def _about_date(layout: CsvLayout) -> Iterator[str]:
    """Say how the date of a clock was read where its month may come first."""
    clocks = [each for each in layout.columns if each.kind is Kind.CLOCK]
    cells = layout.shape.column(clocks[0].number)[:1] if clocks else []
    for date, (day, _) in ((unsure_date(cell), clock_time(cell)) for cell in cells):
        if date and day:
            yield (
                f"{layout.head.path.name}: the date {date} is read as {day.day} "
                f"{day:%B} {day.year}. Where its month comes first, dates shown "
                "here are wrong, and times of day are not."
            )


class CsvSource:
    """The leads of a text recording, from values that were read once.

    Parameters
    ----------
    layout : CsvLayout
    rows : Rows
    starts, firsts : ndarray of int64
        Sample and row that each run without a gap begins at.
    """

    def __init__(
        self,
        layout: CsvLayout,
        rows: Rows,
        starts: np.ndarray,
        firsts: np.ndarray,
    ) -> None:
        self._rows, self._starts = rows, starts
        self._firsts = np.append(firsts, len(rows.values))
        self._mv = np.array([lead.mv for lead in layout.leads], np.float64)[:, None]
        self._zero = np.array([lead.zero for lead in layout.leads])[:, None]
        last = int(starts[-1]) + int(self._firsts[-1] - self._firsts[-2])
        self.shape = len(layout.leads), last

    def read(self, start: int, stop: int) -> Float32Array:
        """Return all leads in [start, stop), shape (n_leads, stop - start), in mV."""
        read = np.full((self.shape[0], stop - start), np.nan, np.float32)
        first = int(np.searchsorted(self._starts, start, "right")) - 1
        after = int(np.searchsorted(self._starts, stop, "left"))
        for run in range(max(first, 0), after):
            begins, row = int(self._starts[run]), int(self._firsts[run])
            n_rows = int(self._firsts[run + 1]) - row
            low = max(start - begins, 0)
            high = min(stop - begins, n_rows)
            if low < high:
                values = self._rows.values[row + low : row + high].T
                at = begins + low - start
                read[:, at : at + high - low] = (values - self._zero) * self._mv
        self._rows.let_go()
        return read
