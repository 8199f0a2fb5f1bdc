"""Weights for what several experts say of a beat: a conditional logit, most likely.

McFadden, in Frontiers in Econometrics (1974) 105. Every expert adds to the logits of
the classes; `fit_calibration` is the case of one expert.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.labels import Labels

_STEPS, _HALVINGS, _CLOSE = 60, 20, 1e-6
#: Keeps weights of experts that say nothing at 0: the spread of weights, in beats.
_RIDGE, _TINY = 1.0, 1e-6


@dataclass(frozen=True, eq=False)
class Stack:
    """What each expert's columns count.

    Attributes
    ----------
    weights : ndarray of float64, shape (n_experts,)
    shift : ndarray of float64, shape (n_classes,)
        What is added for each class; that of the first is 0.
    """

    weights: Float64Array
    shift: Float64Array

    def log_probabilities(self, experts: Float64Array) -> Float64Array:
        """Return logarithms of probabilities, shape (n_beats, n_classes).

        Parameters
        ----------
        experts : ndarray of float64, shape (n_beats, n_classes, n_experts)
        """
        logits = experts @ self.weights + self.shift
        top = logits.max(axis=1, keepdims=True)
        total = np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
        result: Float64Array = logits - top - total
        return result

    def shifted(self, shift: Float64Array) -> Stack:
        """Return the stack with more added for each class."""
        return Stack(self.weights, self.shift + shift)


def fit_stack(
    experts: Float64Array, label: Labels, beat_weights: Float64Array | None = None
) -> Stack:
    """Return the most likely stack, by Newton's method.

    Parameters
    ----------
    experts : ndarray of float64, shape (n_beats, n_classes, n_experts)
        What each expert adds to the logit of each class.
    label : ndarray of uint8, shape (n_beats,)
    beat_weights : ndarray of float64, shape (n_beats,), optional
        What each beat counts.
    """
    n, n_classes, n_experts = experts.shape
    shifts = np.broadcast_to(np.eye(n_classes)[:, 1:], (n, n_classes, n_classes - 1))
    design = np.concatenate([experts, shifts], axis=2)
    counts = np.ones(n) if beat_weights is None else beat_weights
    # Experts start from nothing but the first, which is the networks' logits.
    theta = np.zeros(design.shape[2])
    theta[0] = 1.0
    # Shifts cost nothing, so that classes are as frequent as they are.
    ridge = np.where(np.arange(len(theta)) < n_experts, _RIDGE, _TINY)
    likelihood = _likelihood(design, label, counts, theta, ridge)
    for _ in range(_STEPS):
        step = _newton_step(design, label, counts, theta, ridge)
        before = likelihood
        for _ in range(_HALVINGS):
            likelihood = _likelihood(design, label, counts, theta + step, ridge)
            if likelihood > before:
                break
            step = step / 2
        else:
            break
        theta = theta + step
        if np.abs(step).max() < _CLOSE:
            break
    return Stack(theta[:n_experts], np.concatenate([[0.0], theta[n_experts:]]))


def _newton_step(
    design: Float64Array,
    label: Labels,
    counts: Float64Array,
    theta: Float64Array,
    ridge: Float64Array,
) -> Float64Array:
    logits = design @ theta
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    mean = np.einsum("ick,ic->ik", design, p)
    right = design[np.arange(len(label)), label]
    gradient = counts @ (right - mean) - ridge * theta
    weighted = (p * counts[:, None])[..., None] * design
    hessian = np.tensordot(weighted, design, axes=([0, 1], [0, 1]))
    hessian -= (mean * counts[:, None]).T @ mean
    step = np.linalg.solve(hessian + np.diag(ridge), gradient)
    return np.asarray(step, np.float64)


def _likelihood(
    design: Float64Array,
    label: Labels,
    counts: Float64Array,
    theta: Float64Array,
    ridge: Float64Array,
) -> float:
    """Return the logarithm of the likelihood of labels, less what weights cost."""
    logits = design @ theta
    top = logits.max(axis=1)
    total = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    said = logits[np.arange(len(label)), label] - total
    return float(counts @ said - (ridge * theta) @ theta / 2)
