"""Where a lead carries no ECG at all: missing, flat or cut off at its limits."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing.lead_gaps import held_for, long_runs

#: Longer than an isoelectric line stays on one step of a coarse converter.
_FLAT_S = 0.4
#: A QRS rests on its peak for less.
_SATURATED_S = 0.025
_LEAST_SAMPLES = 3
#: Samples looked at in one go.
_AT_ONCE = 2**18


def faulty(values: Float32Array, fs: float, limits: tuple[float, float]) -> BoolArray:
    """Return which values of a lead are missing, or held flat or at a limit.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,)
        One lead, or a part of it.
    fs : float
        Sampling frequency in Hz.
    limits : tuple of float
        Least and greatest value of the lead: where it stays there it is cut off.

    Returns
    -------
    ndarray of bool, shape (n_samples,)
    """
    fault = ~np.isfinite(values)
    fault |= held_for(values, max(_FLAT_S * fs, _LEAST_SAMPLES))
    for limit in limits:
        cut_off = values == np.float32(limit)
        if cut_off.any():
            fault |= long_runs(cut_off, max(_SATURATED_S * fs, _LEAST_SAMPLES))
    return fault


def limits_of(values: Float32Array, stop: Stop = never) -> tuple[float, float]:
    """Return the least and greatest finite value of a lead, NaN if there is none."""
    low, high = np.inf, -np.inf
    for start in range(0, len(values), _AT_ONCE):
        check(stop)
        part = values[start : start + _AT_ONCE]
        least, most = part.min(), part.max()
        if not (np.isfinite(least) and np.isfinite(most)):
            finite = part[np.isfinite(part)]
            least, most = finite.min(initial=np.inf), finite.max(initial=-np.inf)
        low, high = min(low, float(least)), max(high, float(most))
    return (low, high) if low <= high else (float("nan"), float("nan"))
