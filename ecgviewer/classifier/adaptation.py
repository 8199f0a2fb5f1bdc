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
    # The change lies in the span of the reviewed beats: at most as many unknowns.
    basis = np.linalg.qr(own.T)[0]
    wanted = labels[rows, None] == np.array(classes, np.uint8)
    logits = _logits(probabilities[rows])
    change = _most_probable(own @ basis, logits, wanted, strength) @ basis.T
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
    moved = embedding.astype(np.float32) @ change.weights.T + change.bias
    return np.asarray(_softmax(_logits(probabilities) + moved), np.float32)


def _centre_and_scale(embedding: Embedding) -> tuple[Matrix, float]:
    values = embedding.astype(np.float32)
    centre = values.mean(axis=0, dtype=np.float64)
    square = np.einsum("ij,ij->", values, values, dtype=np.float64) / len(values)
    variance = max(float(square - centre @ centre), 0.0)
    # Embeddings that are all the same cannot tell beats apart; any scale will do.
    return centre, float(np.sqrt(variance)) or 1.0


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
        curvature = _curvature(chances, inputs, strength)
        step = np.linalg.solve(curvature, gradient.ravel()).reshape(weights.shape)
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


def _curvature(chances: Matrix, inputs: Matrix, strength: float) -> Matrix:
    n_classes, n_inputs = chances.shape[1], inputs.shape[1]
    blocks = np.empty((n_classes, n_inputs, n_classes, n_inputs))
    for a in range(n_classes):
        for b in range(a, n_classes):
            weight = chances[:, a] * ((a == b) - chances[:, b])
            block = inputs.T @ (weight[:, None] * inputs)
            blocks[a, :, b], blocks[b, :, a] = block, block
    size = n_classes * n_inputs
    curvature = blocks.reshape(size, size)
    curvature[np.diag_indices(size)] += strength
    return curvature
