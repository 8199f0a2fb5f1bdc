"""The leads of an EDF file: which are ECGs, at what rate, in what unit."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from ecgviewer.core.ecg_lead import may_be_ecg
from ecgviewer.core.record import Lead, Steps, is_lead_name
from ecgviewer.core.units import millivolts
from ecgviewer.core.wording import said_once
from ecgviewer.formats.edf.header import EdfHeader, EdfSignal

#: What EDF+ puts before the name of a lead.
_ECG = re.compile(r"(ecg|ekg)(?![a-z])[ _-]*", re.IGNORECASE)
#: Some have it behind, or call all that an EEG system recorded EEG first.
_ECG_BEHIND = re.compile(
    r"(eeg|pol|chan)?.*(?<![a-z])(ecg|ekg)(?![a-z])", re.IGNORECASE
)
#: Other types of signals of EDF+, and what BDF has beside signals.
_OTHER = re.compile(
    r"(ee?g|eog|erg|emg|meg|mcg|ep|resp|flow|effort|sao2|temp|light|sound|event|snore"
    r"|position|status|hr|pulse)\b",
    re.IGNORECASE,
)
#: Of a step: what limits of eight characters leave open.
_ROUNDED = 1e-6
#: Of signals without a unit: it says nothing, as of normalised ones in WFDB.
_NO_UNIT, _STEPS_UNIT = "NU", "adu"
_IN_STEPS = (
    "so that values are shown in steps of the converter. Correct it with the header "
    "editor of EDFbrowser."
)
_AS_THEY_STAND = "no unit is given, so that amplitudes are shown as they stand."


@dataclass(frozen=True)
class EdfLead:
    """A lead and how its values come from a file.

    Attributes
    ----------
    lead : Lead
    signal : EdfSignal
    steps : Steps
        Those of the lead.
    """

    lead: Lead
    signal: EdfSignal
    steps: Steps


@dataclass(frozen=True)
class EdfLeads:
    """The leads of a file.

    Attributes
    ----------
    leads : tuple of EdfLead
    spr : int
        Samples of the record in a data record: those of its ECG leads.
    fs : float
    notices : tuple of str
    """

    leads: tuple[EdfLead, ...]
    spr: int
    fs: float
    notices: tuple[str, ...]


def leads_of(header: EdfHeader) -> EdfLeads:
    """Return the leads of a file that has any; the rate is that of the ECG leads.

    Others have theirs in `Lead.own_fs`, and are not ECG leads of the record.
    """
    signals = header.ordinary
    are_ecg = _are_ecg(signals)
    rates = [s.n_samples for s, ecg in zip(signals, are_ecg, strict=True) if ecg]
    rates = rates or [
        s.n_samples for s, ecg in zip(signals, are_ecg, strict=True) if ecg is None
    ]
    spr = max(rates or [s.n_samples for s in signals])
    leads: list[EdfLead] = []
    faults: list[tuple[str, str]] = []
    for name, signal, is_ecg in zip(_names(signals), signals, are_ecg, strict=True):
        steps, unit, fault = _scale(signal, header.width)
        if fault:
            which = f"signal {header.signals.index(signal) + 1} ({signal.label})"
            faults.append((which, f"{fault}, {_IN_STEPS}"))
        elif not signal.unit and is_ecg:
            faults.append((name, _AS_THEY_STAND))
        other = signal.n_samples != spr
        own_fs = _rate(signal.n_samples, header.record_s) if other else 0.0
        lead = Lead(name, unit, False if other else is_ecg, own_fs, steps)
        leads.append(EdfLead(lead, signal, steps))
    notices = (f"{header.path.name}, {each}" for each in said_once(faults))
    return EdfLeads(
        tuple(leads),
        spr,
        _rate(spr, header.record_s),
        (*notices, *_of_rates(header, leads)),
    )


def _rate(n_samples: int, record_s: Fraction) -> float:
    return float(n_samples / record_s)


def _are_ecg(signals: tuple[EdfSignal, ...]) -> list[bool | None]:
    """Return what labels say; where some say ECG, all others are not."""
    said = [_is_ecg(signal) for signal in signals]
    return [bool(each) for each in said] if any(said) else said


def _is_ecg(signal: EdfSignal) -> bool | None:
    if _ECG.match(signal.label) or is_lead_name(signal.label):
        return True
    behind = _ECG_BEHIND.match(signal.label)
    if behind and (behind[1] or not _OTHER.match(signal.label)):
        return True
    if _OTHER.match(signal.label) or not may_be_ecg(Lead(signal.label, signal.unit)):
        return False
    return None


def _names(signals: tuple[EdfSignal, ...]) -> list[str]:
    """Return the names of the leads: of ``ECG V1`` the lead; none comes twice."""
    names: list[str] = []
    for number, signal in enumerate(signals, 1):
        inner = _ECG.sub("", signal.label, count=1)
        name = inner if is_lead_name(inner) else signal.label or f"lead {number}"
        plain, repeat = name, 1
        while name in names:
            repeat += 1
            name = f"{plain} ({repeat})"
        names.append(name)
    return names


def _scale(signal: EdfSignal, width: int) -> tuple[Steps, str, str]:
    """Return steps and unit of the values, and why they are not known."""
    (low, high), (lowest, highest) = signal.physical, signal.digital
    fault = ""
    if not all(map(math.isfinite, (low, high, lowest, highest))):
        fault = "physical or digital minimum or maximum is not a number"
    elif lowest == highest:
        fault = f"digital minimum and maximum are both {lowest:g}"
    elif low == high:
        fault = f"physical minimum and maximum are both {low:g}"
    if fault:
        return Steps(1.0, 0.0, 8 * width), _STEPS_UNIT, fault
    scale = millivolts(signal.unit) if signal.unit else None
    size = (high - low) / (highest - lowest)
    zero = lowest - low / size
    if abs(zero - round(zero)) < _ROUNDED:
        zero = float(round(zero))
    if scale is None:
        return Steps(size, zero, 8 * width), signal.unit or _NO_UNIT, ""
    return Steps(size * scale, zero, 8 * width), "mV", ""


def _of_rates(header: EdfHeader, leads: list[EdfLead]) -> list[str]:
    """Return what to say of leads that could be ECGs and are at another rate."""
    others = [each for each in leads if each.lead.own_fs]
    ecg = [each for each in others if _is_ecg(each.signal)]
    if not ecg:
        return []
    names = ", ".join(f"{e.lead.name} ({e.lead.own_fs:g} Hz)" for e in ecg)
    return [
        f"{header.path.name}: {names} was recorded at a lower rate than the other ECG "
        "leads. It is shown, and not analysed."
    ]
