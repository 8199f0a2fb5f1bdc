"""Figures of each patient, and how far figures of all may be chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float64Array, IntArray
from training.scoring.metrics import confusion_matrix, f1_scores

#: Beats of a class of a patient from which its F1 means something.
_FEW = 10
#: Share of the bootstrap's figures between the ends of an interval.
_CONFIDENCE = 0.95
#: What is told of the distribution of a figure over patients.
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def confusions_by_patient(
    reference: npt.NDArray[np.integer],
    predicted: npt.NDArray[np.integer],
    patients: npt.NDArray[np.str_],
    n_classes: int,
) -> dict[str, IntArray]:
    """Return the confusion of each patient's beats."""
    return {
        str(patient): confusion_matrix(reference[own], predicted[own], n_classes)
        for patient in np.unique(patients)
        for own in (patients == patient,)
    }


def bootstrap_intervals(
    confusions: Sequence[IntArray], names: Sequence[str], seed: int = 1, n: int = 2000
) -> dict[str, list[float]]:
    """Return intervals of F1 over patients drawn with replacement.

    Efron & Tibshirani, An Introduction to the Bootstrap (1993): percentiles. A draw
    without beats of a class does not count for it.

    Parameters
    ----------
    confusions : sequence of ndarray, shape (n_classes, n_classes)
        One for each patient; what follows the classes, as beats that were not found,
        makes errors.
    names : sequence of str
        Of the classes that count: the first of each confusion, or all.
    seed : int
    n : int
        Number of draws.

    Returns
    -------
    dict
        The 95 % interval of F1 of each class that there is, and of ``macro-F1``.
    """
    rng = np.random.default_rng(seed)
    stacked = np.stack(confusions)
    draws = rng.integers(0, len(stacked), (n, len(stacked)))
    scores = [f1_scores(stacked[d].sum(axis=0))[: len(names)] for d in draws]
    rows: Float64Array = np.stack(scores)
    columns = {f"{name} F1": rows[:, i] for i, name in enumerate(names)}
    columns["macro-F1"] = np.nanmean(rows, axis=1)
    edges = ((1 - _CONFIDENCE) / 2, (1 + _CONFIDENCE) / 2)
    return {
        name: [round(float(edge), 4) for edge in np.nanquantile(column, edges)]
        for name, column in columns.items()
        if np.isfinite(column).any()
    }


def mean_f1(
    confusions: Sequence[IntArray], names: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Return the mean F1 of the patients who have ten beats of a class or more.

    Every one of them counts alike, however many beats of the class he has.

    Returns
    -------
    dict
        ``f1`` and the number of ``patients`` of each class that somebody has.
    """
    means = {}
    for place, name in enumerate(names):
        scores = [f1_scores(c)[place] for c in confusions if c[place].sum() >= _FEW]
        if scores:
            mean = round(float(np.mean(scores)), 5)
            means[name] = {"f1": mean, "patients": len(scores)}
    return means


def patient_rows(
    confusions: dict[str, IntArray], names: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Return beats, errors and F1 of each patient, those with most errors first."""
    order = sorted(confusions, key=lambda p: -_n_errors(confusions[p]))
    return {patient: _row(confusions[patient], names) for patient in order}


def _row(confusion: IntArray, names: Sequence[str]) -> dict[str, Any]:
    f1 = f1_scores(confusion)
    return {
        "beats": int(confusion.sum()),
        "errors": _n_errors(confusion),
        "f1": {
            name: None if np.isnan(value) else round(float(value), 4)
            for name, value in zip(names, f1, strict=True)
        },
        "confusion": confusion.tolist(),
    }


def _n_errors(confusion: IntArray) -> int:
    return int(confusion.sum() - np.trace(confusion))


def share_below(
    confusions: dict[str, IntArray], place: int, least_beats: int, f1: float
) -> tuple[int, int]:
    """Return how many patients with enough beats of a class have a lower F1.

    Parameters
    ----------
    confusions : dict
        Of each patient.
    place : int
        The class.
    least_beats : int
        Beats of it that a patient must have.
    f1 : float

    Returns
    -------
    n_below, n_patients : int
    """
    scores = [
        f1_scores(confusion)[place]
        for confusion in confusions.values()
        if confusion[place].sum() >= least_beats
    ]
    return int(np.sum(np.array(scores) < f1)), len(scores)
