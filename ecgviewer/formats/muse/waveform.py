"""The leads of a waveform of GE MUSE XML: integers in Base64 and their scale."""

from __future__ import annotations

import zlib
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import lead_title
from ecgviewer.core.units import millivolts
from ecgviewer.core.wording import said_once
from ecgviewer.formats.clinical.fields import base64_bytes, number, text_of
from ecgviewer.formats.clinical.short_record import LeadPart, titled

_TYPES = {1: "i1", 2: "<i2", 4: "<i4"}
_MOST_FS, _MOST_EXPONENT = 1e6, 6
#: The largest that the format has room for.
_LAST_FIRST = 2**16 - 1
_REMEDY = "Export the recording again from MUSE."


def sampling_frequency(waveform: Element, path: Path) -> float:
    """Return the sampling frequency in Hz.

    Raises
    ------
    RecordError
        If there is none.
    """
    base = number(text_of(waveform, "SampleBase"))
    exponent = number(text_of(waveform, "SampleExponent") or "0")
    if base is None or exponent is None or abs(exponent) > _MOST_EXPONENT:
        fs = 0.0
    else:
        fs = base * 10**exponent
    if not 0 < fs <= _MOST_FS:
        raise RecordError(
            f"{path}: its rhythm has no sampling frequency (SampleBase, "
            f"SampleExponent). {_REMEDY}"
        )
    return fs


def leads_of(waveform: Element, path: Path) -> tuple[list[LeadPart], list[str]]:
    """Return the leads that are stored, and what is wrong with them.

    Raises
    ------
    RecordError
        If one cannot be understood; the message names it and the remedy.
    """
    elements = waveform.findall("LeadData")
    names = titled(lead_title(text_of(each, "LeadID")) for each in elements)
    parts: list[LeadPart] = []
    found: list[tuple[str, str]] = []
    for name, element in zip(names, elements, strict=True):
        part, faults = _lead(name, element, path)
        parts.append(part)
        found += [(name, fault) for fault in faults]
    return parts, [f"{path.name}, lead {each}" for each in said_once(found)]


def _lead(name: str, element: Element, path: Path) -> tuple[LeadPart, list[str]]:
    stated_size = text_of(element, "LeadSampleSize") or "2"
    size = number(stated_size)
    per_bit = number(text_of(element, "LeadAmplitudeUnitsPerBit"))
    unit = millivolts(text_of(element, "LeadAmplitudeUnits") or "MICROVOLTS")
    if not per_bit or unit is None:
        raise RecordError(
            f"{path}: lead {name} has no scale in volts (LeadAmplitudeUnitsPerBit, "
            f"LeadAmplitudeUnits), and no voltage follows from that. {_REMEDY}"
        )
    if size not in _TYPES:
        raise RecordError(
            f"{path}: lead {name} has samples of {stated_size[:20]} bytes "
            f"(LeadSampleSize), and there are those of 1, 2 and 4. {_REMEDY}"
        )
    try:
        data = base64_bytes(element.findtext("WaveFormData") or "")
    except ValueError as error:
        raise RecordError(
            f"{path}: the samples of lead {name} are not Base64 ({error}). {_REMEDY}"
        ) from error
    whole = data[: len(data) // int(size) * int(size)]
    digital = np.frombuffer(whole, _TYPES[int(size)])
    part = LeadPart(name, digital, per_bit * unit, first=_first(element))
    return part, _faults(element, data, size)


def _first(element: Element) -> int:
    """Return the sample at which a lead begins that was not recorded from the start."""
    stated = number(text_of(element, "LeadOffsetFirstSample")) or 0.0
    return int(min(max(stated, 0.0), _LAST_FIRST))


def _faults(element: Element, data: bytes, size: float) -> list[str]:
    found = []
    crc = number(text_of(element, "LeadDataCRC32"))
    if crc and int(crc) % 2**32 != zlib.crc32(data):
        found.append("the checksum does not fit; values may be wrong.")
    stated = number(text_of(element, "LeadSampleCountTotal"))
    n_samples = len(data) // int(size)
    if stated is not None and stated != n_samples:
        found.append(f"{n_samples:,} samples are there of {stated:,.0f}.")
    if text_of(element, "LeadOff").upper() == "TRUE":
        found.append("the cart says that it was off.")
    return found
