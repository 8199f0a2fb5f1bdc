"""What the record's context is worth after the networks, by nested cross-validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ecgviewer.classifier.context_expert import ContextExpert, odds_of_s
from ecgviewer.core.arrays import BoolArray, Float64Array, IntArray
from training.networks.context_training import ContextSettings, train_context_expert
from training.records.dataset import CLASSES
from training.records.fold_beats import FoldBeats
from training.records.splits import patient_of
from training.scoring.by_patient import confusions_by_patient
from training.scoring.context_calibration import (
    ContextCalibration,
    calibration,
    crossed_odds,
    trust_of,
)
from training.scoring.metrics import f1_scores
from training.scoring.mostly_s import Told, mostly_s, told_of
from training.scoring.networks_outside import shifted, weighted
from training.scoring.surroundings import FUSION, Surroundings, surroundings

_S, _V = 1, 2
#: S beats of a patient from which its own F1 means something.
_FEW_S = 10
#: Who answers S or N, and whether tachycardia is S whatever is answered.
_VARIANTS = {
    "networks": ("networks", False),
    "networks and tachycardia": ("networks", True),
    "context": ("context", False),
    "context and tachycardia": ("context", True),
}
#: The last of them with odds that mean what they say.
CALIBRATED = "context and tachycardia, calibrated"
#: And with the networks' answer where they tell two kinds of beats apart.
TRUSTED = "the same, networks trusted where most may be S"
VARIANTS = (*_VARIANTS, CALIBRATED, TRUSTED)


@dataclass(frozen=True, eq=False)
class Judgement:
    """What is said of an outer fold, and what was chosen elsewhere.

    Attributes
    ----------
    said : dict
        Log-probabilities of its beats, by variant.
    shift : dict
        What is added to the odds of S, by variant.
    chosen : ContextCalibration
        Of the last variant.
    experts : dict
        Of the other folds, calibrated, by variant.
    mostly_s : mapping
        F1 of S of the patients in recordings that are mostly S, by variant and set.
    """

    said: dict[str, Float64Array]
    shift: dict[str, float]
    chosen: ContextCalibration
    experts: dict[str, ContextExpert]
    mostly_s: Told


def crossed_calibration(
    near: Surroundings, folds: Mapping[str, int], settings: ContextSettings
) -> tuple[ContextCalibration, Float64Array]:
    """Return the calibration chosen as that of the shipped bundle is, and its odds.

    Parameters
    ----------
    near : Surroundings
        Of beats whose patients the networks did not see.
    folds : mapping
        Fold of each record.
    settings : ContextSettings

    Returns
    -------
    calibration : ContextCalibration
    odds : ndarray of float64, shape (n_beats,)
        Of S against N, by experts of the other folds.
    """
    experts = crossed_experts(near, folds, settings)
    odds = crossed_odds(near, experts, folds)
    return calibration(near, odds, trust_of(near, odds, experts, folds)), odds


def judged_outside(
    inner: FoldBeats,
    outer: FoldBeats,
    folds: Mapping[str, int],
    settings: ContextSettings,
) -> Judgement:
    """Return what is said of an outer fold, which chooses nothing.

    Parameters
    ----------
    inner : FoldBeats
        Beats of all other folds, each judged by a network that did not see it.
    outer : FoldBeats
    folds : mapping
        Fold of each record.
    settings : ContextSettings
    """
    near, far = surroundings(inner), surroundings(outer)
    before = weighted(inner, outer, FUSION)
    networks = [odds_of_s(some) for some in before]
    expert = trained(near, settings)
    trusting, inner_odds = crossed_calibration(near, folds, settings)
    context = [inner_odds, expert.odds(far.context)]
    said: dict[str, Float64Array] = {}
    shift: dict[str, float] = {}
    for variant, (odds, runs) in _VARIANTS.items():
        asked = context if odds == "context" else networks
        shift[variant], said[variant] = shifted(before, asked, (near, far), runs=runs)
    found = {CALIBRATED: calibration(near, inner_odds), TRUSTED: trusting}
    ready = {name: chosen.of(expert) for name, chosen in found.items()}
    for name, some in ready.items():
        said[name] = far.answered(some)
        shift[name] = found[name].shift
    told = told_of(mostly_s(outer), ready)
    return Judgement(said, shift, found[TRUSTED], ready, told)


def trained(
    near: Surroundings, settings: ContextSettings, rows: BoolArray | None = None
) -> ContextExpert:
    """Return the expert of some beats, or of all."""
    rows = np.ones(len(near.beats), bool) if rows is None else rows
    return train_context_expert(
        near.context[rows],
        near.beats.label[rows],
        near.beats.record[rows],
        near.in_run[rows],
        settings,
    )


def crossed_experts(
    near: Surroundings, folds: Mapping[str, int], settings: ContextSettings
) -> dict[int, ContextExpert]:
    """Return for each fold an expert of the other ones."""
    fold = np.array([folds[str(name)] for name in near.beats.record])
    return {
        int(number): trained(near, settings, fold != number)
        for number in np.unique(fold)
    }


def gains(
    beats: FoldBeats,
    before: Float64Array,
    after: Float64Array,
    seed: int,
    n_draws: int = 2000,
) -> dict[str, dict[str, Any]]:
    """Return how much F1 gains from one to another, by database.

    The same patients are drawn with replacement for both, so that what is hard about a
    patient does not count.

    Parameters
    ----------
    beats : FoldBeats
    before, after : ndarray of float64, shape (n_beats, n_classes)
    seed : int
        Of the draws.
    n_draws : int
    """
    result = {}
    for database, rows in (("DS1", beats.is_ds1), ("svdb", ~beats.is_ds1)):
        if rows.any():
            old, new = (_confusions(beats, said, rows) for said in (before, after))
            result[database] = _gain(old, new, seed, n_draws)
    return result


def _confusions(beats: FoldBeats, said: Float64Array, rows: BoolArray) -> IntArray:
    """Return the confusion of each patient, (n_patients, n_classes, n_classes)."""
    patients = np.array([patient_of(str(name)) for name in beats.record[rows]])
    by_patient = confusions_by_patient(
        beats.label[rows], said[rows].argmax(axis=1), patients, len(CLASSES)
    )
    return np.stack(list(by_patient.values()))


def _gain(before: IntArray, after: IntArray, seed: int, n_draws: int) -> dict[str, Any]:
    n = len(before)
    draws = np.random.default_rng(seed).integers(0, n, (n_draws, n))
    whole = _gained(before, after)
    drawn = np.stack([_gained(before[d], after[d]) for d in draws])
    low, high = np.nanquantile(drawn, (0.025, 0.975), axis=0).round(4).tolist()
    gain: dict[str, Any] = {
        f"{CLASSES[place].name} F1": {
            "gain": round(float(whole[place]), 4),
            "interval": [low[place], high[place]],
        }
        for place in (_S, _V)
    }
    with_s = before[:, _S].sum(axis=1) >= _FEW_S
    gain["patients with S"] = int(with_s.sum())
    gain["mean S F1 of patients"] = [
        round(float(np.mean([f1_scores(c)[_S] for c in side[with_s]])), 4)
        for side in (before, after)
        if with_s.any()
    ]
    return gain


def _gained(before: IntArray, after: IntArray) -> Float64Array:
    """Return how much the F1 of each class gains over all patients."""
    return f1_scores(after.sum(axis=0)) - f1_scores(before.sum(axis=0))
