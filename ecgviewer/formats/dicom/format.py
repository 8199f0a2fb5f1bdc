"""DICOM waveforms among the formats for records."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.formats.clinical.short_format import ShortReader
from ecgviewer.formats.dicom.record import read_recording
from ecgviewer.formats.record_format import FormatReader

_ENDING = ".dcm"
_MAGIC, _AT = b"DICM", 128
#: Groups that a file begins with whose maker left out preamble and magic.
_FIRST_GROUPS = (b"\x02\x00", b"\x08\x00")
_SHORT = ShortReader(read_recording, "dicom-1")


def _begins_so(first: bytes, path: Path) -> bool:
    bare = first.startswith(_FIRST_GROUPS) and path.suffix.lower() == _ENDING
    return bare or first[_AT:].startswith(_MAGIC)


READER = FormatReader(_begins_so, _SHORT.read, _SHORT.outline)
