"""What a classifier says of a beat on several leads, put together.

The networks look at one lead at a time. What they say is added up as logits, which are
the logarithms of the probabilities up to a constant, so that a lead that is sure counts
more than one that is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, IndexArray
from ecgviewer.core.predictions import Probabilities

#: A lead of a quality below the one drops out where another is above the other. On svdb
#: and DS1 fewer drop-outs were always better, so these are for what no record there
#: holds: a lead that is noise and nothing else (`python -m training.evaluate_fusion`).
_NOISE, _CLEAR = 0.1, 0.9
#: Keeps the logarithm of a probability that was rounded to 0 finite.
_TINY = 1e-6


@dataclass(frozen=True, eq=False)
class Fused:
    """What all leads together say of some beats.

    Attributes
    ----------
    probabilities : ndarray of float32, shape (n_beats, n_classes)
    dissent : ndarray of float32, shape (n_beats,)
        How sure a lead that counts is of another class, 0 where all agree.
    """

    probabilities: Probabilities
    dissent: Float32Array


def counting(quality: Float32Array, there: BoolArray) -> BoolArray:
    """Return which leads count at each beat.

    A lead without a signal drops out, and one that is noise where another is clear:
    there and only there. Else all count, as they are right more often together than the
    best of them, noisy ones included.

    Parameters
    ----------
    quality : ndarray of float32, shape (n_beats, n_leads)
        How readable each lead is at each beat.
    there : ndarray of bool, shape (n_beats, n_leads)
        Where each lead has a signal.

    Returns
    -------
    ndarray of bool, shape (n_beats, n_leads)
        At least one lead for each beat.
    """
    best = np.where(there, quality, 0).max(axis=1, keepdims=True)
    counts = there & ((quality >= _NOISE) | (best < _CLEAR))
    return np.asarray(counts | ~counts.any(axis=1, keepdims=True))


def equal_weights(counts: BoolArray) -> Float32Array:
    """Return weights by which leads that count do so alike, of shape `counts`."""
    return shares(counts)


def shares(weights: npt.NDArray[np.generic]) -> Float32Array:
    """Return weights, shape (n_beats, n_leads), of which a beat's add up to 1."""
    given = weights.astype(np.float32)
    whole: Float32Array = given / given.sum(axis=1, keepdims=True)
    return whole


def fused(probabilities: Probabilities, weights: Float32Array) -> Fused:
    """Return what all leads together say: the weighted mean of their logits.

    Parameters
    ----------
    probabilities : ndarray of float32, shape (n_beats, n_leads, n_classes)
        What the classifier says on each lead.
    weights : ndarray of float32, shape (n_beats, n_leads)
        What each lead counts; those of a beat add up to 1.
    """
    if probabilities.shape[1] == 1:
        none = np.zeros(len(probabilities), np.float32)
        return Fused(probabilities[:, 0], none)
    logits = (_logits(probabilities) * weights[:, :, None]).sum(axis=1)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    together = powers / powers.sum(axis=1, keepdims=True)
    own, ours = probabilities.argmax(axis=2), together.argmax(axis=1)
    others = (own != ours[:, None]) & (weights > 0)
    dissent = np.where(others, probabilities.max(axis=2), 0).max(axis=1)
    return Fused(together.astype(np.float32), dissent.astype(np.float32))


def fused_embedding(embedding: Float32Array, weights: Float32Array) -> Float32Array:
    """Return the weighted mean of embeddings of shape (n_beats, n_leads, n_units).

    The layer of the logits is linear: what changes it by the mean of the embeddings
    changes the mean of the logits.
    """
    together: Float32Array = (embedding * weights[:, :, None]).sum(axis=1)
    return together


def by_contribution(
    probabilities: Probabilities, weights: Float32Array, place: int
) -> IndexArray:
    """Return the leads in the order of what they contribute to a class, most first.

    Parameters
    ----------
    probabilities : ndarray of float32, shape (n_leads, n_classes)
        What the classifier says of one beat on each lead.
    weights : ndarray of float32, shape (n_leads,)
    place : int
        The class, as a column of the probabilities.
    """
    logits = _logits(probabilities)
    above = logits[:, place] - logits.mean(axis=1)
    # A lead that dropped out contributes nothing, not even against the class.
    order = np.lexsort((-weights * above, weights <= 0))
    return np.asarray(order, np.intp)


def _logits(probabilities: Probabilities) -> Float32Array:
    return np.log(np.maximum(probabilities, np.float32(_TINY)))
