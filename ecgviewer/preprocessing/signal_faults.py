"""Where a lead carries no ECG at all: missing, flat or cut off at its limits."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.stopping import Stop, check, never

#: Longer than an isoelectric line stays on one step of a coarse converter.
_FLAT_S = 0.4
#: A QRS rests on its peak for less.
_SATURATED_S = 0.025
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
    if not len(values):
        return np.zeros(0, np.bool_)
    missing = ~np.isfinite(values)
    starts = np.flatnonzero(np.diff(values, prepend=np.nan) != 0)
    lengths = np.diff(starts, append=len(values))
    at_limit = np.isin(values[starts], np.array(limits, values.dtype))
    least = np.where(at_limit, _SATURATED_S, _FLAT_S) * fs
    return missing | np.repeat(lengths >= np.maximum(least, 3), lengths)


def limits_of(values: Float32Array, stop: Stop = never) -> tuple[float, float]:
    """Return the least and greatest finite value of a lead, NaN if there is none."""
    low, high = np.inf, -np.inf
    for start in range(0, len(values), _AT_ONCE):
        check(stop)
        part = values[start : start + _AT_ONCE]
        finite = part[np.isfinite(part)]
        low = min(low, float(finite.min(initial=np.inf)))
        high = max(high, float(finite.max(initial=-np.inf)))
    return (low, high) if low <= high else (float("nan"), float("nan"))
