"""Which state of the sequence annotated beats are in, and how states follow."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ecgviewer.classifier.beat_sequence import BeatState
from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.labels import UNSET, BeatClass, Labels
from training.records.annotated_rhythm import AnnotatedRhythm
from training.records.dataset import CLASSES

_N, _S, _V = (CLASSES.index(c) for c in (BeatClass.N, BeatClass.S, BeatClass.V))
#: Ectopic beats in a row from which they are a run, and beats that alternate (or are
#: one in three) from which they are a bigeminy.
_RUN, _ALTERNATE = 3, 6
_SINUS = {_N: BeatState.SINUS_N, _S: BeatState.SINUS_S, _V: BeatState.SINUS_V}
_BIGEMINY = {
    _S: (BeatState.S_BIGEMINY_N, BeatState.S_BIGEMINY_S),
    _V: (BeatState.V_BIGEMINY_N, BeatState.V_BIGEMINY_V),
}


def states_of(rhythm: AnnotatedRhythm) -> Labels:
    """Return the `BeatState` of each beat, UNSET where its class is not known."""
    labels = rhythm.labels
    states = np.full(len(labels), UNSET, np.uint8)
    for label, state in _SINUS.items():
        states[labels == label] = state
    for ectopic, (between, early) in _BIGEMINY.items():
        alternate = _alternating(labels, ectopic)
        states[alternate & (labels == _N)] = between
        states[alternate & (labels == ectopic)] = early
    states[_in_runs(labels == _S)] = BeatState.S_RUN
    states[_in_runs(labels == _V)] = BeatState.V_RUN
    inside = rhythm.fibrillation & (labels != UNSET)
    states[inside] = BeatState.FIBRILLATION_N
    states[inside & (labels == _V)] = BeatState.FIBRILLATION_V
    return states


def _in_runs(ectopic: BoolArray) -> BoolArray:
    return _kept_stretches(ectopic, _RUN)


def _alternating(labels: Labels, ectopic: int) -> BoolArray:
    """Return which beats are in a stretch of N and an ectopic class in turns."""
    pair = np.isin(labels, (_N, ectopic))
    turns = np.zeros(len(labels), bool)
    turns[1:] = pair[1:] & pair[:-1] & (labels[1:] != labels[:-1])
    # The first of a stretch has no turn before it.
    turns[:-1] |= turns[1:]
    return _kept_stretches(turns, _ALTERNATE)


def _kept_stretches(inside: BoolArray, least: int) -> BoolArray:
    edges = np.flatnonzero(np.diff(inside.astype(np.int8), prepend=0, append=0))
    kept = np.zeros(len(inside), bool)
    for start, stop in edges.reshape(-1, 2).tolist():
        kept[start:stop] = stop - start >= least
    return kept


def transition_counts(rhythms: Iterable[AnnotatedRhythm]) -> Float64Array:
    """Return how often each state follows each, (n_states, n_states)."""
    n = len(BeatState)
    counts = np.zeros((n, n))
    for rhythm in rhythms:
        states = states_of(rhythm)
        known: npt.NDArray[np.bool_] = (states[:-1] != UNSET) & (states[1:] != UNSET)
        known &= ~rhythm.across[1:]
        np.add.at(counts, (states[:-1][known], states[1:][known]), 1.0)
    return counts
