"""XDF among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_format import ShortReader
from ecgviewer.formats.record_format import RecordFormat
from ecgviewer.formats.xdf.record import is_xdf, pattern_of, read_recording

_READER = ShortReader(read_recording, "xdf-1")

XDF = RecordFormat(
    title="XDF recording",
    endings=(".xdf",),
    sniff=is_xdf,
    read=_READER.read,
    outline=_READER.outline,
    media_type="application/x-xdf-recording",
    pattern=pattern_of,
)
