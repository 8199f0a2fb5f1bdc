"""Philips XML among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_format import ShortReader, xml_format
from ecgviewer.formats.philips.record import ROOT, read_recording

PHILIPS = xml_format(
    "Philips recording", ROOT, ShortReader(read_recording, "philips-1")
)
