"""Regular tachycardia that begins from one beat to the next: it is not sinus rhythm.

A sinus node speeds up over many beats; reentry and ectopic atrial foci start and stop
abruptly, and are as regular as a clock (Page et al., 2015 ACC/AHA/HRS guideline for
supraventricular tachycardia, Circulation 133 (2016) e506). Beat by beat, such a run
that lasts for minutes looks like the patient's normal rhythm.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.stopping import Stop, check, never

T = TypeVar("T", bound=np.generic)

#: Over 100 a minute.
_LONGEST_RR_S = 0.6
#: Beats before that tell the rhythm it began in, and how far their RR intervals may
#: differ (quartiles): in fibrillation or flutter a fast stretch is nothing that began.
_BEFORE, _STEADY_BEFORE = 15, 0.15
#: Beats that must follow, each this near to the RR intervals around it.
_LEAST, _STEADY = 8, 0.12
#: RR intervals of the run, and the first of them, relative to those before.
_FASTER, _FIRST = 0.75, 0.85
#: It ends where the next beats are this much slower.
_SLOWER = 1.25
#: How fast the rate that it is compared with follows it.
_FOLLOW = 0.02
#: Windows looked at in one go.
_AT_ONCE = 2**14


def in_abrupt_tachycardia(rr_s: npt.ArrayLike, stop: Stop = never) -> BoolArray:
    """Return which beats are in a regular tachycardia that began abruptly.

    Parameters
    ----------
    rr_s : array_like of float, shape (n_beats,)
        RR interval before each beat in seconds.
    stop : callable
        Asked before each part of the work.

    Returns
    -------
    ndarray of bool, shape (n_beats,)
        False for the last beats of a rhythm too short to tell.
    """
    rr = np.asarray(rr_s, np.float64)
    inside = np.zeros(len(rr), bool)
    if len(rr) < _BEFORE + _LEAST + 2:
        return inside
    before = _before(rr, stop)
    following = _medians(np.pad(rr, (0, _LEAST - 1), "edge"), _LEAST, stop)
    end = 0
    for onset in np.flatnonzero(_onsets(rr, before, following, stop)):
        check(stop)
        if onset >= end:
            end = _end(rr, following, int(onset), float(before[onset]))
            inside[onset:end] = True
    return inside


def _before(rr: Float64Array, stop: Stop) -> Float64Array:
    """Return the median RR interval before each beat, NaN where that is not steady."""
    lower, median, upper = _quantiles(rr[:-1], _BEFORE, (0.25, 0.5, 0.75), stop)
    steady = np.where(upper - lower < _STEADY_BEFORE * median, median, np.nan)
    return np.concatenate([np.full(_BEFORE, np.nan), steady])


def _onsets(
    rr: Float64Array, before: Float64Array, following: Float64Array, stop: Stop
) -> BoolArray:
    around = _medians(np.pad(rr, 4, "edge"), 9, stop)
    steady = (np.abs(rr - around) < _STEADY * around) & (around < _LONGEST_RR_S)
    # Not from the first on: the pace may take a beat or two to settle.
    later = np.pad(steady, (0, _LEAST + 2))[2:]
    sustained = _windows(later, _LEAST)[: len(rr)].all(axis=1)
    # Comparisons with NaN, where it was not steady before, are false.
    faster = (following < _FASTER * before) & (rr < _FIRST * before)
    onsets: BoolArray = sustained & faster
    return onsets


def _end(rr: Float64Array, following: Float64Array, onset: int, before: float) -> int:
    """Return the beat after the last one of the run."""
    pace, long = following[onset], _FIRST * before
    for beat in range(onset, len(rr)):
        slow = min(rr[beat], rr[min(beat + 1, len(rr) - 1)]) > long
        if slow or min(rr[beat], following[beat]) > _SLOWER * pace:
            return beat
        pace += _FOLLOW * (min(rr[beat], 1.1 * pace) - pace)
    return len(rr)


def _medians(values: Float64Array, length: int, stop: Stop) -> Float64Array:
    """Return the median of each window."""
    windows, parts = _windows(values, length), []
    for start in range(0, len(windows), _AT_ONCE):
        check(stop)
        parts.append(np.median(windows[start : start + _AT_ONCE], axis=1))
    return np.concatenate(parts)


def _quantiles(
    values: Float64Array, length: int, quantiles: tuple[float, ...], stop: Stop
) -> Float64Array:
    """Return quantiles of each window, shape (n_quantiles, n_windows)."""
    windows, parts = _windows(values, length), []
    for start in range(0, len(windows), _AT_ONCE):
        check(stop)
        parts.append(np.quantile(windows[start : start + _AT_ONCE], quantiles, axis=1))
    return np.concatenate(parts, axis=1)


def _windows(values: npt.NDArray[T], length: int) -> npt.NDArray[T]:
    return np.lib.stride_tricks.sliding_window_view(values, length)
