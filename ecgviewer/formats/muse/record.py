"""Opens GE MUSE XML recordings."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical import short_record
from ecgviewer.formats.clinical.fields import text_of
from ecgviewer.formats.clinical.short_record import ShortRecording, with_limb_leads
from ecgviewer.formats.clinical.xml_file import read_xml
from ecgviewer.formats.muse.details import details_of, start_time
from ecgviewer.formats.muse.waveform import leads_of, sampling_frequency

#: Name of the root element.
ROOT = "RestingECG"


def read_recording(path: Path) -> ShortRecording:
    """Return what a file has of its rhythm; the median beat is left out.

    MUSE keeps I and II, of which III, aVR, aVL and aVF are worked out.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file, the place and the remedy.
    """
    file = read_xml(Path(path), ROOT, "a GE MUSE recording")
    rhythms = [
        each
        for each in file.root.findall("Waveform")
        if text_of(each, "WaveformType").upper() == "RHYTHM"
    ]
    if not rhythms:
        raise RecordError(
            f"{file.path} has no rhythm (Waveform of the type Rhythm). Export the "
            "recording from MUSE with its rhythm and not with its median beat alone."
        )
    fs = sampling_frequency(rhythms[0], file.path)
    parts, notices = leads_of(rhythms[0], file.path)
    if len(rhythms) > 1:
        notices.append(
            f"{file.path.name} has {len(rhythms)} rhythms; the first one is shown."
        )
    return ShortRecording(
        path=file.path,
        checksum=file.checksum,
        fs=fs,
        parts=with_limb_leads(parts),
        start_time=start_time(file.root),
        details=short_record.details_of(*details_of(file.root)),
        notices=tuple(notices),
    )
