"""GE MUSE among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_format import ShortReader, xml_format
from ecgviewer.formats.muse.record import ROOT, read_recording

MUSE = xml_format("MUSE recording", ROOT, ShortReader(read_recording, "muse-1"))
