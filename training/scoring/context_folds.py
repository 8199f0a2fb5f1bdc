"""What the record's context is worth after the networks, by nested cross-validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ecgviewer.classifier.beat_context import CONTEXT_NAMES, beat_context
from ecgviewer.classifier.beat_sequence import BeatState, counted
from ecgviewer.classifier.context_expert import (
    ContextExpert,
    answered,
    runs_as_s,
    ventricular_as,
    with_odds,
)
from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array, IntArray
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES, TACHYCARDIA
from training.networks.context_training import ContextSettings, train_context_expert
from training.networks.lead_fusions import FUSIONS, log_softmax
from training.records.dataset import CLASSES
from training.records.fold_beats import FoldBeats
from training.records.splits import patient_of
from training.scoring.by_patient import confusions_by_patient
from training.scoring.levers import Lever, best_lever, inner_score
from training.scoring.metrics import f1_scores
from training.scoring.odds_calibration import fit_odds

_N, _S, _V = range(3)
_RR = FEATURE_NAMES.index("RR in s")
_FUSION = "mean"
#: What may be added to the odds of S against N.
_STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
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
VARIANTS = (*_VARIANTS, CALIBRATED)


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Beats in the order of time with what their records say of them.

    Attributes
    ----------
    beats : FoldBeats
    context : ndarray of float32, shape (n_beats, n_features)
    in_run : ndarray of bool, shape (n_beats,)
        Which are in a regular tachycardia that began abruptly.
    """

    beats: FoldBeats
    context: Float32Array
    in_run: BoolArray


def surroundings(beats: FoldBeats) -> Surroundings:
    """Return what each beat's record says of it."""
    said = fused(beats)
    rr = np.exp(beats.rhythm[:, _RR].astype(np.float64))
    context = np.zeros((len(beats), len(CONTEXT_NAMES)), np.float32)
    for name in np.unique(beats.record):
        own = np.flatnonzero(beats.record == name)
        context[own] = beat_context(said[own], rr[own])
    return Surroundings(beats, context, beats.rhythm[:, TACHYCARDIA] > 0)


def judged_outside(
    inner: FoldBeats,
    outer: FoldBeats,
    folds: Mapping[str, int],
    settings: ContextSettings,
) -> tuple[dict[str, Float64Array], dict[str, float]]:
    """Return log-probabilities of an outer fold by variant, and what was chosen.

    Parameters
    ----------
    inner : FoldBeats
        Beats of all other folds, each judged by a network that did not see it.
    outer : FoldBeats
        Beats of the outer fold, which choose nothing.
    folds : mapping
        Fold of each record.
    settings : ContextSettings
    """
    no_sequence = counted([np.ones((len(BeatState), len(BeatState)))])
    lever = best_lever(inner, [Lever(_FUSION)], no_sequence)
    near, far = surroundings(inner), surroundings(outer)
    before = [lever.log_probabilities(beats) for beats in (inner, outer)]
    networks = [some[:, _S] - some[:, _N] for some in before]
    expert = trained(near, settings)
    context = [crossed_odds(near, folds, settings), expert.odds(far.context)]
    said: dict[str, Float64Array] = {}
    chosen: dict[str, float] = {}
    for variant, (odds, runs) in _VARIANTS.items():
        here, there = context if odds == "context" else networks
        scores = [
            inner_score(_answered(before[0], here + more, near, runs), inner)
            for more in _STEPS
        ]
        chosen[variant] = _STEPS[int(np.argmax(scores))]
        said[variant] = _answered(before[1], there + chosen[variant], far, runs)
    found = calibration(near, context[0])
    ready = expert.calibrated(found.weight, found.shift, found.ventricular)
    said[CALIBRATED] = answered(fused(outer), far.context, far.in_run, ready)
    chosen[CALIBRATED] = found.shift
    return said, chosen


@dataclass(frozen=True)
class ContextCalibration:
    """What makes the odds of a context expert mean what they say.

    Attributes
    ----------
    shift : float
        What is added to the odds of S against N, chosen by F1.
    weight : float
        What they are then multiplied by, the likeliest.
    ventricular : tuple of float
        What the networks' odds of V are multiplied by, and what is added then.
    """

    shift: float
    weight: float
    ventricular: tuple[float, float]


def calibration(near: Surroundings, odds: Float64Array) -> ContextCalibration:
    """Return the calibration that suits beats.

    Parameters
    ----------
    near : Surroundings
        Of beats whose patients the networks did not see.
    odds : ndarray of float64, shape (n_beats,)
        Of S against N, by experts that did not see them either.
    """
    beats, networks = near.beats, fused(near.beats)
    v = networks[:, _V] - np.logaddexp(networks[:, _N], networks[:, _S])
    ventricular = fit_odds(v, beats.label == _V, beats.is_ds1, shifted=True)
    before = ventricular_as(networks, *ventricular)
    scores = [
        inner_score(_answered(before, odds + more, near, runs=True), beats)
        for more in _STEPS
    ]
    shift = _STEPS[int(np.argmax(scores))]
    asked = (beats.label != _V) & ~near.in_run
    weight, _ = fit_odds(
        odds[asked] + shift,
        beats.label[asked] == _S,
        beats.is_ds1[asked],
        shifted=False,
    )
    return ContextCalibration(shift, weight, ventricular)


def fused(beats: FoldBeats) -> Float64Array:
    """Return what the networks say on all leads together."""
    return FUSIONS[_FUSION](log_softmax(beats.logits), beats.quality, beats.record)


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


def crossed_odds(
    near: Surroundings, folds: Mapping[str, int], settings: ContextSettings
) -> Float64Array:
    """Return odds of the beats of each fold by an expert of the other ones."""
    fold = np.array([folds[str(name)] for name in near.beats.record])
    odds = np.zeros(len(fold))
    for number in np.unique(fold):
        own = fold == number
        odds[own] = trained(near, settings, ~own).odds(near.context[own])
    return odds


def _answered(
    before: Float64Array, odds: Float64Array, where: Surroundings, runs: bool
) -> Float64Array:
    return with_odds(before, runs_as_s(odds, where.in_run) if runs else odds)


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
