"""GE CardioSoft among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.cardiosoft.record import ROOT, read_recording
from ecgviewer.formats.clinical.short_format import ShortReader, xml_reader

READER = xml_reader(ROOT, ShortReader(read_recording, "cardiosoft-1"))
