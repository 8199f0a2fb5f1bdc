"""Opens Mortara ELI XML: integers in Base64, and their scale, in attributes."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import lead_title
from ecgviewer.core.wording import said_once
from ecgviewer.formats.clinical import short_record
from ecgviewer.formats.clinical.fields import base64_bytes, hl7_time, number
from ecgviewer.formats.clinical.short_record import (
    LeadPart,
    ShortRecording,
    titled,
    with_limb_leads,
)
from ecgviewer.formats.clinical.small_file import REMEDY
from ecgviewer.formats.clinical.xml_file import read_xml
from ecgviewer.formats.mortara.details import details_of

#: Name of the root element.
ROOT = "ECG"
#: By bits, signed ones and others.
_TYPES = {
    ("8", "SIGNED"): "i1",
    ("16", "SIGNED"): "<i2",
    ("32", "SIGNED"): "<i4",
    ("8", "UNSIGNED"): "u1",
    ("16", "UNSIGNED"): "<u2",
}
_MOST_FS = 1e6


def read_recording(path: Path) -> ShortRecording:
    """Return what a file has of its rhythm; the typical cycle is left out.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file, the place and the remedy.
    """
    file = read_xml(Path(path), ROOT, "a Mortara recording")
    channels = file.root.findall("CHANNEL")
    if not channels:
        raise RecordError(
            f"{file.path} has no rhythm (CHANNEL). Export the recording with its "
            "rhythm and not with its typical cycle alone."
        )
    names = titled(lead_title(each.get("NAME", "")) for each in channels)
    parts, faults = [], []
    for name, channel in zip(names, channels, strict=True):
        part = _part(name, channel, file.path)
        parts.append(part)
        faults += [(name, fault) for fault in _faults(channel, part)]
    return ShortRecording(
        path=file.path,
        checksum=file.checksum,
        fs=_fs(channels, file.path),
        parts=with_limb_leads(parts),
        start_time=hl7_time(file.root.get("ACQUISITION_TIME", "")),
        details=short_record.details_of(*details_of(file.root)),
        notices=tuple(f"{file.path.name}, lead {each}" for each in said_once(faults)),
    )


def _fs(channels: list[Element], path: Path) -> float:
    rates = {number(each.get("SAMPLE_FREQ", "")) or 0.0 for each in channels}
    if len(rates) > 1:
        raise RecordError(
            f"{path}: its leads have several sampling frequencies, which one record "
            f"cannot have. {REMEDY}"
        )
    (fs,) = rates
    if not 0 < fs <= _MOST_FS:
        raise RecordError(
            f"{path}: its leads have no sampling frequency (SAMPLE_FREQ). {REMEDY}"
        )
    return fs


def _part(name: str, channel: Element, path: Path) -> LeadPart:
    per_mv = number(channel.get("UNITS_PER_MV", ""))
    if not per_mv:
        raise RecordError(
            f"{path}: lead {name} has no scale (UNITS_PER_MV), and no voltage follows "
            f"from its values. {REMEDY}"
        )
    kind = channel.get("BITS", "16"), channel.get("FORMAT", "SIGNED").upper()
    encoding = channel.get("ENCODING", "BASE64")
    if kind not in _TYPES or encoding.upper() != "BASE64":
        bits, sign = (text[:20] for text in kind)
        raise RecordError(
            f"{path}: lead {name} has {sign} values of {bits} bits encoded as "
            f"{encoding[:20]}; those of 8, 16 and 32 bits in BASE64 can be read. "
            f"{REMEDY}"
        )
    try:
        data = base64_bytes(channel.get("DATA", ""))
    except ValueError as error:
        raise RecordError(
            f"{path}: the values of lead {name} are not Base64 ({error}). {REMEDY}"
        ) from error
    dtype = np.dtype(_TYPES[kind])
    whole = data[: len(data) // dtype.itemsize * dtype.itemsize]
    return LeadPart(name, np.frombuffer(whole, dtype), 1 / per_mv)


def _faults(channel: Element, part: LeadPart) -> list[str]:
    found = []
    stated, offset = (number(channel.get(n, "")) for n in ("DURATION", "OFFSET"))
    if stated is not None and stated != len(part.digital):
        found.append(f"{len(part.digital):,} samples are there of {stated:,.0f}.")
    if offset:
        # Programs disagree whether it belongs to the values.
        found.append(f"an offset of {offset:g} is stated, and is not applied.")
    return found
