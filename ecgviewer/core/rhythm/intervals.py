"""RR intervals, and rates of several successive ones."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.record import Samples

Seconds = Float64Array

#: A rate is that of this many successive RR intervals, a power of two.
RATE_INTERVALS = 8


def rr_previous_s(sample: Samples, fs: float) -> Seconds:
    """Return the seconds from the beat before, NaN for the first beat."""
    return np.diff(sample, prepend=np.nan) / fs


def rr_next_s(sample: Samples, fs: float) -> Seconds:
    """Return the seconds to the beat after, NaN for the last beat."""
    return np.diff(sample, append=np.nan) / fs


def means_s(rr_s: Seconds) -> Seconds:
    """Return the mean of eight intervals from each row on that has as many.

    Parameters
    ----------
    rr_s : ndarray of float64, shape (n_beats,)
        NaN where there is no interval; its eight have no mean then.
    """
    if len(rr_s) < RATE_INTERVALS:
        return np.empty(0)
    sums, n_summed = rr_s, 1
    # Sums of two of the sums before are many times as fast as windows of eight.
    while n_summed < RATE_INTERVALS:
        sums = sums[:-n_summed] + sums[n_summed:]
        n_summed *= 2
    return sums / n_summed


def mean_bpm(rr_s: Seconds) -> float:
    """Return the mean rate of the intervals that are known.

    NaN where none is, or where all beats are in one place.
    """
    known_s = rr_s[~np.isnan(rr_s)]
    mean_s = float(known_s.mean()) if len(known_s) else 0.0
    return 60 / mean_s if mean_s > 0 else float("nan")


def stretches(wanted: BoolArray) -> list[tuple[int, int]]:
    """Return the first and last row of every unbroken stretch of wanted rows."""
    edges = np.diff(np.concatenate([[False], wanted, [False]]).astype(np.int8))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(a), int(b) - 1) for a, b in zip(starts, stops, strict=True)]
