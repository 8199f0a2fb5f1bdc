"""Makes odds of one class against others mean what they say, on beats held out.

The logarithm of the odds is multiplied by a weight after a shift (Platt, Advances in
Large Margin Classifiers, 1999). Each database counts the same.
"""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float64Array

_STEPS = 100


def fit_odds(
    odds: Float64Array, is_true: BoolArray, is_ds1: BoolArray, *, shifted: bool
) -> tuple[float, float]:
    """Return the likeliest weight and, where it is wanted, shift of odds.

    Parameters
    ----------
    odds : ndarray of float64, shape (n_beats,)
        Logarithms of odds of beats whose patients did not train what gives them.
    is_true : ndarray of bool, shape (n_beats,)
        Which beats are of the class.
    is_ds1 : ndarray of bool, shape (n_beats,)
        Of which database they are.
    shifted : bool
        Whether a shift is added; else 0 stays 0, and no decision changes.

    Returns
    -------
    weight, shift : float
        For ``weight * odds + shift``.
    """
    counts = np.ones(len(odds))
    for database in (is_ds1, ~is_ds1):
        counts[database] /= max(int(database.sum()), 1)

    design = np.column_stack([odds, np.ones(len(odds))] if shifted else [odds])
    found = np.eye(design.shape[1])[0]
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-np.clip(design @ found, -50, 50)))
        gradient = design.T @ (counts * (is_true - said))
        spread = counts * said * (1 - said)
        hessian = design.T @ (design * spread[:, None]) + 1e-9 * np.eye(len(found))
        step = np.clip(np.linalg.solve(hessian, gradient), -0.5, 0.5)
        found = found + step
        if np.abs(step).max() < 1e-6:
            break
    return round(float(found[0]), 4), round(float(found[1]), 4) if shifted else 0.0
