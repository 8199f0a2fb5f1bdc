"""Mortara among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_format import ShortReader, xml_format
from ecgviewer.formats.mortara.record import ROOT, read_recording

MORTARA = xml_format(
    "Mortara recording", ROOT, ShortReader(read_recording, "mortara-1")
)
