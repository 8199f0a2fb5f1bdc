"""How much the beats of a lead look like its clear beats."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.record import Samples
from ecgviewer.core.stopping import Stop, check, never

_WINDOW_S, _WINDOW_HZ = (-0.1, 0.3), 120.0
#: Clear beats stand out from the background this many times, and more than most.
_CLEAR_CONTRAST, _CLEAR_PERCENTILE = 4.5, 60.0
_CLEAR_BEATS, _FEWEST_CLEAR = 48, 8
#: Where none are clear, beats are compared with this many on either side.
_NEIGHBOURS = 8
#: The most similar count, so that a beat may be of any of several morphologies.
_MOST_SIMILAR = 5
#: Beats whose shapes are in memory at once.
_BEATS_AT_ONCE = 2**10


def similarity(
    values: Float32Array,
    fs: float,
    samples: Samples,
    contrast: Float64Array,
    stop: Stop = never,
) -> Float64Array:
    """Return the mean correlation of each beat with the most similar clear beats.

    Clear beats are taken from the whole lead: noise that comes regularly, as from an
    electrode that is tapped, resembles its neighbours but no beat. A lead that has
    hardly any clear beats is compared with itself, beat by neighbouring beat.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,)
        One lead, in any unit.
    fs : float
        Sampling frequency in Hz.
    samples : ndarray of int64, shape (n_beats,)
        R-peaks, ascending.
    contrast : ndarray of float64, shape (n_beats,)
        How many times each beat is as high as what lies between the beats.
    stop : callable
        Asked before each part of the work.

    Returns
    -------
    ndarray of float64, shape (n_beats,)
        -1 to 1.
    """
    if not len(samples):
        return np.zeros(0)
    least = max(_CLEAR_CONTRAST, float(np.percentile(contrast, _CLEAR_PERCENTILE)))
    clear = np.flatnonzero(contrast >= least)
    if len(clear) < _FEWEST_CLEAR:
        chunks = _chunks(len(samples), _NEIGHBOURS)
        parts = []
        for first, last, around in chunks:
            check(stop)
            correlation = _with_neighbours(_shapes(values, fs, samples[around]))
            own = slice(first - around.start, last - around.start)
            parts.append(_mean_of_best(correlation[own]))
        return np.concatenate(parts)
    spread = np.linspace(0, len(clear) - 1, min(_CLEAR_BEATS, len(clear)))
    chosen = clear[spread.astype(np.intp)]
    patterns = _shapes(values, fs, samples[chosen])
    parts = []
    for first, last, _ in _chunks(len(samples), 0):
        check(stop)
        correlation = _shapes(values, fs, samples[first:last]) @ patterns.T
        # No beat vouches for itself.
        inside = np.flatnonzero((chosen >= first) & (chosen < last))
        correlation[chosen[inside] - first, inside] = -1
        parts.append(_mean_of_best(correlation))
    return np.concatenate(parts)


def _chunks(n_beats: int, beside: int) -> Iterator[tuple[int, int, slice]]:
    """Yield first and last of some beats, and them with those beside them."""
    for first in range(0, n_beats, _BEATS_AT_ONCE):
        last = min(first + _BEATS_AT_ONCE, n_beats)
        yield first, last, slice(max(first - beside, 0), last + beside)


def _mean_of_best(correlation: Float32Array) -> Float64Array:
    last = correlation.shape[1] - _MOST_SIMILAR
    best = np.partition(correlation, last, axis=1)[:, last:]
    mean: Float64Array = best.mean(axis=1).astype(np.float64)
    return mean


def _with_neighbours(shapes: Float32Array) -> Float32Array:
    correlation = np.zeros((len(shapes), 2 * _NEIGHBOURS), np.float32)
    for apart in range(1, min(_NEIGHBOURS, len(shapes) - 1) + 1):
        product = np.einsum("ij,ij->i", shapes[:-apart], shapes[apart:])
        correlation[:-apart, apart - 1] = product
        correlation[apart:, _NEIGHBOURS + apart - 1] = product
    return correlation


def _shapes(values: Float32Array, fs: float, samples: Samples) -> Float32Array:
    """Return each beat without offset and slope, of unit length, 0 where missing."""
    step = max(1, int(fs / _WINDOW_HZ))
    before, after = (round(edge_s * fs) for edge_s in _WINDOW_S)
    at = samples[:, None] + np.arange(before, after + 1, step)
    shapes = values[np.clip(at, 0, max(0, len(values) - 1))]
    # Near zero first, so that no large offset costs precision.
    shapes -= shapes[:, :1]
    shapes[~np.isfinite(shapes)] = 0
    slope = np.linspace(-1, 1, shapes.shape[1], dtype=np.float32)
    shapes -= shapes.mean(axis=1, keepdims=True)
    shapes -= np.outer(shapes @ slope / (slope @ slope), slope)
    length = np.linalg.norm(shapes, axis=1, keepdims=True)
    unit: Float32Array = shapes / np.maximum(length, np.finfo(np.float32).tiny)
    return unit
