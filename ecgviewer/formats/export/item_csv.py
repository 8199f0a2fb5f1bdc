"""The CSV of a review's items: strips, measurements and notes, one row each.

What is known of the patient, and the conclusion, are in reports alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ecgviewer.core.items.items import ReviewItem, ReviewItems
from ecgviewer.core.items.measurement import Measured, Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.record import Record
from ecgviewer.core.time_text import clock_text
from ecgviewer.formats.export.review_table import work_in_table, write_table
from ecgviewer.formats.files.atomic import Check
from ecgviewer.formats.files.spreadsheet_text import harmless

SUFFIX = ".items.csv"
COLUMNS: tuple[str, ...] = (
    "record", "item", "start_sample", "stop_sample", "start_s", "clock_time",
    "duration_ms", "leads", "what", "text", "symptom", "rate_bpm", "qtc_bazett_ms",
    "qtc_fridericia_ms", "amplitude", "unit", "origin", "reader",
)  # fmt: skip


ListedContent = Strip | Measurement | Note
Listed = tuple[ReviewItem, ListedContent]


def listed(items: ReviewItems) -> tuple[Listed, ...]:
    """Return the items that the table has, with what each is, by place."""
    return tuple(
        (row, row.content)
        for row in items.rows
        if isinstance(row.content, ListedContent)
        and not (isinstance(row.content, Strip) and row.content.is_dropped)
    )


def write_items(
    path: Path,
    record: Record,
    items: Iterable[Listed],
    check: Check | None = None,
) -> None:
    """Write items as a table; the file is replaced whole.

    Parameters
    ----------
    path : Path
        The file to write.
    record : Record
    items : iterable of Listed
        Some of `listed`, or all.
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    write_table(path, COLUMNS, _rows(record, items), check)


def _rows(record: Record, items: Iterable[Listed]) -> Iterator[list[str]]:
    for item, content in items:
        start, stop = content.span
        at_s, begins = start / record.fs, record.start_time
        row = {
            "record": harmless(record.name),
            "item": content.kind,
            "start_sample": str(start),
            "stop_sample": str(stop),
            "start_s": f"{at_s:.6f}",
            "clock_time": "" if begins is None else clock_text(at_s, 3, begins),
            "text": harmless(content.words),
            "reader": harmless(item.reader),
            **_own(content, record.fs),
        }
        yield [row.get(name, "") for name in COLUMNS]


def _own(content: ListedContent, fs: float) -> Mapping[str, str]:
    """Return what the columns of its kind hold."""
    if isinstance(content, Measurement):
        return _measured(content, fs)
    if isinstance(content, Strip):
        return {
            "duration_ms": f"{1000 * content.duration_s(fs):.1f}",
            "leads": harmless(" ".join(content.leads)),
            "what": harmless(content.criterion),
            "origin": content.origin.value,
        }
    return {
        "text": harmless(content.text),
        "symptom": harmless(content.symptom),
        "origin": content.source.value,
    }


def _measured(content: Measurement, fs: float) -> Mapping[str, str]:
    qtc_ms, rate_bpm = content.qtc_ms(fs), content.bpm(fs)
    bazett, fridericia = qtc_ms or (None, None)
    of_time = content.what is not Measured.AMPLITUDE
    return {
        "what": content.what.value,
        "leads": harmless(content.lead),
        "duration_ms": f"{content.duration_ms(fs):.1f}" if of_time else "",
        "rate_bpm": _number(rate_bpm, 1),
        "qtc_bazett_ms": _number(bazett, 1),
        "qtc_fridericia_ms": _number(fridericia, 1),
        "amplitude": _number(content.amplitude, 4),
        "unit": harmless(content.unit),
    }


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:.{decimals}f}"


def work_in_items(path: Path) -> str:
    """Return what of somebody's work a CSV of items holds, in words; empty for none.

    Raises
    ------
    CsvError
        If it is not such a file.
    """
    return work_in_table(path, COLUMNS, "items", "item")
