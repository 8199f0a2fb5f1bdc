"""Ways to put together what networks say of a beat on each lead; to be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.predictions import UNREADABLE

#: Beats of a stretch in which one lead is the best.
_STRETCH = 100
_V = 2
_TINY = 1e-6

#: From log-probabilities (n_beats, n_leads, n_classes), NaN for leads that are
#: missing, quality (n_beats, n_leads) and record names (n_beats,) to
#: log-probabilities (n_beats, n_classes).
Fusion = Callable[[Float64Array, Float32Array, npt.NDArray[np.str_]], Float64Array]


def log_softmax(logits: npt.NDArray[np.floating]) -> Float64Array:
    """Return logarithms of probabilities along the last axis."""
    values = logits.astype(np.float64)
    top = values.max(axis=-1, keepdims=True)
    total = np.log(np.exp(values - top).sum(axis=-1, keepdims=True))
    result: Float64Array = values - top - total
    return result


def readable(quality: Float32Array) -> Float64Array:
    """Return 1 for leads that can be read at a beat, or else for the best of them."""
    best = quality.max(axis=1, keepdims=True)
    return np.asarray(quality >= np.minimum(best, UNREADABLE), np.float64)


def _weighted(logits: Float64Array, weights: Float64Array) -> Float64Array:
    weights = np.where(np.isnan(logits[..., 0]), 0, weights)
    shares = weights / np.maximum(weights.sum(axis=1, keepdims=True), _TINY)
    return log_softmax((np.nan_to_num(logits) * shares[..., None]).sum(axis=1))


def _first(
    logits: Float64Array, quality: Float32Array, record: npt.NDArray[np.str_]
) -> Float64Array:
    return log_softmax(logits[:, 0])


def _mean(
    logits: Float64Array, quality: Float32Array, record: npt.NDArray[np.str_]
) -> Float64Array:
    return _weighted(logits, readable(quality))


def _by_quality(
    logits: Float64Array, quality: Float32Array, record: npt.NDArray[np.str_]
) -> Float64Array:
    return _weighted(logits, readable(quality) * np.maximum(quality, _TINY))


def _by_square_of_quality(
    logits: Float64Array, quality: Float32Array, record: npt.NDArray[np.str_]
) -> Float64Array:
    return _weighted(logits, readable(quality) * np.maximum(quality, 1e-3) ** 2)


def _surest(
    logits: Float64Array, quality: Float32Array, record: npt.NDArray[np.str_]
) -> Float64Array:
    """Return what each lead says, those that are surer counting more."""
    sure = np.nan_to_num(np.exp(logits).max(axis=2))
    return _weighted(logits, readable(quality) * sure**4)


def _by_stretch(
    logits: Float64Array, quality: Float32Array, record: npt.NDArray[np.str_]
) -> Float64Array:
    """Return what the surest lead of each stretch of beats says."""
    sure = np.nan_to_num(np.exp(logits).max(axis=2)) * readable(quality)
    weights = np.zeros(quality.shape)
    for name in np.unique(record):
        rows = np.flatnonzero(record == name)
        for start in range(0, len(rows), _STRETCH):
            part = rows[start : start + _STRETCH]
            weights[part, sure[part].sum(axis=0).argmax()] = 1
    usable = readable(quality)
    some = (weights * usable).any(axis=1, keepdims=True)
    return _weighted(logits, np.where(some, weights * usable, usable))


def _noisy_or(
    logits: Float64Array, quality: Float32Array, record: npt.NDArray[np.str_]
) -> Float64Array:
    """Return V where any lead shows it: one minus the product of what is left."""
    together = np.exp(_mean(logits, quality, record))
    counts = readable(quality) * ~np.isnan(logits[..., 0])
    none = np.prod(1 - np.nan_to_num(np.exp(logits[..., _V])) * counts, axis=1)
    rest = together[:, :_V] / np.maximum(1 - together[:, _V:], _TINY)
    v = np.clip(1 - none, _TINY, 1 - _TINY)[:, None]
    fused = np.concatenate([rest * (1 - v), v], axis=1)
    result: Float64Array = np.log(np.maximum(fused, _TINY))
    return result


FUSIONS: Mapping[str, Fusion] = MappingProxyType(
    {
        "first lead": _first,
        "mean": _mean,
        "by quality": _by_quality,
        "by square of quality": _by_square_of_quality,
        "by how sure": _surest,
        "best by stretch": _by_stretch,
        "noisy-or for V": _noisy_or,
    }
)
