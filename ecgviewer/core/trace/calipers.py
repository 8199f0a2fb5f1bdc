"""Calipers: time and amplitude between two places of a trace, and their repetition."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Samples


@dataclass(frozen=True)
class Caliper:
    """Two legs and two arms.

    Attributes
    ----------
    first, second : int
        Samples of the legs, in any order.
    lead : int
        The lead whose values the arms stand at.
    first_value, second_value : float
        In the unit of the lead.
    """

    first: int
    second: int
    lead: int = 0
    first_value: float = 0.0
    second_value: float = 0.0

    @property
    def interval(self) -> int:
        """Samples between the legs."""
        return abs(self.second - self.first)

    @property
    def amplitude(self) -> float:
        """How much higher the second arm is, in the unit of the lead."""
        return self.second_value - self.first_value

    def duration_ms(self, fs: float) -> float:
        """Return the time between the legs."""
        return 1000.0 * self.interval / fs

    def bpm(self, fs: float) -> float:
        """Return the heart rate of which the interval is one beat; NaN for none."""
        return 60.0 * fs / self.interval if self.interval else math.nan

    def comb(self, start: int, stop: int) -> Samples:
        """Return where the interval, repeated both ways, falls in [start, stop)."""
        if not self.interval:
            return np.empty(0, np.int64)
        low = -((self.first - start) // self.interval)
        high = (stop - 1 - self.first) // self.interval
        return self.first + self.interval * np.arange(low, high + 1)

    def moved(self, samples: int) -> Caliper:
        """Return the caliper with both legs moved."""
        return replace(self, first=self.first + samples, second=self.second + samples)

    def widened(self, samples: int) -> Caliper:
        """Return the caliper with the later leg moved, never past the other one."""
        if self.first <= self.second:
            return replace(self, second=max(self.second + samples, self.first + 1))
        return replace(self, first=max(self.first + samples, self.second + 1))


def nearest_peak(
    sample: int, peaks: Samples, values: Float32Array, first: int, reach: int
) -> int | None:
    """Return the peak to which a leg near it snaps.

    Parameters
    ----------
    sample : int
        Where the leg is.
    peaks : ndarray of int64
        R-peaks in order; they come before any other peak.
    values : ndarray of float32, shape (n,)
        The trace around the leg.
    first : int
        Sample of its first value.
    reach : int
        How far a leg jumps, in samples.

    Returns
    -------
    int or None
        None where there is neither an R-peak nor a clear extremum.
    """
    row = int(np.searchsorted(peaks, sample))
    beside = peaks[max(row - 1, 0) : row + 1]
    if len(beside):
        nearest = int(beside[np.argmin(np.abs(beside - sample))])
        if abs(nearest - sample) <= reach:
            return nearest
    low = max(sample - reach - first, 0)
    near = values[low : max(sample + reach + 1 - first, 0)]
    if not np.isfinite(near).any():
        return None
    height = np.abs(near - np.nanmedian(near))
    place = int(np.nanargmax(height))
    # An extremum at the edge is a slope that goes on beyond it.
    return first + low + place if 0 < place < len(near) - 1 else None


def isoelectric(values: npt.NDArray[np.floating]) -> float:
    """Return the level of the trace around a beat; NaN without a valid sample."""
    valid = values[np.isfinite(values)]
    return float(np.median(valid)) if len(valid) else math.nan
