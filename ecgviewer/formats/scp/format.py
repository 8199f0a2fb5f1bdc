"""SCP-ECG among the formats for records."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.formats.clinical.outline import outline_of
from ecgviewer.formats.record_format import RecordFormat, RecordOutline
from ecgviewer.formats.scp.record import read_record, read_recording
from ecgviewer.formats.scp.sections import is_scp


def outline(path: Path) -> RecordOutline:
    """Return what a file says of itself.

    Raises
    ------
    RecordError
        If it cannot be opened.
    """
    return outline_of(read_recording(path))


SCP = RecordFormat(
    title="SCP-ECG recording",
    endings=(".scp",),
    sniff=is_scp,
    read=read_record,
    outline=outline,
    media_type="application/x-scp-ecg",
)
