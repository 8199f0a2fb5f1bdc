"""SCP-ECG among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_format import ShortReader
from ecgviewer.formats.record_format import RecordFormat
from ecgviewer.formats.scp.record import read_recording
from ecgviewer.formats.scp.sections import is_scp

_READER = ShortReader(read_recording, "scp-1")

SCP = RecordFormat(
    title="SCP-ECG recording",
    endings=(".scp",),
    sniff=is_scp,
    read=_READER.read,
    outline=_READER.outline,
    media_type="application/x-scp-ecg",
)
