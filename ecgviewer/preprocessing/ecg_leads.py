"""Which leads of a record hold an ECG, by what the header says of them."""

from __future__ import annotations

import re

from ecgviewer.core.record import Lead, Record

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


def ecg_leads(record: Record) -> list[int]:
    """Return the leads that may hold an ECG.

    Those in volts count, and those in a unit that says nothing, unless their name is
    that of something else. A record with none gives all its leads.
    """
    found = [n for n, lead in enumerate(record.leads) if _may_be_ecg(lead)]
    return found or list(range(len(record.leads)))


def without_ecg(record: Record) -> tuple[str, ...]:
    """Return what to say before a record without a lead of ECG is analysed."""
    if not record.leads or any(map(_may_be_ecg, record.leads)):
        return ()
    leads = ", ".join(f"{lead.name} ({lead.unit})" for lead in record.leads)
    return (
        f"{record.name} holds no ECG: {leads}. Beats found in it are not those of an "
        "ECG, and their classes mean nothing. If a lead is an ECG after all, correct "
        "its name or unit in the header.",
    )


def _may_be_ecg(lead: Lead) -> bool:
    if _NO_ECG.match(lead.name.strip()):
        return False
    return not _NO_VOLTS.fullmatch(lead.unit.strip())
