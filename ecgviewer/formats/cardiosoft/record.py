"""Opens the XML of GE CardioSoft: lists of integers with commas, and their scale."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import lead_title
from ecgviewer.core.wording import said_once
from ecgviewer.formats.cardiosoft.details import details_of, start_time
from ecgviewer.formats.clinical import short_record
from ecgviewer.formats.clinical.fields import attribute_of, number, numbers, text_of
from ecgviewer.formats.clinical.short_record import (
    LeadPart,
    ShortRecording,
    titled,
    with_limb_leads,
)
from ecgviewer.formats.clinical.xml_file import read_xml

#: Name of the root element.
ROOT = "CardiologyXML"
_STRIPS = ("StripData", "Strip/StripData")
_STEP_UNIT = "uvperlsb"
_MOST_FS = 1e6
_REMEDY = "Export the recording again from CardioSoft."


def read_recording(path: Path) -> ShortRecording:
    """Return what a file has of its rhythm; the median beat is left out.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file, the place and the remedy.
    """
    file = read_xml(Path(path), ROOT, "a CardioSoft recording")
    strips = [each for where in _STRIPS for each in file.root.findall(where)]
    strips = [each for each in strips if each.find("WaveformData") is not None]
    if not strips:
        raise RecordError(
            f"{file.path} has no rhythm (StripData with WaveformData). Export the "
            "recording from CardioSoft with its rhythm; the full disclosure of an "
            "exercise test cannot be read."
        )
    parts, notices = _leads(strips[0], file.path)
    if len(strips) > 1:
        notices += (f"{file.path.name} has {len(strips)} strips; the first is shown.",)
    return ShortRecording(
        path=file.path,
        checksum=file.checksum,
        fs=_fs(strips[0], file.path),
        parts=with_limb_leads(parts),
        start_time=start_time(file.root),
        details=short_record.details_of(*details_of(file.root)),
        notices=notices,
    )


def _fs(strip: Element, path: Path) -> float:
    fs = number(text_of(strip, "SampleRate")) or 0.0
    unit = attribute_of(strip, "SampleRate", "units") or "Hz"
    if not 0 < fs <= _MOST_FS or unit.lower() != "hz":
        raise RecordError(
            f"{path}: its rhythm has no sampling frequency in Hz (SampleRate). "
            f"{_REMEDY}"
        )
    return fs


def _leads(strip: Element, path: Path) -> tuple[list[LeadPart], tuple[str, ...]]:
    step_uv = number(text_of(strip, "Resolution"))
    if not step_uv or attribute_of(strip, "Resolution", "units").lower() != _STEP_UNIT:
        raise RecordError(
            f"{path}: its rhythm has no resolution in µV (Resolution), and no voltage "
            f"follows from its values. {_REMEDY}"
        )
    elements = strip.findall("WaveformData")
    names = titled(lead_title(each.get("lead", "")) for each in elements)
    parts = [
        LeadPart(name, _values(each, name, path), step_uv / 1000)
        for name, each in zip(names, elements, strict=True)
    ]
    stated = number(text_of(strip, "ChannelSampleCountTotal"))
    short = (
        (part.name, f"{len(part.digital):,} samples are there of {stated:,.0f}.")
        for part in parts
        if stated is not None and len(part.digital) != stated
    )
    return parts, tuple(f"{path.name}, lead {each}" for each in said_once(short))


def _values(element: Element, name: str, path: Path) -> npt.NDArray[np.float32]:
    try:
        return numbers((element.text or "").replace(",", " "))
    except ValueError as error:
        raise RecordError(
            f"{path}: the values of lead {name} are not all numbers ({error}). "
            f"{_REMEDY}"
        ) from error
