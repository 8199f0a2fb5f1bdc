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

from ecgviewer.core.labels import BeatClass, Labels
from ecgviewer.core.predictions import Probabilities

#: Weight of the prior, against 1 for each reviewed beat. Chosen on the 52 records of
#: svdb with `seed-cnn`, which never saw them (`python -m training.adapt --strengths`).
STRENGTH = 1.0
#: Keeps the logarithm of a probability that was rounded to 0 finite.
_TINY = 1e-12
_MAX_STEPS = 50
#: Part of the gradient's square that a Newton step may leave over.
_SOLVED = 1e-8
#: Beats that the scale of the embeddings is taken from, spread over the record.
_SAMPLE = 10_000
#: Embeddings widened to single precision at once.
_CHUNK = 4096
#: The bits of a single that a half has: 31, and 27 to 13.
_SIGN_AND_REST = np.int32(0x8FFFE000 - 2**32)
#: Gain in the log-posterior below which the fit has converged.
_TOLERANCE = 1e-6

Embedding = npt.NDArray[np.floating]
Matrix = npt.NDArray[np.float64]


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

    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    n_reviewed: int


def fit_head(
    embedding: Embedding,
    probabilities: Probabilities,
    labels: Labels,
    classes: Sequence[BeatClass],
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
        The reviewer's `BeatClass` of reviewed beats, UNSET for all others. Classes
        that the classifier does not have (F, Q) teach it nothing.
    classes : sequence of BeatClass
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
    change = _most_probable(own, _logits(probabilities[rows]), wanted, strength)
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


def _single(embedding: Embedding) -> npt.NDArray[np.float32]:
    """Return embeddings in single precision.

    NumPy widens half precision value by value, which takes three times as long as
    all the rest: here the bits of sign, exponent and fraction go to their places in
    one step, and the different bias of the exponent is a factor of 2 ** 112.
    """
    if embedding.dtype != np.float16:
        return np.asarray(embedding, np.float32)
    bits = embedding.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= _SIGN_AND_REST
    values = bits.view(np.float32)
    values *= np.float32(2.0**112)
    return values


def _centre_and_scale(embedding: Embedding) -> tuple[Matrix, float]:
    some = embedding[:: -(-len(embedding) // _SAMPLE)].astype(np.float64)
    centre = some.mean(axis=0)
    scale = np.sqrt(np.square(some - centre).sum(axis=1).mean())
    # Embeddings that are all the same cannot tell beats apart; any scale will do.
    return centre, float(scale) or 1.0


def _logits(probabilities: Probabilities) -> Matrix:
    return np.log(np.maximum(probabilities, _TINY), dtype=np.float64)


def _softmax(logits: Matrix) -> Matrix:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _most_probable(
    inputs: Matrix, logits: Matrix, wanted: npt.NDArray[np.bool_], strength: float
) -> Matrix:
    """Return weights (n_classes, n_inputs) by Newton's method with step halving.

    The negative log-posterior is strictly convex, so this finds its one minimum.
    """
    weights = np.zeros((logits.shape[1], inputs.shape[1]))
    cost = _cost(weights, inputs, logits, wanted, strength)
    for _ in range(_MAX_STEPS):
        chances = _softmax(logits + inputs @ weights.T)
        gradient = (chances - wanted).T @ inputs + strength * weights
        step = _newton_step(gradient, chances, inputs, strength)
        if float((gradient * step).sum()) < _TOLERANCE:
            break
        nearer = _cost(weights - step, inputs, logits, wanted, strength)
        while nearer > cost:
            step /= 2
            nearer = _cost(weights - step, inputs, logits, wanted, strength)
        weights, cost = weights - step, nearer
    return weights


def _cost(
    weights: Matrix,
    inputs: Matrix,
    logits: Matrix,
    wanted: npt.NDArray[np.bool_],
    strength: float,
) -> float:
    moved = logits + inputs @ weights.T
    total = np.logaddexp.reduce(moved, axis=1)
    return float(
        (total - moved[wanted]).sum() + strength / 2 * np.square(weights).sum()
    )


def _newton_step(
    gradient: Matrix, chances: Matrix, inputs: Matrix, strength: float
) -> Matrix:
    """Return gradient over curvature, by conjugate gradients.

    The curvature has as many rows as there are weights, some thousand: it is never
    written down. The prior keeps it well conditioned.
    """
    step = np.zeros_like(gradient)
    rest, direction = gradient, gradient
    square = start = float((rest * rest).sum())
    for _ in range(gradient.size):
        if square <= _SOLVED * start:
            break
        bent = chances * (inputs @ direction.T)
        bent -= chances * bent.sum(axis=1, keepdims=True)
        product = bent.T @ inputs + strength * direction
        length = square / float((direction * product).sum())
        step = step + length * direction
        rest = rest - length * product
        square, before = float((rest * rest).sum()), square
        direction = rest + square / before * direction
    return step
