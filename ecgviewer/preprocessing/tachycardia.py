"""Regular tachycardia that begins from one beat to the next: it is not sinus rhythm.

A sinus node speeds up over many beats; reentry and ectopic atrial foci start and stop
abruptly, and are as regular as a clock (Page et al., 2015 ACC/AHA/HRS guideline for
supraventricular tachycardia, Circulation 133 (2016) e506). Beat by beat, such a run
that lasts for minutes looks like the patient's normal rhythm. Often it pauses for some
beats and comes back at the same rate, out of a rhythm that is not steady then.
"""

from __future__ import annotations

from dataclasses import dataclass
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
#: It comes back within this time, at the rate of its last beats or this near to it.
_BACK_S, _LAST, _SAME_RATE = 60.0, 20, 0.1
#: How near each beat must be to the RR intervals around it where a run comes back:
#: nearer than at first, or flutter is taken for it in LTAFDB (`training.tachycardias`).
STEADIER = 0.06
#: Windows looked at in one go.
_AT_ONCE = 2**14


def in_abrupt_tachycardia(
    rr_s: npt.ArrayLike, stop: Stop = never, steadier: float = STEADIER
) -> BoolArray:
    """Return which beats are in a regular tachycardia that began abruptly.

    And in one that comes back at the same rate, within a minute of its end.

    Parameters
    ----------
    rr_s : array_like of float, shape (n_beats,)
        RR interval before each beat in seconds.
    stop : callable
        Asked before each part of the work.
    steadier : float
        How near to the RR intervals around it, relative to them, each beat must be
        where a run comes back; 0 if none does.

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
    around = _medians(np.pad(rr, 4, "edge"), 9, stop)
    begins = _sustained(rr, around, _STEADY) & _faster(rr, before, following)
    onsets = np.append(np.flatnonzero(begins), len(rr))
    steady = _sustained(rr, around, steadier)
    returns = _Returns(rr, np.cumsum(rr), following, steady)
    onset = start = int(onsets[0])
    while start < len(rr):
        check(stop)
        end = _end(rr, following, start, float(before[onset]))
        inside[start:end] = True
        next_onset = int(onsets[np.searchsorted(onsets, end)])
        back = returns.after(slice(start, end), next_onset, float(before[onset]))
        onset = next_onset if back is None else onset
        start = next_onset if back is None else back
    return inside


@dataclass(frozen=True, slots=True)
class _Returns:
    """Where runs come back.

    `rr` and `time` are in seconds, `following` the median of the next RR intervals,
    `steady` where a steady and fast rhythm begins.
    """

    rr: Float64Array
    time: Float64Array
    following: Float64Array
    steady: BoolArray

    def after(self, run: slice, limit: int, before: float) -> int | None:
        """Return the first beat, ahead of another one, at which a run comes back.

        `before` is the RR interval of the rhythm that the run first began in.
        """
        within = np.searchsorted(self.time, self.time[run.stop - 1] + _BACK_S)
        beats = np.arange(run.stop, min(int(within), limit, len(self.rr) - 1))
        rate = np.median(self.rr[max(run.start, run.stop - _LAST) : run.stop])
        same = np.abs(self.following[beats] - rate) < _SAME_RATE * rate
        fast = self.rr[beats] < _FIRST * before
        # A premature beat before it, and the pause after that, do not belong to it.
        slower = np.maximum(self.rr[beats], self.rr[beats + 1]) > _SLOWER * rate
        found = beats[self.steady[beats] & same & fast & ~slower]
        return int(found[0]) if len(found) else None


def _before(rr: Float64Array, stop: Stop) -> Float64Array:
    """Return the median RR interval before each beat, NaN where that is not steady."""
    lower, median, upper = _quantiles(rr[:-1], _BEFORE, (0.25, 0.5, 0.75), stop)
    steady = np.where(upper - lower < _STEADY_BEFORE * median, median, np.nan)
    return np.concatenate([np.full(_BEFORE, np.nan), steady])


def _faster(
    rr: Float64Array, before: Float64Array, following: Float64Array
) -> BoolArray:
    """Return which beats, and those that follow, are faster than those before."""
    # Comparisons with NaN, where it was not steady before, are false.
    return np.asarray((following < _FASTER * before) & (rr < _FIRST * before))


def _sustained(rr: Float64Array, around: Float64Array, steady: float) -> BoolArray:
    """Return where a fast rhythm begins whose RR intervals are this near each other."""
    even = (np.abs(rr - around) < steady * around) & (around < _LONGEST_RR_S)
    # Not from the first on: the pace may take a beat or two to settle.
    later = np.pad(even, (0, _LEAST + 2))[2:]
    return np.asarray(_windows(later, _LEAST)[: len(rr)].all(axis=1))


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
