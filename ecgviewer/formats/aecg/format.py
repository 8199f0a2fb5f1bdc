"""HL7 aECG among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.aecg.record import ROOT, read_recording
from ecgviewer.formats.clinical.short_format import ShortReader, xml_reader

READER = xml_reader(ROOT, ShortReader(read_recording, "aecg-1"))
