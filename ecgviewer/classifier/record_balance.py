"""How many beats of each class a record seems to have, without any label.

Saerens, Latinne & Decaestecker, Neural Computation 14 (2002) 21: what a classifier says
of all beats is put together to shares of classes, in whose light it speaks again.
"""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float64Array

_STEPS, _CLOSE = 100, 1e-5


def record_balance(
    log_probabilities: Float64Array, log_prior: Float64Array, usual_beats: float
) -> Float64Array:
    """Return the logarithm of how much more often than usual each class occurs.

    Parameters
    ----------
    log_probabilities : ndarray of float64, shape (n_beats, n_classes)
        Of the beats of one record, as if its classes were as usual.
    log_prior : ndarray of float64, shape (n_classes,)
        Logarithm of the usual shares.
    usual_beats : float
        Beats of the usual shares that are added to those of the record, so that few
        beats do not say too much.

    Returns
    -------
    ndarray of float64, shape (n_classes,)
        To be added to the logits; zeros for no beats.
    """
    usual = np.exp(log_prior)
    usual = usual / usual.sum()
    shares, likely = usual, np.exp(log_probabilities)
    for _ in range(_STEPS):
        said = likely * (shares / usual)
        said = said / np.maximum(said.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        total = said.sum(axis=0) + usual_beats * usual
        before, shares = shares, total / total.sum()
        if np.abs(shares - before).max() < _CLOSE:
            break
    balance: Float64Array = np.log(shares / usual)
    return balance
