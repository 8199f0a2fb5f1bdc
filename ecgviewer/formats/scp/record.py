"""Opens SCP-ECG recordings."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.formats.clinical import short_record
from ecgviewer.formats.clinical.short_record import ShortRecording, with_limb_leads
from ecgviewer.formats.scp.details import details_of, start_time
from ecgviewer.formats.scp.rhythm import rhythm_of
from ecgviewer.formats.scp.sections import read_sections


def read_recording(path: Path) -> ShortRecording:
    """Return what a file has of its rhythm; its reference beat is not a recording.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file, the place and the remedy.
    """
    file = read_sections(Path(path))
    rhythm = rhythm_of(file)
    return ShortRecording(
        path=file.path,
        checksum=file.checksum,
        fs=rhythm.fs,
        parts=with_limb_leads(rhythm.parts),
        start_time=start_time(file),
        details=short_record.details_of(*details_of(file)),
        notices=(*file.notices, *rhythm.notices),
    )
