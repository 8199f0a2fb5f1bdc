"""What networks say of an outer fold, with weights and shift of the other folds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ecgviewer.classifier.beat_sequence import BeatState, counted
from ecgviewer.classifier.context_expert import odds_of_s, runs_as_s, with_odds
from ecgviewer.core.arrays import Float64Array
from training.records.fold_beats import FoldBeats
from training.scoring.levers import Lever, best_lever, inner_score
from training.scoring.surroundings import Surroundings, surroundings

#: What may be added to the odds of S against N.
_STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)


def networks_outside(inner: FoldBeats, outer: FoldBeats, fusion: str) -> Float64Array:
    """Return log-probabilities of the beats of an outer fold, which chooses nothing.

    Parameters
    ----------
    inner : FoldBeats
        Beats of all other folds, each judged by a network that did not see it.
    outer : FoldBeats
    fusion : str
        How leads are put together: one of FUSIONS.
    """
    before = weighted(inner, outer, fusion)
    odds = [odds_of_s(some) for some in before]
    where = (surroundings(inner), surroundings(outer))
    return shifted(before, odds, where, runs=False)[1]


def weighted(inner: FoldBeats, outer: FoldBeats, fusion: str) -> list[Float64Array]:
    """Return what networks say inside and outside, with the weights of the inside."""
    no_sequence = counted([np.ones((len(BeatState), len(BeatState)))])
    lever = best_lever(inner, [Lever(fusion)], no_sequence)
    return [lever.log_probabilities(beats) for beats in (inner, outer)]


def shifted(
    before: Sequence[Float64Array],
    odds: Sequence[Float64Array],
    where: tuple[Surroundings, Surroundings],
    *,
    runs: bool,
) -> tuple[float, Float64Array]:
    """Return what is best added to odds of S inside, and what is then said outside.

    Parameters
    ----------
    before : sequence of ndarray
        Log-probabilities inside and outside, whose odds of V stay.
    odds : sequence of ndarray
        Of S against N, inside and outside.
    where : tuple of Surroundings
    runs : bool
        Whether tachycardia is S whatever the odds are.
    """
    near, far = where
    scores = [
        inner_score(_answered(before[0], odds[0] + more, near, runs), near.beats)
        for more in _STEPS
    ]
    best = _STEPS[int(np.argmax(scores))]
    return best, _answered(before[1], odds[1] + best, far, runs)


def _answered(
    before: Float64Array, odds: Float64Array, where: Surroundings, runs: bool
) -> Float64Array:
    return with_odds(before, runs_as_s(odds, where.in_run) if runs else odds)
