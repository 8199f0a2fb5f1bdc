"""What a MAT file holds of a recording, by the names and shapes of its variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.record import is_lead_name
from ecgviewer.formats.csv.units import (
    TIME_UNITS,
    mv_of,
    split_unit,
    unit_of_step,
)
from ecgviewer.formats.mat.variables import Value

_SIGNAL = re.compile(
    r"(val|data|x|y|sig(nals?)?|(p_|d_)?signal|recording|leads?|ecg.*|ekg.*)"
)
_RATE = re.compile(
    r"(ecg_?)?(fs|sf|sfreq|srate|fsamp|fsample|hz|freq(uency)?|rate|"
    r"sampl\w*_?(rate|freq\w*))(_?hz)?"
)
_UNIT = re.compile(r"(ecg_?)?units?")
_GAIN = re.compile(r"(adc_?)?gains?|units_?per_?mv")
_NAMES = re.compile(r"(sig_?|lead_?|chan\w*_?)?(names?|labels?|desc|leads|channels)")
_TIMES = re.compile(r"tm|t|time(s|stamps?)?")
#: A recording has more samples than leads, and at least these.
_LEAST_SAMPLES, _MOST_LEADS = 100, 512
_EVEN = 1e-3


@dataclass(frozen=True)
class Content:
    """What was found.

    Attributes
    ----------
    title : str
        Of the variable with the samples; empty where there is none.
    leads : ndarray, shape (n_leads, n_samples)
        As in the file.
    names : tuple of str
        One for each lead, or none.
    fs : float or None
        In Hz.
    unit, gain : str, float or None
        Of the values, where the file says them.
    details : tuple of pairs of str
        Texts and single numbers beside them.
    """

    title: str
    leads: npt.NDArray[Any]
    names: tuple[str, ...]
    fs: float | None
    unit: str
    gain: float | None
    details: tuple[tuple[str, str], ...]


def content_of(variables: dict[str, Value]) -> Content:
    """Return what variables hold of a recording."""
    flat = dict(_flat(variables, ""))
    title, leads, names = _signal(flat)
    said = [(_last(name), value) for name, value in flat.items() if name != title]
    return Content(
        title=title,
        leads=leads,
        names=names or _names(said, len(leads)),
        fs=_number(said, _RATE) or _rate_of_times(said, leads.shape[1]),
        unit=_unit(said) or split_unit(_last(title))[1],
        gain=_number(said, _GAIN),
        details=tuple(_details(flat)),
    )


def _flat(values: dict[str, Value], before: str) -> Iterator[tuple[str, Value]]:
    """Yield variables and fields of structures, each with its whole name."""
    for name, value in values.items():
        whole = f"{before}.{name}" if before else name
        if isinstance(value, dict):
            yield from _flat(value, whole)
        else:
            yield whole, value


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _word(name: str) -> str:
    return _last(name).lower()


def _signal(
    flat: dict[str, Value],
) -> tuple[str, npt.NDArray[Any], tuple[str, ...]]:
    """Return the samples, leads first: a matrix, or vectors named as leads are."""
    single = [(n, v) for n, v in flat.items() if is_lead_name(_last(n)) and _long(v)]
    if single:
        rows = [np.asarray(value).ravel() for _, value in single]
        rows = [row for row in rows if len(row) == len(rows[0])]
        names = tuple(_last(name) for name, _ in single[: len(rows)])
        return ", ".join(names), np.stack(rows), names
    long = [(n, v) for n, v in flat.items() if _long(v) and not _is_time(n)]
    if not long:
        return "", np.empty((0, 0)), ()
    known = [each for each in long if _SIGNAL.fullmatch(_word(each[0]))]
    title, value = max(known or long, key=lambda each: np.asarray(each[1]).size)
    matrix = np.asarray(value)
    return title, matrix if matrix.shape[0] < matrix.shape[1] else matrix.T, ()


def _is_time(name: str) -> bool:
    return bool(_TIMES.fullmatch(_word(name)))


def _long(value: Value) -> bool:
    return (
        isinstance(value, np.ndarray)
        and value.ndim == 2
        and max(value.shape) >= _LEAST_SAMPLES
        and 1 <= min(value.shape) <= _MOST_LEADS
    )


def _number(said: list[tuple[str, Value]], pattern: re.Pattern[str]) -> float | None:
    """Return the number above 0 that a variable holds, the same for all leads."""
    for name, value in said:
        if isinstance(value, np.ndarray) and pattern.fullmatch(name.lower()):
            values = np.unique(value.astype(np.float64))
            if len(values) == 1 and 0 < values[0] < np.inf:
                return float(values[0])
    return None


def _rate_of_times(said: list[tuple[str, Value]], n_samples: int) -> float | None:
    for name, value in said:
        if not isinstance(value, np.ndarray) or not _is_time(name):
            continue
        times = value.ravel().astype(np.float64)
        steps = np.diff(times)
        if len(times) != n_samples or len(steps) < 1 or not np.all(steps > 0):
            continue
        step = (times[-1] - times[0]) / len(steps)
        unit = unit_of_step(step)
        if unit and float(np.ptp(steps)) <= _EVEN * step + np.spacing(times[-1]) * 4:
            fs = 1 / (step * TIME_UNITS[unit])
            return float(round(fs)) if abs(fs - round(fs)) < _EVEN * fs else fs
    return None


def _unit(said: list[tuple[str, Value]]) -> str:
    """Return the unit of voltage that a variable names, the same for all leads."""
    for name, value in said:
        words = value if isinstance(value, list) else [value]
        if _UNIT.fullmatch(name.lower()) and words:
            first = words[0]
            alike = all(isinstance(w, str) and w == first for w in words)
            if isinstance(first, str) and alike and mv_of(first) is not None:
                return first
    return ""


def _names(said: list[tuple[str, Value]], n_leads: int) -> tuple[str, ...]:
    for name, value in said:
        words = re.split(r"[,;|\s]+", value) if isinstance(value, str) else value
        if not _NAMES.fullmatch(name.lower()) or not isinstance(words, list):
            continue
        if len(words) == n_leads and all(isinstance(word, str) for word in words):
            return tuple(str(word) for word in words)
    return ()


def _details(flat: dict[str, Value]) -> Iterator[tuple[str, str]]:
    for name, value in flat.items():
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, np.ndarray) and value.size == 1:
            yield name, f"{value.ravel()[0]:g}"
