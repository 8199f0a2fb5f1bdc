"""CSV and other text among the formats for records."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.errors import InputError, RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.csv.head import head_of, read_head
from ecgviewer.formats.csv.layout import layout_of
from ecgviewer.formats.csv.options import CsvOptions
from ecgviewer.formats.csv.presets import what_else
from ecgviewer.formats.csv.record import holds_intervals, read_beats, read_record
from ecgviewer.formats.csv.remembered import options_for, pattern_of
from ecgviewer.formats.csv.shape import shape_of
from ecgviewer.formats.csv.tachogram import ANNOTATOR
from ecgviewer.formats.record_format import FormatReader, RecordOutline

#: A file with fewer rows is not taken for a recording: many have a few numbers.
_LEAST_ROWS = 8


def has_rows(first: bytes, path: Path) -> bool:
    """Return whether a file begins as a recording of rows of numbers does."""
    try:
        head = head_of(first[: first.rfind(b"\n") + 1], path)
        return not what_else(head) and (
            head.lines[0].startswith("# OpenSignals")
            or len(shape_of(head, CsvOptions()).rows) >= _LEAST_ROWS
        )
    except RecordError:
        return False


def outline(path: Path) -> RecordOutline:
    """Return what a file says of itself; its rows tell the sampling frequency.

    Raises
    ------
    RecordError
        If it cannot be opened.
    """
    record = read_record(path)
    return RecordOutline(path, record.name, record.fs, record.n_samples)


def annotators(record: Record) -> tuple[str, ...]:
    """Return `ANNOTATOR` where a file is a list of RR intervals."""
    is_list = record.path is not None and holds_intervals(record.path)
    return (ANNOTATOR,) if is_list else ()


def leaves_out(path: Path) -> bool:
    """Return whether a file does not say all that is needed, and nobody said it yet."""
    try:
        head = read_head(path)
        return bool(layout_of(head, options_for(head)[0]).missing)
    except InputError:
        # Opening it says why.
        return False


READER = FormatReader(
    sniff=has_rows,
    read=read_record,
    outline=outline,
    annotators=annotators,
    read_annotations=read_beats,
    leaves_out=leaves_out,
    pattern=lambda path: pattern_of(read_head(path)),
)
