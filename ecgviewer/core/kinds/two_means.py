"""Beats divided in two by shape."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.kinds.beat_shapes import relative_to_norms, squared_norms

_ROUNDS = 12
_MOST_BEATS = 4096


def two_means(values: Float32Array) -> BoolArray:
    """Return which beats are in the second of two clusters; the same every time."""
    # A subsample is enough to estimate the centroids; odd beats are sought among all.
    step = max(len(values) // _MOST_BEATS, 1)
    norms, some = squared_norms(values), np.ascontiguousarray(values[::step])
    far = _farthest(values, norms, np.median(some, axis=0))
    opposite = _farthest(values, norms, values[far])
    centres = values[[opposite, far]]
    for _ in range(_ROUNDS):
        second = _nearer_to_second(some, norms[::step], centres)
        if second.all() or not second.any():
            break
        moved = np.stack([some[~second].mean(axis=0), some[second].mean(axis=0)])
        if np.array_equal(moved, centres):
            break
        centres = moved
    second = _nearer_to_second(values, norms, centres)
    return ~second if np.count_nonzero(second) > len(second) / 2 else second


def _farthest(values: Float32Array, norms: Float32Array, beat: Float32Array) -> int:
    """Return which beat is farthest from one."""
    # The squared distance but for what is the same for all, without another array.
    return int(np.argmax(norms - 2 * (values @ beat)))


def _nearer_to_second(
    values: Float32Array, norms: Float32Array, centres: Float32Array
) -> BoolArray:
    own, others = norms[:, None], squared_norms(centres)[None]
    distance = relative_to_norms(own, others, values @ centres.T)
    return np.asarray(distance[:, 1] < distance[:, 0])
