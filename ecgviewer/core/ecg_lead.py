"""Whether a lead holds an ECG, by what its file says of it."""

from __future__ import annotations

import re

from ecgviewer.core.record import Lead

#: Units of what monitors record beside an ECG. Others, as NU for normalised units or
#: adu for steps of the converter, say nothing of what was measured.
_NO_VOLTS = re.compile(
    r"mm ?hg|cm ?h2o|k?pa|bar|%|bpm|pm|rpm|\S*/min|[lm]?l|l/s|lpm|°?c|deg\s?c?|°"
    r"|k?ohms?|[kmµu]?Ω|m?g|m/s.*|lux|m?s|hz|m?w",
    re.IGNORECASE,
)
#: Signals of monitors that are given in volts or without a unit at times.
_NO_ECG = re.compile(
    r"(a?bp|[a-z]*art|cvp|pap|icp|nibp|pleth|ppg|spo2|resp|eeg|eog|emg|gsr|eda|acc"
    r"|marker|trigger|temp|co2)\b",
    re.IGNORECASE,
)


def may_be_ecg(lead: Lead) -> bool:
    """Return whether a lead may hold an ECG.

    What the file says counts. Else a lead in volts may, and one in a unit that says
    nothing, unless its name is that of something else.
    """
    if lead.is_ecg is not None:
        return lead.is_ecg
    if _NO_ECG.match(lead.name.strip()):
        return False
    return not _NO_VOLTS.fullmatch(lead.unit.strip())
