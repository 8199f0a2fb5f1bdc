"""The leads of Philips XML: integers in Base64, packed or not, and their scale."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import numpy.typing as npt

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical.fields import base64_bytes, number, numbers, text_of
from ecgviewer.formats.clinical.short_record import LeadPart, Rhythm, titled
from ecgviewer.formats.clinical.small_file import REMEDY
from ecgviewer.formats.philips.xli import XliError, unpacked_leads

_TWELVE = ("I", "II", "III", "aVR", "aVL", "aVF", *(f"V{n}" for n in range(1, 7)))
_SIGNAL = "dataacquisition/signalcharacteristics"
_MOST_FS = 1e6
_CALIBRATION_UV = 1000
#: Bytes that packed leads may have beside two for each of the file.
_SPARE_BYTES = 2**19

Digital = npt.NDArray[np.int32]


def read_waveforms(root: Element, path: Path) -> Rhythm:
    """Return the leads of the rhythm; those of the typical beat are left out.

    Raises
    ------
    RecordError
        If they cannot be understood; the message names the place and the remedy.
    """
    element = root.find("waveforms/parsedwaveforms")
    if element is None:
        raise RecordError(
            f"{path} has no rhythm (waveforms, parsedwaveforms). Export the recording "
            "with its waveforms."
        )
    fs = _stated(root, element, "samplespersecond", "samplingrate")
    step_uv = _stated(root, element, "resolution", "resolution", "signalresolution")
    if not 0 < fs <= _MOST_FS or not step_uv:
        raise RecordError(
            f"{path}: its waveforms have no sampling frequency or no resolution "
            f"(samplingrate, resolution). {REMEDY}"
        )
    zero = _stated(root, element, "signaloffset", "signaloffset")
    names = _names(root, element)
    n_stated = int(
        min((number(element.get("durationperchannel", "")) or 0), 2**40) * fs
    )
    leads = _leads(root, element, path, len(names), n_stated // 1000)
    if len(leads) != len(names):
        raise RecordError(
            f"{path}: its waveforms have {len(leads)} leads of the {len(names)} that "
            f"it names. {REMEDY}"
        )
    n_kept = _before_calibration(leads, round(_CALIBRATION_UV / step_uv))
    parts = [
        LeadPart(name, lead[:n_kept], step_uv / 1000, zero)
        for name, lead in zip(names, leads, strict=True)
    ]
    shortest = min((len(lead) for lead in leads), default=0)
    notices = []
    if shortest < n_stated // 1000:
        notices.append(
            f"{path.name} has {shortest:,} samples of each lead of the "
            f"{n_stated // 1000:,} that it names."
        )
    return Rhythm(fs, parts, notices)


def _before_calibration(leads: list[Digital], pulse: int) -> int | None:
    """Return where the pulse of 1 mV begins that carts put after a rhythm, if any.

    All leads are alike there, and are 0 or the pulse.
    """
    if len(leads) < 2 or len({len(lead) for lead in leads}) != 1:
        return None
    first = leads[0]
    alike = np.all([lead == first for lead in leads[1:]], axis=0)
    differ = np.flatnonzero(~alike)
    begin = int(differ[-1]) + 1 if len(differ) else 0
    tail = first[begin:]
    is_pulse = bool(np.isin(tail, (0, pulse)).all() and np.any(tail == pulse))
    return begin if begin and is_pulse else None


def _stated(root: Element, element: Element, attribute: str, *tags: str) -> float:
    """Return a number of the waveforms, else of the signal; 0 if there is none."""
    texts = [
        element.get(attribute, ""),
        *(text_of(root, f"{_SIGNAL}/{t}") for t in tags),
    ]
    return next((value for text in texts if (value := number(text)) is not None), 0.0)


def _names(root: Element, element: Element) -> list[str]:
    labels = element.get("leadlabels", "").split()
    stated = element.get("numberofleads", "")
    stated = stated or text_of(root, f"{_SIGNAL}/numberchannelsallocated")
    n_leads = (
        int(min(max(number(stated) or 0, 0), 2**10)) or len(labels) or len(_TWELVE)
    )
    names = labels or list(_TWELVE)
    return titled((*names, *[""] * n_leads)[:n_leads])


def _leads(
    root: Element, element: Element, path: Path, n_leads: int, n_stated: int
) -> list[Digital]:
    """Return the leads; the limb leads, which are packed as remainders, restored."""
    text = "".join(element.itertext())
    method = (
        element.get("compressmethod") or element.get("compression") or "Uncompressed"
    )
    if element.get("compressflag", "True").upper() == "FALSE":
        method = "Uncompressed"
    encoding = element.get("dataencoding", "Base64")
    if (encoding, method) not in _WAYS:
        raise RecordError(
            f"{path}: its waveforms are encoded as {encoding[:40]} and packed by "
            f"{method[:40]}; Base64, packed by XLI or not, and Plain can be read. "
            f"{REMEDY}"
        )
    try:
        if encoding == "Plain":
            leads = _in_parts(numbers(text), n_leads)
        elif method == "XLI":
            data = base64_bytes(text)
            packed = unpacked_leads(data, n_leads, 2 * len(text) + _SPARE_BYTES)
            stop = n_stated or None
            leads = [lead[:stop].astype(np.int32) for lead in packed]
        else:
            leads = _unpacked(root, base64_bytes(text), n_leads)
    except XliError as error:
        raise RecordError(
            f"{path}: its packed leads are damaged: {error}. {REMEDY}"
        ) from error
    except ValueError as error:
        raise RecordError(
            f"{path}: its waveforms are not {encoding} ({error}). {REMEDY}"
        ) from error
    return leads if _are_whole(leads) else _restored(leads)


#: How values may be encoded and packed.
_WAYS = (("Base64", "XLI"), ("Base64", "Uncompressed"), ("Plain", "Uncompressed"))


def _unpacked(root: Element, data: bytes, n_leads: int) -> list[Digital]:
    signed = text_of(root, f"{_SIGNAL}/signalsigned").upper() != "FALSE"
    whole = data[: len(data) // 2 * 2]
    return _in_parts(np.frombuffer(whole, "<i2" if signed else "<u2"), n_leads)


def _in_parts(values: npt.NDArray[Any], n_leads: int) -> list[Digital]:
    """Return the leads of values that follow one another."""
    n = len(values) // n_leads
    return list(values[: n * n_leads].reshape(n_leads, n).astype(np.int32))


def _are_whole(leads: list[Digital]) -> bool:
    """Return whether limb leads are as they are and not what is left of them.

    XLI keeps what is left after I and II are taken off, which is nearly 0. Files do not
    say whether leads that are not packed are such, too, so Einthoven's law decides.
    """
    if len(leads) < _N_LIMB or len({len(lead) for lead in leads[:_N_LIMB]}) != 1:
        return True
    one, two, three = leads[:3]
    return bool(np.abs(three - (two - one)).sum() < np.abs(three).sum())


_N_LIMB = 6


def _restored(leads: list[Digital]) -> list[Digital]:
    one, two, *rest = leads[:_N_LIMB]
    three = two - one - rest[0]
    avr = -rest[1] - (one + two >> 1)
    avl = (one - three >> 1) - rest[2]
    avf = (two + three >> 1) - rest[3]
    return [one, two, three, avr, avl, avf, *leads[_N_LIMB:]]
