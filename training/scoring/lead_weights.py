"""Weights of leads that were tried beside equal ones, and did not fuse them better."""

from __future__ import annotations

import numpy as np

from ecgviewer.classifier.fusion import shares
from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.predictions import Probabilities

#: A lead that counts has some weight, however poor it is.
_TINY = 1e-6


def quality_weights(quality: Float32Array, counts: BoolArray) -> Float32Array:
    """Return weights of leads that count in proportion to their quality."""
    return shares(np.where(counts, np.maximum(quality, _TINY), 0))


def stretch_weights(
    probabilities: Probabilities, counts: BoolArray, n_beats: int
) -> Float32Array:
    """Return weights by which one lead counts: the surest one of each stretch.

    Parameters
    ----------
    probabilities : ndarray of float32, shape (n_beats, n_leads, n_classes)
        Of beats in the order of time.
    counts : ndarray of bool, shape (n_beats, n_leads)
        From `fusion.counting`.
    n_beats : int
        Beats in a stretch.
    """
    weights = np.zeros(counts.shape, np.float32)
    sure = np.where(counts, probabilities.max(axis=2), 0)
    for start in range(0, len(counts), n_beats):
        part = slice(start, start + n_beats)
        weights[part, np.argmax(sure[part].sum(axis=0))] = 1
    # Where that lead drops out the others stand in for it.
    there = np.any(weights * counts, axis=1, keepdims=True)
    return shares(np.where(there, weights, counts))
