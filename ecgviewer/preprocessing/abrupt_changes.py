"""Steps and spikes: changes faster than a heart's, with nothing before and after.

An electrode that is touched, or a pulse that calibrates, goes from one level to another
within some milliseconds and rests there. A QRS never rests; a pacemaker's spike is
followed by one. On a QRS or a T wave a step has no rest beside it: there it is told by
its edge, which is sharper than any wave.
"""

from __future__ import annotations

import math
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
#: Among waves only larger ones within this time, and for how long on either side the
#: lead changes by less than which share of it: none of the beats of mitdb has one.
#: At lower sampling frequencies a QRS may be as sharp.
_LARGE_EDGE, _EDGE_S, _BESIDE_S, _SHARP = 3.0, 0.003, 0.008, 0.3
_LEAST_FS = 250.0


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
    found[_between_rests(values, fs, level, ratio)] = True
    if fs >= _LEAST_FS:
        found[_sharp_edges(values, fs, level, ratio)] = True
    return found


def _between_rests(
    values: Float32Array, fs: float, level: Float64Array, ratio: Fraction
) -> IndexArray:
    """Return where a step or a spike begins between rests of the lead."""
    span = max(1, round(_CHANGE_S * fs))
    rest = max(2, round(_REST_S * fs))
    long = round(_REST_AFTER_SPIKE_S * fs)
    at, height = _large(values, span, (rest, span + long), level, ratio, _LARGE)
    before = _range_from(values, at - rest + 1, rest)
    # A lead rests before few of those.
    still = before < _RESTING * height
    at, height, before = at[still], height[still], before[still]
    spike = np.minimum(height, np.abs(values[at + span] - values[at + 2 * span]))
    is_step = _range_from(values, at + span, rest) < _RESTING * height
    after = np.maximum(before, _range_from(values, at + 2 * span, long))
    is_spike = (after < _RESTING * spike) & (spike > _LARGE * _around(level, at, ratio))
    found: IndexArray = at[is_step | is_spike]
    return found


def _sharp_edges(
    values: Float32Array, fs: float, level: Float64Array, ratio: Fraction
) -> IndexArray:
    """Return where an edge begins that is sharper than any wave."""
    span, beside = max(1, int(_EDGE_S * fs)), math.ceil(_BESIDE_S * fs)
    at, height = _large(values, span, (beside, beside), level, ratio, _LARGE_EDGE)
    for offset in (-beside, span):
        sharp = _range_from(values, at + offset, beside + 1) < _SHARP * height
        at, height = at[sharp], height[sharp]
    return at


def _large(
    values: Float32Array,
    span: int,
    beside: tuple[int, int],
    level: Float64Array,
    ratio: Fraction,
    times: float,
) -> tuple[IndexArray, Float32Array]:
    """Return where a lead changes by much within a span, and by how much.

    Each place has enough samples beside it.
    """
    first, last = beside[0], len(values) - span - beside[1]
    if last <= first:
        return np.empty(0, np.intp), np.empty(0, np.float32)
    # Few changes are large enough, and a spike is one of those.
    change = np.abs(values[first + span : last + span] - values[first:last])
    at = np.flatnonzero(change > times * level.min())
    at = at[change[at] > times * _around(level, first + at, ratio)]
    return first + at, change[at]


def _around(level: Float64Array, at: IndexArray, ratio: Fraction) -> Float64Array:
    return level[np.minimum(resampled(at, ratio), len(level) - 1)]


def _range_from(values: Float32Array, at: IndexArray, length: int) -> Float32Array:
    """Return the range of this many values from some places on."""
    if not len(at):
        return np.empty(0, np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(values, length)[at]
    return np.asarray(np.ptp(windows, axis=1), np.float32)
