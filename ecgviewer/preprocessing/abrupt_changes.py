"""Steps and spikes: changes faster than a heart's, with nothing before and after.

An electrode that is touched, or a pulse that calibrates, goes from one level to another
within some milliseconds and rests there. A QRS never rests; a pacemaker's spike is
followed by one.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array, IndexArray
from ecgviewer.preprocessing.filters import resampled

#: The change takes this long at most; the lead rests for this long before and after.
_CHANGE_S, _REST_S, _REST_AFTER_SPIKE_S = 0.009, 0.024, 0.12
#: A rest moves by this share of the change at most.
_RESTING = 0.3
#: Changes this many times as large as the QRS envelope count.
_LARGE = 1.5


def abrupt_changes(
    values: Float32Array,
    fs: float,
    level: Float64Array,
    ratio: Fraction = Fraction(1),
) -> BoolArray:
    """Return at which samples a step or a spike begins.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,)
        A part of a lead, without NaN.
    fs : float
        Sampling frequency in Hz.
    level : ndarray of float64, shape (ceil(n_samples * ratio),)
        How high the envelope of QRS complexes is around.
    ratio : Fraction
        Values of `level` for each sample.

    Returns
    -------
    ndarray of bool, shape (n_samples,)
    """
    found = np.zeros(len(values), bool)
    span = max(1, round(_CHANGE_S * fs))
    rest = max(2, round(_REST_S * fs))
    long = round(_REST_AFTER_SPIKE_S * fs)
    last = len(values) - 2 * span - long
    if last <= rest:
        return found
    # Few changes are large enough, and a spike is one of those.
    change = np.abs(values[rest + span : last + span] - values[rest:last])
    at = np.flatnonzero(change > _LARGE * level.min())
    at = at[change[at] > _LARGE * _around(level, rest + at, ratio)]
    at, height = rest + at, change[at]
    # Nor does a lead rest before most of those.
    still = _range_from(values, at - rest + 1, rest) < _RESTING * height
    at, height = at[still], height[still]
    spike = np.minimum(height, np.abs(values[at + span] - values[at + 2 * span]))
    is_step = _range_from(values, at + span, rest) < _RESTING * height
    before = _range_from(values, at - rest + 1, rest)
    after = _range_from(values, at + 2 * span, long)
    is_spike = np.maximum(before, after) < _RESTING * spike
    found[at] = is_step | (is_spike & (spike > _LARGE * _around(level, at, ratio)))
    return found


def _around(level: Float64Array, at: IndexArray, ratio: Fraction) -> Float64Array:
    return level[np.minimum(resampled(at, ratio), len(level) - 1)]


def _range_from(values: Float32Array, at: IndexArray, length: int) -> Float32Array:
    """Return the range of this many values from some places on."""
    windows = np.lib.stride_tricks.sliding_window_view(values, length)[at]
    return np.asarray(np.ptp(windows, axis=1), np.float32)
