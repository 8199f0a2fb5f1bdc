"""Which leads of a record to find R-peaks on and to classify.

Of few leads all are classified, of many a few that differ.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

import numpy as np

from ecgviewer.core.record import Record
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing import quality, rpeaks
from ecgviewer.preprocessing.ecg_leads import ecg_leads
from ecgviewer.preprocessing.filters import fill_gaps
from ecgviewer.preprocessing.spec import PreprocessingSpec

#: Mean quality of its beats from which a lead is taken.
_READABLE = 0.5
#: Seconds of a record that are looked at to compare the quality of its leads.
PROBE_S = 120
#: Leads that are looked at: II, V1 and V5 of twelve, all three of a Holter recorder.
MOST_LEADS = 3
#: Leads that see the heart from one side, those first that show beats best there.
_SIDES = (
    ("ii", "mlii", "ml2", "avf", "iii", "mliii", "avr"),
    ("v1", "v2", "mcl1", "v3"),
    ("v5", "v6", "v4", "mv5", "cm5", "cc5", "i", "mli", "avl"),
)
#: Before the name in some files.
_PREFIX = re.compile(r"^(ecg|lead)[ _-]*", re.IGNORECASE)


def choose_lead(record: Record, spec: PreprocessingSpec, stop: Stop = never) -> int:
    """Return the lead to classify: a preferred one that can be read, else the best.

    Raises
    ------
    ValueError
        If the record has no lead.
    Stopped
        If `stop` asks for it, as in all that takes a `stop`.
    """
    readability = cache(lambda lead: _readability(record, lead, stop))
    names = [lead.name.strip().lower() for lead in record.leads]
    if not names:
        raise ValueError(f"record {record.name} has no lead to analyse")
    preferred = [names.index(n) for name in spec.leads if (n := name.lower()) in names]
    for lead in preferred:
        if readability(lead) >= _READABLE:
            return lead
    # Of leads that are equally bad the preferred one comes first.
    leads = [*preferred, *ecg_leads(record)]
    return max(leads, key=readability)


def _readability(record: Record, lead: int, stop: Stop) -> float:
    check(stop)
    values = record.values(lead, 0, round(PROBE_S * record.fs))
    signal = fill_gaps(values)[0]
    samples = rpeaks.detect_r_peaks(signal[None], record.fs)
    if not len(samples):
        return 0.0
    return float(np.mean(quality.beat_quality(values, record.fs, samples)))


def choose_leads(
    record: Record, lead: int, stop: Stop = never, most: int = MOST_LEADS
) -> list[int]:
    """Return the leads to classify: that of the R-peaks first, then those that differ.

    All ECG leads of a record that has no more than `most`. Of others the best that can
    be read of each side that no lead is of yet, then of any.

    Parameters
    ----------
    record : Record
    lead : int
        The lead of the R-peaks.
    stop : callable
        Asked before each part of the work.
    most : int
        How many at most.

    Raises
    ------
    Stopped
        If `stop` asks for it.
    """
    others = [each for each in ecg_leads(record) if each != lead]
    if len(others) < most:
        return [lead, *others]
    readable = cache(lambda each: _readability(record, each, stop) >= _READABLE)
    sides = _sides(record, others)
    sides.pop(_side(record, lead)[0], None)
    chosen = [lead]
    for side in sorted(sides):
        if len(chosen) < most:
            chosen += islice(filter(readable, sides[side]), 1)
    for other in others:
        if len(chosen) < most and other not in chosen and readable(other):
            chosen.append(other)
    return chosen


def _sides(record: Record, leads: list[int]) -> dict[int, list[int]]:
    """Return the leads of each side, those first that show beats best there."""
    sides: dict[int, list[int]] = {}
    for lead in sorted(leads, key=lambda each: (_side(record, each), each)):
        sides.setdefault(_side(record, lead)[0], []).append(lead)
    return sides


def _side(record: Record, lead: int) -> tuple[int, int]:
    """Return which side a lead sees, and its place among those of that side.

    A lead of another name has a side of its own.
    """
    name = _PREFIX.sub("", record.leads[lead].name.strip()).lower()
    for side, names in enumerate(_SIDES):
        if name in names:
            return side, names.index(name)
    return len(_SIDES) + lead, 0
