"""Beats of folds with what their records say of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.classifier.beat_context import CONTEXT_NAMES, TIMED_NAMES
from ecgviewer.classifier.context_expert import (
    ContextExpert,
    answered,
    expert_inputs,
)
from ecgviewer.classifier.trusted_networks import HOUR_NAMES, of_hours
from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES, TACHYCARDIA
from training.networks.lead_fusions import FUSIONS, log_softmax
from training.records.fold_beats import FoldBeats

_RR = FEATURE_NAMES.index("RR in s")
#: How the leads are put together.
FUSION = "mean"


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Beats in the order of time with what their records say of them.

    Attributes
    ----------
    beats : FoldBeats
    networks : ndarray of float64, shape (n_beats, n_classes)
        What the networks say on all leads together: log-probabilities.
    context : ndarray of float32, shape (n_beats, n_features)
    hours : ndarray of float64, shape (n_beats, 3)
        From `of_hours`.
    in_run : ndarray of bool, shape (n_beats,)
        Which are in a regular tachycardia that began abruptly.
    """

    beats: FoldBeats
    networks: Float64Array
    context: Float32Array
    hours: Float64Array
    in_run: BoolArray

    def by_record(self) -> dict[str, BoolArray]:
        """Return the rows of each record."""
        names = self.beats.record
        return {str(name): names == name for name in np.unique(names)}

    def answered(self, expert: ContextExpert) -> Float64Array:
        """Return what networks and expert say of the beats."""
        known = (self.networks, self.context, self.hours, self.in_run)
        return answered(*known, expert)


def surroundings(beats: FoldBeats) -> Surroundings:
    """Return what each beat's record says of it."""
    return beat_surroundings(beats, beats.rhythm[:, TACHYCARDIA] > 0)


def beat_surroundings(beats: FoldBeats, in_run: BoolArray) -> Surroundings:
    """Return what `surroundings` does, where runs are known from elsewhere."""
    said, rr = fused(beats), rr_of(beats)
    n_inputs = len(CONTEXT_NAMES) + beats.timing.shape[1] * len(TIMED_NAMES)
    context = np.zeros((len(beats), n_inputs), np.float32)
    hours = np.zeros((len(beats), len(HOUR_NAMES)))
    for name in np.unique(beats.record):
        own = np.flatnonzero(beats.record == name)
        context[own] = expert_inputs(said[own], rr[own], beats.timing[own])
        hours[own] = of_hours(said[own], rr[own])
    return Surroundings(beats, said, context, hours, in_run)


def fused(beats: FoldBeats) -> Float64Array:
    """Return what the networks say on all leads together."""
    return FUSIONS[FUSION](log_softmax(beats.logits), beats.quality, beats.record)


def rr_of(beats: FoldBeats) -> Float64Array:
    """Return the RR interval before each beat in seconds."""
    return np.exp(beats.rhythm[:, _RR].astype(np.float64))
