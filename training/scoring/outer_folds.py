"""Figures of the outer folds of nested cross-validation, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ecgviewer.classifier.timing_expert import supraventricular_logit
from ecgviewer.core.arrays import Float64Array
from training.networks.stacking import Stack
from training.records.dataset import CLASSES
from training.records.fold_beats import FoldBeats, joined
from training.records.splits import patient_of
from training.scoring.by_patient import (
    bootstrap_intervals,
    confusions_by_patient,
    patient_rows,
    share_below,
)
from training.scoring.levers import Fitted
from training.scoring.metrics import area_under_curve, classification_figures

_NAMES = [c.name for c in CLASSES]
_S, _V = _NAMES.index("S"), _NAMES.index("V")
#: S beats of a record from which its own area under the curve means something.
_FEW_S = 5
#: Long tables that the rows of the patients make needless.
_LEFT_OUT = ("reliability", "accuracy_at_coverage", "accuracy_by_record")


@dataclass(frozen=True, eq=False)
class Outer:
    """An outer fold: its beats, and what was chosen for it elsewhere, by variant."""

    beats: FoldBeats
    inner: FoldBeats
    chosen: Mapping[str, Fitted]


def outer_figures(outers: Sequence[Outer], variant: str, seed: int) -> dict[str, Any]:
    """Return the figures of the outer folds together, by database."""
    said = [o.chosen[variant].log_probabilities(o.beats) for o in outers]
    return figures_of(joined([o.beats for o in outers]), np.concatenate(said), seed)


def inner_figures(outers: Sequence[Outer], variant: str) -> dict[str, Any]:
    """Return the mean over outer folds of the figures that choices were made by."""
    rows: dict[str, list[dict[str, float]]] = {}
    for outer in outers:
        said = outer.chosen[variant].log_probabilities(outer.inner)
        for database, figures in figures_of(outer.inner, said, None).items():
            rows.setdefault(database, []).append(
                {f"{n} F1": figures["f1"][n] for n in _NAMES}
                | {"macro-F1": figures["macro_f1"], "accuracy": figures["accuracy"]}
            )
    return {
        database: {
            name: round(float(np.mean([row[name] for row in some])), 5)
            for name in some[0]
        }
        for database, some in rows.items()
    }


def figures_of(
    beats: FoldBeats, said: Float64Array, seed: int | None
) -> dict[str, Any]:
    """Return figures of beats by database, with intervals and patients if seeded."""
    result = {}
    for database, rows in (("DS1", beats.is_ds1), ("svdb", ~beats.is_ds1)):
        if not rows.any():
            continue
        label, probabilities = beats.label[rows], np.exp(said[rows])
        record = beats.record[rows]
        patients = np.array([patient_of(str(name)) for name in record])
        figures = classification_figures(label, probabilities, record, patients, _NAMES)
        for key in _LEFT_OUT:
            del figures[key]
        if seed is not None:
            confusions = confusions_by_patient(
                label, probabilities.argmax(axis=1), patients, len(_NAMES)
            )
            below, n = share_below(confusions, _V, 20, 0.8)
            figures["intervals"] = bootstrap_intervals(
                list(confusions.values()), _NAMES, seed
            )
            figures["patients_with_v_f1_below_0.8"] = [below, n]
            figures["patients"] = patient_rows(confusions, _NAMES)
        result[database] = figures
    return result


def timing_figures(
    outers: Sequence[Outer], mixes: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Return how well timing alone tells S from N, by expert and database.

    The area under the curve over all beats of N and S of the outer folds, and its mean
    over the records with at least five of S.
    """
    beats = joined([outer.beats for outer in outers])
    beats = beats.take(beats.label != _V)
    is_s = beats.label == _S
    result: dict[str, dict[str, Any]] = {}
    for place, name in enumerate(mixes):
        odds = supraventricular_logit(beats.timing[:, place])
        for database, rows in (("DS1", beats.is_ds1), ("svdb", ~beats.is_ds1)):
            records = (beats.record == r for r in np.unique(beats.record[rows]))
            within = [
                area_under_curve(odds[own], is_s[own])
                for own in records
                if is_s[own].sum() >= _FEW_S
            ]
            some = [value for value in within if value is not None]
            result.setdefault(name, {})[database] = {
                "auc": area_under_curve(odds[rows], is_s[rows]),
                "records": len(some),
                "mean auc of records": float(np.mean(some)) if some else None,
            }
    return result


def choices(outers: Sequence[Outer], mixes: Sequence[str]) -> list[dict[str, Any]]:
    """Return what was chosen for each outer fold."""
    return [
        {
            variant: asdict(fitted.lever)
            | {
                "mix": None if fitted.lever.mix is None else mixes[fitted.lever.mix],
                "inner score": round(fitted.score, 5),
                "added at last": {
                    "V": round(float(fitted.second.ventricular.shift[1]), 3),
                    "S against N": round(float(fitted.second.early.shift[1]), 3),
                },
                "V": _counts(fitted.first.ventricular),
                "S against N": _counts(fitted.first.early),
            }
            for variant, fitted in outer.chosen.items()
        }
        for outer in outers
    ]


def _counts(stack: Stack) -> dict[str, Any]:
    return {
        "weights": np.round(stack.weights, 3).tolist(),
        "added": round(float(stack.shift[1]), 3),
    }
