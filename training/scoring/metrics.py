"""Figures of merit of a beat classifier, from reference labels and probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float64Array, IntArray

Confusion = IntArray

#: Bins of the expected calibration error: Guo et al., ICML 2017.
_ECE_BINS = 15
_COVERAGES = (1.0, 0.99, 0.98, 0.95, 0.9, 0.8, 0.7)
#: Test records without which figures are given, too: the patient of 202 is that of 201,
#: which trains, and 232 has three quarters of all S.
LEFT_OUT = ("202", "232")


def confusion_matrix(
    reference: npt.ArrayLike, predicted: npt.ArrayLike, n_classes: int
) -> Confusion:
    """Return counts, a row for each reference class and a column for each predicted."""
    pairs = np.asarray(reference, np.int64) * n_classes + np.asarray(
        predicted, np.int64
    )
    counts = np.bincount(pairs, minlength=n_classes**2)
    return counts.reshape(n_classes, n_classes).astype(np.int64)


def _ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> Float64Array:
    total = np.asarray(whole, np.float64)
    ratio = np.full_like(total, np.nan)
    np.divide(np.asarray(part, np.float64), total, out=ratio, where=total > 0)
    return ratio


def f1_scores(confusion: Confusion) -> Float64Array:
    """Return F1 of each class; NaN for one neither in the reference nor predicted."""
    hits = np.diag(confusion)
    return _ratio(2 * hits, confusion.sum(axis=0) + confusion.sum(axis=1))


def area_under_curve(
    scores: npt.NDArray[np.floating], positive: BoolArray
) -> float | None:
    """Return how often a positive has a higher score than another; ties count half.

    None where there are not both, positives and others.
    """
    values, rank = np.unique(scores, return_inverse=True)
    ours = np.bincount(rank[positive], minlength=len(values)).astype(np.float64)
    others = np.bincount(rank[~positive], minlength=len(values)).astype(np.float64)
    pairs = ours.sum() * others.sum()
    if not pairs:
        return None
    lower = np.cumsum(others) - others
    return float((ours * (lower + others / 2)).sum() / pairs)


def calibration_error(
    probabilities: npt.NDArray[np.floating], correct: BoolArray
) -> float:
    """Return the expected calibration error of the top class, in 15 equal bins."""
    confidence = probabilities.max(axis=1)
    number = np.minimum((confidence * _ECE_BINS).astype(int), _ECE_BINS - 1)
    gaps = np.bincount(number, correct - confidence, _ECE_BINS)
    return float(np.abs(gaps).sum() / len(correct))


def errors_in_least_confident(
    probabilities: npt.NDArray[np.floating],
    correct: BoolArray,
    share: float = 0.05,
) -> float:
    """Return which part of all errors lies among the least confident beats."""
    order = np.argsort(probabilities.max(axis=1), kind="stable")
    least = order[: round(share * len(order))]
    n_errors = int(np.sum(~correct))
    return float(np.sum(~correct[least]) / n_errors) if n_errors else float("nan")


def reliability(
    probabilities: npt.NDArray[np.floating], correct: BoolArray
) -> list[dict[str, float]]:
    """Return how confident and how right the beats of each bin of confidence are."""
    confidence = probabilities.max(axis=1)
    number = np.minimum((confidence * _ECE_BINS).astype(int), _ECE_BINS - 1)
    return [
        {
            "from": round(n / _ECE_BINS, 3),
            "beats": int(inside.sum()),
            "confidence": round(float(confidence[inside].mean()), 4),
            "accuracy": round(float(correct[inside].mean()), 4),
        }
        for n in range(_ECE_BINS)
        if (inside := number == n).any()
    ]


def accuracy_at_coverage(
    probabilities: npt.NDArray[np.floating], correct: BoolArray
) -> dict[str, float]:
    """Return the accuracy of the most confident share of the beats, for some shares."""
    order = np.argsort(-probabilities.max(axis=1), kind="stable")
    return {
        f"{share:g}": round(
            float(correct[order[: round(share * len(order))]].mean()), 5
        )
        for share in _COVERAGES
    }


def per_patient_macro_f1(
    reference: npt.NDArray[np.integer],
    predicted: npt.NDArray[np.integer],
    patients: npt.NDArray[np.str_],
    n_classes: int,
) -> float:
    """Return the mean over patients of macro-F1 over the classes each patient has."""
    scores = []
    for patient in np.unique(patients):
        own = patients == patient
        confusion = confusion_matrix(reference[own], predicted[own], n_classes)
        scores.append(f1_scores(confusion)[confusion.sum(axis=1) > 0].mean())
    return float(np.mean(scores))


def confusion_figures(confusion: Confusion, names: Sequence[str]) -> dict[str, Any]:
    """Return accuracy, F1, sensitivity and positive predictivity of a confusion."""
    hits, f1 = np.diag(confusion), f1_scores(confusion)
    return {
        "accuracy": _rounded(int(hits.sum()) / max(int(confusion.sum()), 1)),
        "macro_f1": _rounded(np.nanmean(f1)),
        "f1": _by_class(names, f1),
        "sensitivity": _by_class(names, _ratio(hits, confusion.sum(axis=1))),
        "ppv": _by_class(names, _ratio(hits, confusion.sum(axis=0))),
        "confusion": confusion.tolist(),
    }


def classification_figures(
    reference: npt.NDArray[np.integer],
    probabilities: npt.NDArray[np.floating],
    records: npt.NDArray[np.str_],
    patients: npt.NDArray[np.str_],
    names: Sequence[str],
) -> dict[str, Any]:
    """Return all figures of classified beats, as JSON values.

    Parameters
    ----------
    reference : ndarray of int, shape (n_beats,)
        Positions in `names`.
    probabilities : ndarray, shape (n_beats, n_classes)
    records, patients : ndarray of str, shape (n_beats,)
        Where each beat comes from.
    names : sequence of str
        Names of the classes.

    Returns
    -------
    dict
        Figures that have no value, such as F1 of a class that no beat has, are None.
    """
    n, predicted = len(names), np.argmax(probabilities, axis=1)
    correct = predicted == reference
    patient_f1 = per_patient_macro_f1(reference, predicted, patients, n)
    least = errors_in_least_confident(probabilities, correct)
    figures = confusion_figures(confusion_matrix(reference, predicted, n), names)
    for name in LEFT_OUT:
        if name not in records:
            continue
        rest = records != name
        confusion = confusion_matrix(reference[rest], predicted[rest], n)
        figures[f"without_{name}"] = confusion_figures(confusion, names)
    return figures | {
        "per_patient_macro_f1": _rounded(patient_f1),
        "ece": _rounded(calibration_error(probabilities, correct)),
        "errors_in_least_confident_5pct": _rounded(least),
        "reliability": reliability(probabilities, correct),
        "accuracy_at_coverage": accuracy_at_coverage(probabilities, correct),
        "accuracy_by_record": _accuracy_by_record(correct, records),
    }


def _accuracy_by_record(
    correct: BoolArray, records: npt.NDArray[np.str_]
) -> dict[str, float | None]:
    return {
        str(record): _rounded(correct[records == record].mean())
        for record in np.unique(records)
    }


def _by_class(
    names: Sequence[str], values: npt.NDArray[np.floating]
) -> dict[str, float | None]:
    return {name: _rounded(v) for name, v in zip(names, values, strict=True)}


def _rounded(value: float | np.floating[Any]) -> float | None:
    return None if np.isnan(value) else round(float(value), 5)
