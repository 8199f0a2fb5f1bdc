"""Philips XML among the formats for records."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.formats.clinical.outline import outline_of
from ecgviewer.formats.clinical.xml_file import root_name
from ecgviewer.formats.philips.record import ROOT, read_record, read_recording
from ecgviewer.formats.record_format import RecordFormat, RecordOutline


def _begins_so(first: bytes, path: Path) -> bool:
    return root_name(first) == ROOT


def outline(path: Path) -> RecordOutline:
    """Return what a file says of itself.

    Raises
    ------
    RecordError
        If it cannot be opened.
    """
    return outline_of(read_recording(path))


PHILIPS = RecordFormat(
    title="Philips recording",
    endings=(".xml",),
    sniff=_begins_so,
    read=read_record,
    outline=outline,
    shares_ending=True,
)
