"""Opens Philips XML recordings."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.formats.clinical import short_record
from ecgviewer.formats.clinical.short_record import ShortRecording
from ecgviewer.formats.clinical.xml_file import read_xml
from ecgviewer.formats.philips.details import details_of, start_time
from ecgviewer.formats.philips.waveforms import read_waveforms

#: Name of the root element.
ROOT = "restingecgdata"


def read_recording(path: Path) -> ShortRecording:
    """Return what a file has of its rhythm; the typical beat is left out.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file, the place and the remedy.
    """
    file = read_xml(Path(path), ROOT, "a Philips recording")
    found = read_waveforms(file.root, file.path)
    return ShortRecording(
        path=file.path,
        checksum=file.checksum,
        fs=found.fs,
        parts=found.parts,
        start_time=start_time(file.root),
        details=short_record.details_of(*details_of(file.root)),
        notices=tuple(found.notices),
    )
