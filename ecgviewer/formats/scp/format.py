"""SCP-ECG among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_format import ShortReader
from ecgviewer.formats.record_format import FormatReader
from ecgviewer.formats.scp.record import read_recording
from ecgviewer.formats.scp.sections import is_scp

_SHORT = ShortReader(read_recording, "scp-1")

READER = FormatReader(is_scp, _SHORT.read, _SHORT.outline)
