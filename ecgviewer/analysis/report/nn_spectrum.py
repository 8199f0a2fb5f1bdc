"""Power of the NN intervals in bands of frequency, by segments of five minutes.

Task Force of ESC and NASPE: Heart rate variability. Circulation 93 (1996) 1043.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.record import Samples

SEGMENT_S = 300.0
LF_HZ, HF_HZ = (0.04, 0.15), (0.15, 0.40)
_RATE_HZ = 4.0
#: A segment of which NN intervals cover less says too little.
_LEAST_COVERED = 0.8


@dataclass(frozen=True, eq=False)
class SegmentPowers:
    """Power of each segment that enough intervals cover.

    Attributes
    ----------
    start : ndarray of int64, shape (n_segments,)
        First sample of each.
    lf_ms2, hf_ms2 : ndarray of float64, shape (n_segments,)
    """

    start: Samples
    lf_ms2: Float64Array
    hf_ms2: Float64Array

    def within(self, first: int, beyond: int) -> SegmentPowers:
        """Return the segments that begin in [first, beyond)."""
        rows = (first <= self.start) & (self.start < beyond)
        return SegmentPowers(self.start[rows], self.lf_ms2[rows], self.hf_ms2[rows])


def segment_powers(sample: Samples, nn_s: Float64Array, fs: float) -> SegmentPowers:
    """Return the power of NN intervals in each five minutes of a record.

    The tachogram is interpolated by a cubic spline at 4 Hz; its mean and trend are
    removed, and its periodogram is taken through a Hann window.

    Parameters
    ----------
    sample : ndarray of int64, shape (n_beats,)
        R-peaks in order.
    nn_s : ndarray of float64, shape (n_beats,)
        Interval before each, NaN unless it is an NN one.
    fs : float
        Sampling frequency in Hz.
    """
    known = ~np.isnan(nn_s)
    time_s, intervals = sample[known] / fs, nn_s[known]
    numbers = (time_s // SEGMENT_S).astype(np.int64)
    ends = np.flatnonzero(np.diff(numbers)) + 1
    found = []
    for rows in np.split(np.arange(len(numbers)), ends):
        if intervals[rows].sum() >= _LEAST_COVERED * SEGMENT_S:
            powers = band_powers_ms2(time_s[rows], intervals[rows])
            found.append((round(int(numbers[rows[0]]) * SEGMENT_S * fs), *powers))
    start, lf, hf = zip(*found, strict=True) if found else ((), (), ())
    return SegmentPowers(
        np.array(start, np.int64), np.array(lf, float), np.array(hf, float)
    )


def band_powers_ms2(
    time_s: Float64Array, intervals_s: Float64Array
) -> tuple[float, float]:
    """Return low and high frequency power of some intervals, in ms²."""
    # SciPy takes a while to import, and most programs of this one make no report.
    from scipy.interpolate import CubicSpline  # noqa: PLC0415
    from scipy.signal import detrend, periodogram  # noqa: PLC0415

    grid_s = np.arange(time_s[0], time_s[-1], 1 / _RATE_HZ)
    even_ms = detrend(CubicSpline(time_s, 1000 * intervals_s)(grid_s))
    frequency, density = periodogram(even_ms, _RATE_HZ, "hann", detrend=False)
    step = float(frequency[1])
    low, high = (
        float(density[(lowest <= frequency) & (frequency < highest)].sum() * step)
        for lowest, highest in (LF_HZ, HF_HZ)
    )
    return low, high
