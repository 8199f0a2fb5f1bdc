"""EDF and BDF among the formats for records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ecgviewer.formats.edf.annotations import (
    annotators_inside,
    notes_inside,
    read_inside,
)
from ecgviewer.formats.edf.header import is_bdf, is_edf
from ecgviewer.formats.edf.record import layout_of, read_record
from ecgviewer.formats.record_format import FormatReader, RecordOutline


def outline(path: Path) -> RecordOutline:
    """Return what a file says of itself.

    Raises
    ------
    RecordError
        If it cannot be opened.
    """
    found = layout_of(path)
    return RecordOutline(path, path.name, found.leads.fs, found.timeline.n_samples)


READER = FormatReader(
    sniff=is_edf,
    read=read_record,
    outline=outline,
    annotators=annotators_inside,
    notes=notes_inside,
    read_annotations=read_inside,
)
BDF_READER = replace(READER, sniff=is_bdf)
