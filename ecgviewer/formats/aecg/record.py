"""Opens HL7 aECG recordings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.aecg.details import details_of
from ecgviewer.formats.aecg.series import read_series
from ecgviewer.formats.clinical import short_record
from ecgviewer.formats.clinical.fields import attribute_of, hl7_time
from ecgviewer.formats.clinical.short_record import ShortRecording
from ecgviewer.formats.clinical.xml_file import read_xml

#: Name of the root element.
ROOT = "AnnotatedECG"


def read_recording(path: Path) -> ShortRecording:
    """Return what a file has of its rhythm; median beats are left out.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file, the place and the remedy.
    """
    file = read_xml(Path(path), ROOT, "an HL7 aECG")
    series = file.root.findall("component/series")
    rhythms = [each for each in series if _code(each) == "RHYTHM"]
    if not rhythms:
        raise RecordError(
            f"{file.path} has no rhythm, only {_listed(series)}. Export the recording "
            "with its rhythm series."
        )
    found = read_series(rhythms[0], file.path)
    more = (
        f"{file.path.name} has {len(rhythms)} rhythm series; the first one is shown.",
    )
    return ShortRecording(
        path=file.path,
        checksum=file.checksum,
        fs=found.fs,
        parts=found.parts,
        start_time=found.start_time or _start_of(file.root),
        details=short_record.details_of(*details_of(file.root, rhythms[0])),
        notices=more if len(rhythms) > 1 else (),
    )


def _start_of(root: Element) -> datetime | None:
    """Return when the file says that all in it was recorded."""
    texts = (attribute_of(root, f"effectiveTime/{n}") for n in ("low", "center"))
    return next((time for text in texts if (time := hl7_time(text))), None)


def _code(series: Element) -> str:
    return attribute_of(series, "code", "code").upper()


def _listed(series: list[Element]) -> str:
    return ", ".join(dict.fromkeys(_code(each)[:40] for each in series)) or "no series"
