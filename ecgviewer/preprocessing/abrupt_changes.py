"""Steps and spikes: changes faster than a heart's, with nothing before and after.

An electrode that is touched, or a pulse that calibrates, goes from one level to another
within some milliseconds and rests there. A QRS never rests; a pacemaker's spike is
followed by one.
"""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array, IndexArray
from ecgviewer.preprocessing.qrs_energy import bridge_gaps

#: The change takes this long at most; the lead rests for this long before and after.
_CHANGE_S, _REST_S, _REST_AFTER_SPIKE_S = 0.009, 0.024, 0.12
#: A rest moves by this share of the change at most.
_RESTING = 0.3
#: Changes this many times as large as the QRS envelope count.
_LARGE = 1.5


def abrupt_changes(
    part: Float32Array, fs: float, level: Float64Array, step: int = 1
) -> BoolArray:
    """Return at which samples a step or a spike begins.

    Parameters
    ----------
    part : ndarray of float32, shape (n_samples,)
        A part of a lead.
    fs : float
        Sampling frequency in Hz.
    level : ndarray of float64, shape (ceil(n_samples / step),)
        How high the envelope of QRS complexes is around, each for a step of samples.
    step : int

    Returns
    -------
    ndarray of bool, shape (n_samples,)
    """
    values = bridge_gaps(part)
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
    step_at = (rest + at) // step
    at = rest + at[change[at] > _LARGE * level[step_at]]
    before = _range_from(values, at - rest + 1, rest)
    after_step = _range_from(values, at + span, rest)
    after_spike = _range_from(values, at + 2 * span, long)
    height = np.abs(values[at + span] - values[at])
    spike = np.minimum(height, np.abs(values[at + span] - values[at + 2 * span]))
    large = _LARGE * level[at // step]
    is_step = np.maximum(before, after_step) < _RESTING * height
    is_spike = (spike > large) & (np.maximum(before, after_spike) < _RESTING * spike)
    found[at] = is_step | is_spike
    return found


def _range_from(values: Float64Array, at: IndexArray, length: int) -> Float64Array:
    """Return the range of this many values from some places on."""
    windows = np.lib.stride_tricks.sliding_window_view(values, length)[at]
    return np.asarray(np.ptp(windows, axis=1), np.float64)
