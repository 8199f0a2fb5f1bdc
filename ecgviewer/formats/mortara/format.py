"""Mortara among the formats for records."""

from __future__ import annotations

from ecgviewer.formats.clinical.short_format import ShortReader, xml_reader
from ecgviewer.formats.mortara.record import ROOT, read_recording

READER = xml_reader(ROOT, ShortReader(read_recording, "mortara-1"))
