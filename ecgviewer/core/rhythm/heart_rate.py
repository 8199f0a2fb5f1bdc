"""Heart rate and its variability, from intervals between normal beats only.

Task Force of ESC and NASPE: Heart rate variability. Circulation 93 (1996) 1043.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float64Array, IntArray
from ecgviewer.core.labels import BeatClass, Labels
from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.intervals import RATE_INTERVALS, means_s, rr_previous_s
from ecgviewer.core.unknown import UnknownStretches

_SEGMENT_S = 300.0
#: Where NN intervals cover less of five minutes, they say too little of them.
_LEAST_COVERED_S = 30.0
_LONG_CHANGE_S = 0.05
#: A change of 50 ms itself must not be above it by a rounding error.
_ROUNDING_S = 1e-9
#: An interval across a pause in the recording, or a missed beat, is not an NN interval.
_LONGEST_S = 3.0


@dataclass(frozen=True)
class HeartRate:
    """What is said of the heart rate; NaN where there are too few intervals.

    Attributes
    ----------
    n_intervals : int
        Intervals between two normal, readable beats in a row.
    mean_bpm, lowest_bpm, highest_bpm : float
        Of all of them; lowest and highest of any eight that follow each other, what
        lies between two NN intervals left out unless it is unknown, or of all where
        that is beyond.
    sdnn_ms, sdann_ms, rmssd_ms : float
        SDANN is of the means of five minutes, of which they cover half a minute or
        more.
    pnn50_percent : float
        Successive intervals that differ by more than 50 ms.
    """

    n_intervals: int
    mean_bpm: float
    lowest_bpm: float
    highest_bpm: float
    sdnn_ms: float
    sdann_ms: float
    rmssd_ms: float
    pnn50_percent: float


def nn_intervals_s(
    sample: Samples,
    labels: Labels,
    readable: BoolArray,
    fs: float,
    unknown: UnknownStretches | None = None,
) -> Float64Array:
    """Return the interval before each beat in seconds, NaN unless it is an NN one."""
    normal = (labels == BeatClass.N) & readable
    both = normal & np.append(False, normal[:-1])[: len(normal)]
    rr_s = rr_previous_s(sample, fs)
    known = both & (rr_s <= _LONGEST_S)
    if unknown is not None and len(unknown):
        known &= ~unknown.across(sample)
    return np.where(known, rr_s, np.nan)


def heart_rate(
    sample: Samples,
    labels: Labels,
    readable: BoolArray,
    fs: float,
    unknown: UnknownStretches | None = None,
) -> HeartRate:
    """Return heart rate and variability of some beats.

    Parameters
    ----------
    sample : ndarray of int64, shape (n_beats,)
        R-peaks in order.
    labels : ndarray of uint8, shape (n_beats,)
    readable : ndarray of bool, shape (n_beats,)
    fs : float
        Sampling frequency in Hz.
    unknown : UnknownStretches, optional
        Neither an interval nor eight of them go across.
    """
    nn_s = nn_intervals_s(sample, labels, readable, fs, unknown)
    return heart_rate_of(sample, nn_s, fs, unknown)


def heart_rate_of(
    sample: Samples,
    nn_s: Float64Array,
    fs: float,
    unknown: UnknownStretches | None = None,
) -> HeartRate:
    """Return what `heart_rate` does, of the intervals before some beats in a row.

    Parameters
    ----------
    sample : ndarray of int64, shape (n_beats,)
        R-peaks in order.
    nn_s : ndarray of float64, shape (n_beats,)
        From `nn_intervals_s`.
    fs : float
        Sampling frequency in Hz.
    unknown : UnknownStretches, optional
        Eight intervals do not go across.
    """
    known = ~np.isnan(nn_s)
    intervals = nn_s[known]
    change_s = np.diff(nn_s)
    change_s = change_s[~np.isnan(change_s)]
    lowest, highest = _extremes_bpm(intervals, _parts(sample, unknown)[known])
    return HeartRate(
        n_intervals=len(intervals),
        mean_bpm=60 / _mean(intervals),
        lowest_bpm=lowest,
        highest_bpm=highest,
        sdnn_ms=1000 * _deviation(intervals),
        sdann_ms=1000 * _deviation(_segment_means(sample[known] / fs, intervals)),
        rmssd_ms=1000 * float(np.sqrt(_mean(change_s**2))),
        pnn50_percent=100 * _mean(np.abs(change_s) > _LONG_CHANGE_S + _ROUNDING_S),
    )


def _mean(values: npt.NDArray[np.generic]) -> float:
    return float(np.mean(np.asarray(values, np.float64))) if len(values) else np.nan


def _deviation(values: Float64Array) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else np.nan


def _parts(sample: Samples, unknown: UnknownStretches | None) -> Samples:
    """Return the same number for beats between which nothing is unknown."""
    if unknown is None or not len(unknown):
        return np.zeros(len(sample), np.int64)
    return np.cumsum(unknown.across(sample), dtype=np.int64)


def _extremes_bpm(intervals: Float64Array, part: IntArray) -> tuple[float, float]:
    if len(intervals) < RATE_INTERVALS:
        return np.nan, np.nan
    whole = part[: 1 - RATE_INTERVALS] == part[RATE_INTERVALS - 1 :]
    if not whole.any():
        return np.nan, np.nan
    # The ends are in fewer windows than the rest: the mean may be beyond all of them.
    mean_s = np.append(means_s(intervals)[whole], intervals.mean())
    return float(60 / mean_s.max()), float(60 / mean_s.min())


def five_minutes(time_s: Float64Array, intervals: Float64Array) -> list[Float64Array]:
    """Return the intervals of each five minutes of which they cover half a minute.

    Parameters
    ----------
    time_s : ndarray of float64, shape (n,)
        When each interval ends, ascending.
    intervals : ndarray of float64, shape (n,)
        In seconds.
    """
    ends = np.flatnonzero(np.diff(time_s // _SEGMENT_S)) + 1
    parts = np.split(intervals, ends)
    return [part for part in parts if part.sum() >= _LEAST_COVERED_S]


def _segment_means(time_s: Float64Array, intervals: Float64Array) -> Float64Array:
    """Return the mean of each of `five_minutes`, of all of them in one go."""
    if not len(intervals):
        return intervals
    starts = np.append(0, np.flatnonzero(np.diff(time_s // _SEGMENT_S)) + 1)
    covered_s = np.add.reduceat(intervals, starts)
    mean_s = covered_s / np.diff(starts, append=len(intervals))
    return np.asarray(mean_s[covered_s >= _LEAST_COVERED_S])
