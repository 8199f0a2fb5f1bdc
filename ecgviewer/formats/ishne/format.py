"""ISHNE among the formats for records."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.formats.ishne.annotations import annotations_beside, read_beside
from ecgviewer.formats.ishne.header import ECG_MAGIC, read_header
from ecgviewer.formats.ishne.record import n_samples, read_record
from ecgviewer.formats.record_format import FormatReader, RecordOutline


def _begins_so(first: bytes, path: Path) -> bool:
    # Annotations of some WFDB databases are called .ecg, too.
    return first.startswith(ECG_MAGIC)


def outline(path: Path) -> RecordOutline:
    """Return what a file says of itself.

    Raises
    ------
    RecordError
        If it cannot be opened.
    """
    header = read_header(path)
    return RecordOutline(path, path.name, float(header.fs), n_samples(header))


READER = FormatReader(
    sniff=_begins_so,
    read=read_record,
    outline=outline,
    annotators=annotations_beside,
    read_annotations=read_beside,
)
