"""DICOM waveforms among the formats for records."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.formats.clinical.outline import outline_of
from ecgviewer.formats.dicom.record import read_record, read_recording
from ecgviewer.formats.record_format import RecordFormat, RecordOutline

_ENDING = ".dcm"
_MAGIC, _AT = b"DICM", 128
#: Groups that a file begins with whose maker left out preamble and magic.
_FIRST_GROUPS = (b"\x02\x00", b"\x08\x00")


def _begins_so(first: bytes, path: Path) -> bool:
    bare = first.startswith(_FIRST_GROUPS) and path.suffix.lower() == _ENDING
    return bare or first[_AT:].startswith(_MAGIC)


def outline(path: Path) -> RecordOutline:
    """Return what a file says of itself.

    Raises
    ------
    RecordError
        If it cannot be opened.
    """
    return outline_of(read_recording(path))


DICOM = RecordFormat(
    title="DICOM recording",
    endings=(_ENDING,),
    sniff=_begins_so,
    read=read_record,
    outline=outline,
    shares_ending=True,
)
