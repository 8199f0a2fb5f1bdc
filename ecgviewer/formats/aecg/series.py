"""The leads of a rhythm series of an HL7 aECG: lists of integers and their scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import lead_title
from ecgviewer.core.units import millivolts
from ecgviewer.formats.clinical.fields import (
    attribute_of,
    hl7_time,
    number,
    numbers,
)
from ecgviewer.formats.clinical.short_record import LeadPart
from ecgviewer.formats.clinical.small_file import REMEDY

_PREFIX = "MDC_ECG_LEAD_"
#: Where a lead is called otherwise.
_TITLES = {"AVRNEG": "-aVR", "C": "Chest"}
_SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6}
#: Hz, and how far frequencies of one series may be apart.
_MOST_FS, _SAME_FS = 1e6, 1e-6


@dataclass(frozen=True)
class Series:
    """A rhythm series.

    Attributes
    ----------
    fs : float
        In Hz.
    parts : tuple of LeadPart
    start_time : datetime or None
    """

    fs: float
    parts: tuple[LeadPart, ...]
    start_time: datetime | None


@dataclass(frozen=True)
class _Set:
    """Leads that were recorded together, and when that began."""

    fs: float
    head_s: float
    start: datetime | None
    leads: list[Element]


def read_series(element: Element, path: Path) -> Series:
    """Return the leads of a series; sets recorded one after another are placed so.

    Raises
    ------
    RecordError
        If they cannot be understood; the message names the place and the remedy.
    """
    sets = [_set(each, path) for each in element.findall("component/sequenceSet")]
    sets = [each for each in sets if each.leads]
    if not sets:
        raise RecordError(
            f"{path}: its rhythm series has no lead ({_PREFIX}…). {REMEDY}"
        )
    fs = sets[0].fs
    if any(abs(each.fs - fs) > _SAME_FS * fs for each in sets):
        raise RecordError(
            f"{path}: its leads have several sampling frequencies, which one record "
            f"cannot have. {REMEDY}"
        )
    starts = [each.start for each in sets if each.start]
    earliest = min(starts) if starts else None
    least_s = min(each.head_s for each in sets)
    parts = [
        _part(lead, path, round(_since_s(each, earliest, least_s) * fs))
        for each in sets
        for lead in each.leads
    ]
    low = hl7_time(attribute_of(element, "effectiveTime/low"))
    return Series(fs, tuple(parts), earliest or low)


def _since_s(each: _Set, earliest: datetime | None, least_s: float) -> float:
    if each.start and earliest:
        return (each.start - earliest).total_seconds()
    return each.head_s - least_s


def _set(element: Element, path: Path) -> _Set:
    sequences = element.findall("component/sequence")
    codes = [attribute_of(each, "code", "code") for each in sequences]
    leads = [
        each
        for each, code in zip(sequences, codes, strict=True)
        if code.startswith(_PREFIX)
    ]
    for each, code in zip(sequences, codes, strict=True):
        step = number(attribute_of(each, "value/increment"))
        unit = _SECONDS.get(attribute_of(each, "value/increment", "unit") or "s")
        if not code.startswith("TIME_") or step is None or unit is None:
            continue
        if not step * unit >= 1 / _MOST_FS:
            break
        head = attribute_of(each, "value/head")
        if code == "TIME_ABSOLUTE":
            return _Set(1 / (step * unit), 0.0, hl7_time(head), leads)
        head_unit = _SECONDS.get(attribute_of(each, "value/head", "unit"), 1.0)
        return _Set(1 / (step * unit), (number(head) or 0.0) * head_unit, None, leads)
    raise RecordError(
        f"{path}: a set of leads does not say the time between samples (TIME_ABSOLUTE "
        f"or TIME_RELATIVE with an increment). {REMEDY}"
    )


def _part(lead: Element, path: Path, first: int) -> LeadPart:
    code = attribute_of(lead, "code", "code").removeprefix(_PREFIX)
    name = lead_title(_TITLES.get(code.upper(), code))
    step = number(attribute_of(lead, "value/scale"))
    origin = number(attribute_of(lead, "value/origin") or "0")
    per_step = millivolts(attribute_of(lead, "value/scale", "unit"))
    per_origin = millivolts(attribute_of(lead, "value/origin", "unit") or "mV")
    if not step or origin is None or per_step is None or per_origin is None:
        raise RecordError(
            f"{path}: lead {name} has no scale in volts, and no voltage follows from "
            f"its digits. {REMEDY}"
        )
    try:
        digital = numbers(lead.findtext("value/digits") or "")
    except ValueError as error:
        raise RecordError(
            f"{path}: the digits of lead {name} are not all numbers ({error}). {REMEDY}"
        ) from error
    step_mv = step * per_step
    zero = (0.0 - origin * per_origin) / step_mv
    return LeadPart(name, digital, step_mv, zero, first)
