"""Makes probabilities mean what they say: a temperature, and a shift for each class.

Guo et al., ICML 2017, scale by a temperature; the shifts answer that an epoch holds
more ectopic beats than patients have (Saerens et al., Neural Computation 14 (2002) 21).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.labels import Labels
from ecgviewer.core.predictions import Probabilities
from ecgviewer.preprocessing.rhythm_features import (
    FEATURE_NAMES,
    TACHYCARDIA,
    Features,
)

#: The rhythm is irregular where even the quarter of the RR intervals that change least
#: changes by 8.6 % of the median: log(0.086 + 0.005) is -2.4. Ectopic beats in a
#: regular rhythm leave that quarter alone, fibrillation does not. Below -3 it is
#: regular.
IRREGULARITY = "near smallest changes"
IRREGULAR = (-3.0, -2.4)

_TINY = 1e-12
_STEPS = 100


@dataclass(frozen=True)
class Calibration:
    """What makes logits those of calibrated probabilities.

    Attributes
    ----------
    temperature : float
        What they are divided by.
    shift : tuple of float
        What is then added for each class.
    irregular : tuple of float
        What is added in a rhythm as irregular as fibrillation, where no beat is
        premature; less where it is less irregular.
    tachycardia : tuple of float
        What is added in a regular tachycardia that began abruptly, where no narrow
        beat is a normal one.
    """

    temperature: float = 1.0
    shift: tuple[float, ...] = (0.0, 0.0, 0.0)
    irregular: tuple[float, ...] = (0.0, 0.0, 0.0)
    tachycardia: tuple[float, ...] = (0.0, 0.0, 0.0)


def irregularity(rhythm: Features) -> Float64Array:
    """Return how irregular the rhythm around beats is, 0 to 1.

    Parameters
    ----------
    rhythm : ndarray, shape (n_beats, n_features)
        From `rhythm_features`.
    """
    low, high = IRREGULAR
    value = rhythm[:, FEATURE_NAMES.index(IRREGULARITY)].astype(np.float64)
    ramp: Float64Array = np.clip((value - low) / (high - low), 0, 1)
    return ramp


def calibrated(
    probabilities: Probabilities,
    calibration: Calibration,
    rhythm: Features | None = None,
) -> Float64Array:
    """Return calibrated probabilities, shape (n_beats, n_classes).

    Parameters
    ----------
    probabilities : ndarray, shape (n_beats, n_classes)
    calibration : Calibration
    rhythm : ndarray, shape (n_beats, n_features), optional
        From `rhythm_features`.
    """
    logits = np.log(np.maximum(probabilities, _TINY)) / calibration.temperature
    logits = logits + np.array(calibration.shift)
    if rhythm is not None:
        irregular, run = irregularity(rhythm), rhythm[:, TACHYCARDIA]
        logits = logits + irregular[:, None] * np.array(calibration.irregular)
        logits = logits + run[:, None] * np.array(calibration.tachycardia)
    return softmax(logits)


def fit_calibration(
    probabilities: Probabilities, label: Labels, *, few: bool = False
) -> Calibration:
    """Return the most likely calibration of held-out beats, by Newton's method.

    Parameters
    ----------
    probabilities : ndarray, shape (n_beats, n_classes)
        Of beats whose patients did not train the network.
    label : ndarray of uint8, shape (n_beats,)
        Columns of the true classes.
    few : bool
        Of few beats, even a class that is never wrong may be wrong next time: targets
        are those of Platt (Advances in Large Margin Classifiers, 1999) rather than 1
        and 0, so that probabilities stay below 1.

    Returns
    -------
    Calibration
        The shift of the first class is 0.
    """
    logits = np.log(np.maximum(probabilities, _TINY), dtype=np.float64)
    n_classes = logits.shape[1]
    wanted = np.eye(n_classes)[label]
    if few:
        counts = np.bincount(label, minlength=n_classes)
        doubt = (1 / (counts + 2))[label][:, None]
        wanted = wanted * (1 - doubt) + (1 - wanted) * doubt / (n_classes - 1)
    # Unknowns: the inverse temperature, and the shifts of all classes but the first.
    theta = np.zeros(n_classes)
    theta[0] = 1.0
    for _ in range(_STEPS):
        step = _newton_step(logits, wanted, theta)
        theta = theta + step
        if np.abs(step).max() < 1e-6:
            break
    shift = (0.0, *(round(float(value), 3) for value in theta[1:]))
    return Calibration(round(float(1 / theta[0]), 3), shift)


def _newton_step(
    logits: Float64Array, wanted: Float64Array, theta: Float64Array
) -> Float64Array:
    n_classes = logits.shape[1]
    shift = np.concatenate([[0.0], theta[1:]])
    p = softmax(logits * theta[0] + shift)
    design = np.zeros((n_classes, *logits.shape))
    design[0] = logits
    for number in range(1, n_classes):
        design[number, :, number] = 1.0
    gradient = np.einsum("kij,ij->k", design, wanted - p)
    mean = np.einsum("kij,ij->ki", design, p)
    hessian = np.einsum("kij,ij,lij->kl", design, p, design) - mean @ mean.T
    return np.clip(np.linalg.solve(hessian + 1e-6 * np.eye(n_classes), gradient), -1, 1)


def softmax(logits: Float64Array) -> Float64Array:
    """Return the probabilities of logits, shape (n_beats, n_classes)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: Float64Array = powers / powers.sum(axis=1, keepdims=True)
    return probabilities
