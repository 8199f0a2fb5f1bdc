"""Recordings that are mostly S, made of those of held-out patients.

Few recordings are mostly S, so such are made. ``as recorded`` are a patient's
stretches at least half of whose beats are S. ``built`` has all S of a patient, and of
the other beats some of those that follow one: S in every second place, and more. Each
is a recording by itself: a beat is looked at among its beats, and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ecgviewer.classifier.context_expert import ContextExpert
from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.labels import Labels
from ecgviewer.preprocessing.tachycardia import in_abrupt_tachycardia
from training.records.fold_beats import FoldBeats
from training.records.splits import patient_of
from training.scoring.metrics import confusion_matrix, f1_scores
from training.scoring.surroundings import Surroundings, beat_surroundings, rr_of

_S, _CLASSES = 1, 3
#: Beats of a stretch, longest first; the whole recording is tried before.
_LENGTHS = (800, 400, 200, 100, 50)
_HALF = 0.5
#: Shares of S that recordings are built with.
_BUILT = {"built, half S": 0.5, "built, 70 % S": 0.7}
#: With fewer S of a patient nothing is built.
_FEW = 30
#: This many patients are the worst.
_WORST = 10

SETS = ("as recorded", *_BUILT)

#: Stretches by set.
Stretches = Mapping[str, Sequence[Surroundings]]
#: F1 of S of each patient, by who answers and by set.
Told = Mapping[str, Mapping[str, Mapping[str, float]]]
#: Who answers without an expert.
NETWORKS = "networks"


def mostly_s(beats: FoldBeats) -> Stretches:
    """Return recordings that are mostly S, of each record that has any."""
    found: dict[str, list[Surroundings]] = {name: [] for name in SETS}
    for name in np.unique(beats.record):
        own = beats.take(beats.record == name)
        for made, some in rows_of_sets(own.label, str(name)).items():
            found[made] += [_alone(own, rows) for rows in some]
    return found


def rows_of_sets(label: Labels, name: str) -> dict[str, list[BoolArray]]:
    """Return which beats each recording has that is made of a record, by set.

    Parameters
    ----------
    label : ndarray of uint8, shape (n_beats,)
        Of all beats of the record.
    name : str
        Of the record: draws the same beats, whichever others there are.
    """
    is_s, rng = label == _S, np.random.default_rng(list(name.encode()))
    found = {SETS[0]: list(dense_stretches(is_s))}
    for built, share in _BUILT.items():
        enough = is_s.sum() >= _FEW
        found[built] = [thinned(is_s, share, rng)] if enough else []
    return found


def dense_stretches(is_s: BoolArray) -> Iterator[BoolArray]:
    """Yield which beats are in a stretch half of which is S; none is in two.

    The longest ones first, of each length those with the most S.
    """
    total = np.concatenate([[0], np.cumsum(is_s)])
    free = np.ones(len(is_s), bool)
    for length in (len(is_s), *_LENGTHS):
        if not 0 < length <= len(is_s):
            continue
        share = (total[length:] - total[:-length]) / length
        for first in np.argsort(-share, kind="stable"):
            if share[first] < _HALF:
                break
            rows = np.zeros(len(is_s), bool)
            rows[first : first + length] = True
            if free[rows].all():
                free &= ~rows
                yield rows


def thinned(is_s: BoolArray, share: float, rng: np.random.Generator) -> BoolArray:
    """Return which beats stay so that a share is S: all S, and some that follow one.

    S may be more than that where they follow each other.
    """
    after = np.flatnonzero(np.concatenate([[False], is_s[:-1]]) & ~is_s)
    wanted = round(int(is_s.sum()) * (1 - share) / share)
    rows = is_s.copy()
    rows[rng.permutation(after)[:wanted]] = True
    return rows


def _alone(beats: FoldBeats, rows: BoolArray) -> Surroundings:
    some = beats.take(rows)
    return beat_surroundings(some, in_abrupt_tachycardia(rr_of(some)))


def patients_s_f1(
    stretches: Sequence[Surroundings],
    answer: Callable[[Surroundings], Float64Array],
) -> dict[str, float]:
    """Return the F1 of S of each patient over all of their stretches.

    Parameters
    ----------
    stretches : sequence of Surroundings
    answer : callable
        Returns log-probabilities of the beats of a stretch.
    """
    confusions: dict[str, np.ndarray] = {}
    for some in stretches:
        patient = patient_of(str(some.beats.record[0]))
        predicted = answer(some).argmax(axis=1)
        confusion = confusion_matrix(some.beats.label, predicted, _CLASSES)
        confusions[patient] = confusions.get(patient, 0) + confusion
    return {
        patient: float(f1_scores(confusion)[_S])
        for patient, confusion in confusions.items()
    }


def stress(
    stretches: Stretches, answer: Callable[[Surroundings], Float64Array]
) -> float:
    """Return the mean over sets of the mean over patients of the F1 of S."""
    means = [
        np.mean(list(patients_s_f1(some, answer).values()))
        for some in stretches.values()
        if some
    ]
    return float(np.mean(means)) if means else 0.0


def told_of(stretches: Stretches, experts: Mapping[str, ContextExpert]) -> Told:
    """Return the F1 of S of each patient as the networks answer, and experts."""

    def told(expert: ContextExpert | None) -> dict[str, dict[str, float]]:
        def answer(some: Surroundings) -> Float64Array:
            return some.answered(expert) if expert else some.networks

        return {made: patients_s_f1(some, answer) for made, some in stretches.items()}

    return {NETWORKS: told(None)} | {name: told(e) for name, e in experts.items()}


def summaries(parts: Sequence[Told]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the `summary` of the patients of several folds, by who answers and set."""
    result: dict[str, dict[str, dict[str, Any]]] = {}
    for name in parts[0]:
        for made in SETS:
            patients: dict[str, float] = {}
            for part in parts:
                patients |= part[name][made]
            if patients:
                result.setdefault(name, {})[made] = summary(patients)
    return result


def summary(patients: Mapping[str, float]) -> dict[str, Any]:
    """Return mean, worst and all patients' F1 of S."""
    ordered = sorted(patients.values())
    return {
        "mean S F1": round(float(np.mean(ordered)), 4),
        "mean of the ten worst": round(float(np.mean(ordered[:_WORST])), 4),
        "patients": {name: round(patients[name], 4) for name in sorted(patients)},
    }
