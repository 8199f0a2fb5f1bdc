"""XDF among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_format import ShortReader
from ecgviewer.formats.record_format import FormatReader
from ecgviewer.formats.xdf.record import is_xdf, pattern_of, read_recording

_SHORT = ShortReader(read_recording, "xdf-1")

READER = FormatReader(is_xdf, _SHORT.read, _SHORT.outline, pattern=pattern_of)
