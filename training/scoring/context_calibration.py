"""What makes the answers of a context expert fit, chosen on beats held out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ecgviewer.classifier.context_expert import (
    ContextExpert,
    runs_as_s,
    ventricular_as,
    with_odds,
)
from ecgviewer.core.arrays import Float64Array
from training.scoring.levers import inner_score
from training.scoring.odds_calibration import fit_odds
from training.scoring.surroundings import Surroundings

_N, _S, _V = range(3)
#: What may be added to the odds of S against N.
_STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)


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

    def of(self, expert: ContextExpert) -> ContextExpert:
        """Return the expert with these odds."""
        return expert.calibrated(self.weight, self.shift, self.ventricular)

    def answered(self, where: Surroundings, odds: Float64Array) -> Float64Array:
        """Return what is said in the end where an expert gives these odds."""
        odds = (odds + self.shift) * self.weight
        before = ventricular_as(where.networks, *self.ventricular)
        return with_odds(before, runs_as_s(odds, where.in_run))


def calibration(near: Surroundings, odds: Float64Array) -> ContextCalibration:
    """Return the calibration that suits beats.

    Parameters
    ----------
    near : Surroundings
        Of beats whose patients the networks did not see.
    odds : ndarray of float64, shape (n_beats,)
        Of S against N, by experts that did not see them either.
    """
    beats = near.beats
    found = _shifted(near, odds)
    asked = (beats.label != _V) & ~near.in_run
    weight, _ = fit_odds(
        odds[asked] + found.shift,
        beats.label[asked] == _S,
        beats.is_ds1[asked],
        shifted=False,
    )
    return replace(found, weight=weight)


def _shifted(near: Surroundings, odds: Float64Array) -> ContextCalibration:
    """Return the shift of the best F1, and odds of V that mean what they say."""
    rest = np.logaddexp(near.networks[:, _N], near.networks[:, _S])
    is_v = near.beats.label == _V
    v = near.networks[:, _V] - rest
    ventricular = fit_odds(v, is_v, near.beats.is_ds1, shifted=True)
    tried = [ContextCalibration(more, 1.0, ventricular) for more in _STEPS]
    return max(
        tried, key=lambda some: inner_score(some.answered(near, odds), near.beats)
    )


def crossed_odds(
    near: Surroundings, experts: Mapping[int, ContextExpert], folds: Mapping[str, int]
) -> Float64Array:
    """Return odds of the beats of each fold by the expert of the other ones."""
    odds = np.zeros(len(near.beats))
    for name, own in near.by_record().items():
        odds[own] = experts[folds[name]].odds(near.context[own])
    return odds
