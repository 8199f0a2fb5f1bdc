"""A reader who corrects the beats the classifier is least sure of.

Shows what the adaptation to a patient gains, or costs, on the beats that the reader
did not look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.classifier.adaptation import adapted_probabilities, fit_head
from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.labels import UNSET, BeatClass, Labels
from ecgviewer.core.predictions import Probabilities
from training.scoring.metrics import Confusion, confusion_matrix, f1_scores

#: Classes whose F1 the reader cares about.
_ECTOPIC = (BeatClass.S, BeatClass.V)


@dataclass(frozen=True, eq=False)
class ClassifiedRecord:
    """What the network gives for a record's beats, beside the reference.

    Attributes
    ----------
    name : str
        Name of the record.
    labels : ndarray of uint8, shape (n_beats,)
        Positions in `classes`.
    probabilities : ndarray of float32, shape (n_beats, n_classes)
    embedding : ndarray of float16, shape (n_beats, n_units)
        As the application keeps it.
    classes : tuple of BeatClass
    """

    name: str
    labels: Labels
    probabilities: Probabilities
    embedding: npt.NDArray[np.float16]
    classes: tuple[BeatClass, ...]


@dataclass(frozen=True, eq=False)
class Reading:
    """A record before and after the adaptation, on the beats that were not reviewed.

    Attributes
    ----------
    record : str
    n_reviewed, n_corrected : int
        Beats that the reader looked at, and those of them that were wrong.
    before, after : ndarray of int64, shape (n_classes, n_classes)
        Confusion of the other beats.
    n_suggested, n_right : int
        Suggestions that the reader would see, and those of them that are right.
    """

    record: str
    n_reviewed: int
    n_corrected: int
    before: Confusion
    after: Confusion
    n_suggested: int
    n_right: int


def read(record: ClassifiedRecord, n_reviewed: int, strength: float) -> Reading:
    """Return what becomes of a record when the least confident beats are reviewed.

    Parameters
    ----------
    record : ClassifiedRecord
    n_reviewed : int
        Beats that the reader labels as the reference does.
    strength : float
        Weight of the prior; see `fit_head`.
    """
    order = np.argsort(record.probabilities.max(axis=1), kind="stable")
    reviewed, rest = order[:n_reviewed], np.sort(order[n_reviewed:])
    codes = np.array(record.classes, np.uint8)
    told = np.full(len(record.labels), UNSET, np.uint8)
    told[reviewed] = codes[record.labels[reviewed]]
    change = fit_head(
        record.embedding, record.probabilities, told, record.classes, strength
    )
    adapted = adapted_probabilities(record.embedding, record.probabilities, change)
    truth, before = record.labels, record.probabilities.argmax(axis=1)
    after = adapted.argmax(axis=1)
    changed = rest[before[rest] != after[rest]]
    n = len(codes)
    return Reading(
        record.name,
        len(reviewed),
        int((before[reviewed] != truth[reviewed]).sum()),
        confusion_matrix(truth[rest], before[rest], n),
        confusion_matrix(truth[rest], after[rest], n),
        len(changed),
        int((after[changed] == truth[changed]).sum()),
    )


def reading_figures(
    readings: Sequence[Reading], classes: Sequence[BeatClass]
) -> dict[str, Any]:
    """Return the figures of many records: means over records, pooled, and the harm.

    F1 of a class is averaged over the records that have beats of it.

    Returns
    -------
    dict
        For ``S``, ``V`` and ``accuracy`` a list of before and after: ``mean`` over
        records and ``pooled``; ``n_records`` with such beats, and ``hurt``: before
        and after of the records that lost, the worst first. Of the suggestions,
        ``n_suggested`` and ``share_right``.
    """
    figures: dict[str, Any] = {"n_records": len(readings)}
    for beat_class in _ECTOPIC:
        at = list(classes).index(beat_class)
        having = [r for r in readings if r.before[at].sum()]
        pairs = {r.record: (_f1(r.before, at), _f1(r.after, at)) for r in having}
        total = [_pooled(readings, after=after) for after in (False, True)]
        pooled = [_f1(confusion, at) for confusion in total]
        figures[beat_class.name] = _compared(pairs, pooled)
    pairs = {r.record: (_accuracy(r.before), _accuracy(r.after)) for r in readings}
    pooled = [_accuracy(_pooled(readings, after=after)) for after in (False, True)]
    figures["accuracy"] = _compared(pairs, pooled)
    n_suggested = sum(r.n_suggested for r in readings)
    n_right = sum(r.n_right for r in readings)
    return figures | {
        "n_corrected": sum(r.n_corrected for r in readings),
        "n_suggested": n_suggested,
        "share_right": round(n_right / n_suggested, 4) if n_suggested else None,
    }


def _pooled(readings: Sequence[Reading], *, after: bool) -> Confusion:
    parts = [r.after if after else r.before for r in readings]
    return np.asarray(np.sum(parts, axis=0), np.int64)


def _f1(confusion: Confusion, at: int) -> float:
    return float(np.nan_to_num(f1_scores(confusion)[at]))


def _accuracy(confusion: Confusion) -> float:
    return float(np.trace(confusion) / max(int(confusion.sum()), 1))


def _compared(
    pairs: dict[str, tuple[float, float]], pooled: Sequence[float]
) -> dict[str, Any]:
    lost = {name: pair for name, pair in pairs.items() if pair[1] < pair[0]}
    worst = sorted(lost, key=lambda name: lost[name][1] - lost[name][0])
    return {
        "n_records": len(pairs),
        "mean": _rounded(np.mean(list(pairs.values()), axis=0) if pairs else []),
        "pooled": _rounded(pooled),
        "hurt": {name: _rounded(lost[name]) for name in worst},
    }


def _rounded(values: Sequence[float] | Float64Array) -> list[float]:
    return [round(float(value), 4) for value in values]
