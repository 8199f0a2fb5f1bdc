"""Adapts the classifier's last layer to one patient, from the reviewer's labels.

The layer of the logits is refitted on the embeddings of reviewed beats: multinomial
logistic regression with a Gaussian prior around the shipped weights. Only the change
of the weights is fitted. The shipped logits are, up to a constant for each beat, the
logarithms of the shipped probabilities; so neither the shipped weights nor Keras are
needed, and whatever calibrates the probabilities is part of the prior.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.labels import Labels
from ecgviewer.core.predictions import Probabilities

#: Weight of the prior, against 1 for each reviewed beat. Chosen on the 52 records of
#: svdb with `seed-cnn`, which never saw them (`python -m training.adapt --strengths`).
STRENGTH = 1.0
#: Keeps the logarithm of a probability that was rounded to 0 finite.
_TINY = 1e-12
#: Length of the gradient below which the fit has converged.
_GRADIENT_TOLERANCE = 1e-5
#: Beats that the scale of the embeddings is taken from, spread over the record.
_SAMPLE = 10_000
#: Embeddings widened to single precision at once.
_CHUNK = 4096
#: Float32 bits that a float16 fills once its bits are shifted left by 13: the sign (bit
#: 31), and its 5 bits of exponent and 10 of fraction (bits 27 to 13). Shifting copies
#: the sign into bits 30 to 28 as well, where it must be cleared.
_FLOAT16_BITS = np.int32(0x8FFFE000 - 2**32)
#: The exponent of a float32 is biased by 127, that of a float16 by 15.
_REBIAS = np.float32(2.0 ** (127 - 15))

Embedding = npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class HeadChange:
    """What to add to the layer of the logits.

    Attributes
    ----------
    weights : ndarray of float32, shape (n_classes, n_units)
    bias : ndarray of float32, shape (n_classes,)
    n_reviewed : int
        Beats that it was fitted on; with none it changes nothing.
    """

    weights: Float32Array
    bias: Float32Array
    n_reviewed: int


def fit_head(
    embedding: Embedding,
    probabilities: Probabilities,
    labels: Labels,
    classes: Sequence[int],
    strength: float = STRENGTH,
) -> HeadChange:
    """Return the change of the last layer that a patient's reviewed beats ask for.

    The prior sees embeddings moved and scaled so that over the record their mean is 0
    and their mean square length 1: its strength then means the same for every network.

    Parameters
    ----------
    embedding : ndarray, shape (n_beats, n_units)
        Of every classified beat of the record.
    probabilities : ndarray of float32, shape (n_beats, n_classes)
        As shipped, for the same beats.
    labels : ndarray of uint8, shape (n_beats,)
        The reviewer's class of reviewed beats, UNSET for all others. Classes that the
        classifier does not have (F, Q) teach it nothing.
    classes : sequence of int
        In the order of the probabilities.
    strength : float
        Weight of the prior; the larger, the less changes.

    Returns
    -------
    HeadChange
        The most probable one.
    """
    rows = np.flatnonzero(np.isin(labels, classes))
    n_classes, n_units = len(classes), embedding.shape[1]
    if not len(rows):
        still = np.zeros((n_classes, n_units), np.float32)
        return HeadChange(still, np.zeros(n_classes, np.float32), 0)
    centre, scale = _centre_and_scale(embedding)
    own = np.hstack([(embedding[rows] - centre) / scale, np.ones((len(rows), 1))])
    wanted = labels[rows, None] == np.array(classes, np.uint8)
    posterior = _Posterior(own, _logits(probabilities[rows]), wanted, strength)
    change = _most_probable(posterior)
    weights = change[:, :-1] / scale
    bias = change[:, -1] - weights @ centre
    return HeadChange(weights.astype(np.float32), bias.astype(np.float32), len(rows))


def adapted_probabilities(
    embedding: Embedding, probabilities: Probabilities, change: HeadChange
) -> Probabilities:
    """Return the probabilities of beats after a change of the last layer.

    Parameters
    ----------
    embedding : ndarray, shape (n_beats, n_units)
    probabilities : ndarray of float32, shape (n_beats, n_classes)
        As shipped.
    change : HeadChange
        From `fit_head`.

    Returns
    -------
    ndarray of float32, shape (n_beats, n_classes)
    """
    moved = np.empty(probabilities.shape, np.float32)
    for start in range(0, len(moved), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        moved[chunk] = _single(embedding[chunk]) @ change.weights.T
    logits = _logits(probabilities) + moved + change.bias
    return np.asarray(_softmax(logits), np.float32)


def _single(embedding: Embedding) -> Float32Array:
    """Return embeddings in single precision.

    NumPy converts float16 one value at a time, which takes three times as long as all
    the rest. Shifting the bits into place and scaling by the difference of the exponent
    biases gives the same values, subnormal ones included; embeddings are finite.
    """
    if embedding.dtype != np.float16:
        return np.asarray(embedding, np.float32)
    bits = embedding.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= _FLOAT16_BITS
    values = bits.view(np.float32)
    values *= _REBIAS
    return values


def _centre_and_scale(embedding: Embedding) -> tuple[Float64Array, float]:
    some = embedding[:: -(-len(embedding) // _SAMPLE)].astype(np.float64)
    centre = some.mean(axis=0)
    scale = np.sqrt(np.square(some - centre).sum(axis=1).mean())
    # Embeddings that are all the same cannot tell beats apart; any scale will do.
    return centre, float(scale) or 1.0


def _logits(probabilities: Probabilities) -> Float64Array:
    return np.log(np.maximum(probabilities, _TINY), dtype=np.float64)


def _softmax(logits: Float64Array) -> Float64Array:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@dataclass(frozen=True, eq=False)
class _Posterior:
    """The negative log-posterior of a change of the weights, which is strictly convex.

    Attributes
    ----------
    inputs : ndarray, shape (n_beats, n_inputs)
    logits : ndarray, shape (n_beats, n_classes)
        As shipped.
    wanted : ndarray of bool, shape (n_beats, n_classes)
        The class that the reviewer gave each beat.
    strength : float
        Weight of the prior.
    """

    inputs: Float64Array
    logits: Float64Array
    wanted: BoolArray
    strength: float

    def value_and_gradient(self, flat: Float64Array) -> tuple[float, Float64Array]:
        """Return the cost of a change, and its slope."""
        weights = self._weights(flat)
        moved = self.logits + self.inputs @ weights.T
        total = np.logaddexp.reduce(moved, axis=1)
        value = (total - moved[self.wanted]).sum() + self.strength / 2 * flat @ flat
        chances = np.exp(moved - total[:, None])
        gradient = (chances - self.wanted).T @ self.inputs + self.strength * weights
        return float(value), gradient.ravel()

    def curvature_along(
        self, flat: Float64Array, direction: Float64Array
    ) -> Float64Array:
        """Return the Hessian times a direction; the Hessian is never written down.

        It has as many rows as there are weights, some hundreds.
        """
        chances = _softmax(self.logits + self.inputs @ self._weights(flat).T)
        bent = chances * (self.inputs @ self._weights(direction).T)
        bent -= chances * bent.sum(axis=1, keepdims=True)
        return (bent.T @ self.inputs).ravel() + self.strength * direction

    def _weights(self, flat: Float64Array) -> Float64Array:
        return flat.reshape(self.logits.shape[1], self.inputs.shape[1])


def _most_probable(posterior: _Posterior) -> Float64Array:
    """Return the weights (n_classes, n_inputs) that the reviewed beats speak for."""
    shape = posterior.logits.shape[1], posterior.inputs.shape[1]
    best = minimize(
        posterior.value_and_gradient,
        np.zeros(shape[0] * shape[1]),
        jac=True,
        hessp=posterior.curvature_along,
        method="trust-ncg",
        options={"gtol": _GRADIENT_TOLERANCE},
    )
    return np.asarray(best.x).reshape(shape)
