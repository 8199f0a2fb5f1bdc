"""What makes the answers of a context expert fit, chosen on beats held out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ecgviewer.classifier.context_expert import (
    ContextExpert,
    odds_of_s,
    runs_as_s,
    ventricular_as,
    with_odds,
)
from ecgviewer.classifier.trusted_networks import TrustedNetworks
from ecgviewer.core.arrays import Float64Array
from training.scoring.levers import inner_score
from training.scoring.mostly_s import Stretches, mostly_s, stress
from training.scoring.odds_calibration import fit_odds
from training.scoring.surroundings import Surroundings

_N, _S, _V = range(3)
#: What may be added to the odds of S against N.
_STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
#: Thresholds of trust in the networks that are tried.
_TRUSTED = tuple(
    TrustedNetworks(share, distance)
    for share in (0.15, 0.2, 0.3, 0.4)
    for distance in (6.0, 6.5, 7.0, 7.5)
)
#: Recordings that are mostly S may cost this much of the score of whole records.
_COST = 0.005


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
    trusted : TrustedNetworks, optional
        Where the networks' answer of S or N counts.
    """

    shift: float
    weight: float
    ventricular: tuple[float, float]
    trusted: TrustedNetworks | None = None

    def of(self, expert: ContextExpert) -> ContextExpert:
        """Return the expert with these odds."""
        ready = expert.calibrated(self.weight, self.shift, self.ventricular)
        return replace(ready, trusted=self.trusted)

    def answered(self, where: Surroundings, odds: Float64Array) -> Float64Array:
        """Return what is said in the end where an expert gives these odds."""
        odds = _blended(where, (odds + self.shift) * self.weight, self.trusted)
        before = ventricular_as(where.networks, *self.ventricular)
        return with_odds(before, runs_as_s(odds, where.in_run))


def _blended(
    where: Surroundings, odds: Float64Array, trusted: TrustedNetworks | None
) -> Float64Array:
    if trusted is None:
        return odds
    return trusted.blended(odds, odds_of_s(where.networks), where.hours)


def calibration(
    near: Surroundings, odds: Float64Array, trusted: TrustedNetworks | None = None
) -> ContextCalibration:
    """Return the calibration that suits beats.

    Parameters
    ----------
    near : Surroundings
        Of beats whose patients the networks did not see.
    odds : ndarray of float64, shape (n_beats,)
        Of S against N, by experts that did not see them either.
    trusted : TrustedNetworks, optional
        From `trust_of`.
    """
    beats = near.beats
    found = _shifted(near, odds, trusted)
    asked = (beats.label != _V) & ~near.in_run
    weight, _ = fit_odds(
        _blended(near, odds + found.shift, trusted)[asked],
        beats.label[asked] == _S,
        beats.is_ds1[asked],
        shifted=False,
    )
    trusted = replace(trusted, weight=weight) if trusted else None
    return replace(found, weight=weight, trusted=trusted)


def _shifted(
    near: Surroundings, odds: Float64Array, trusted: TrustedNetworks | None
) -> ContextCalibration:
    """Return the shift of the best F1, and odds of V that mean what they say."""
    rest = np.logaddexp(near.networks[:, _N], near.networks[:, _S])
    is_v = near.beats.label == _V
    v = near.networks[:, _V] - rest
    ventricular = fit_odds(v, is_v, near.beats.is_ds1, shifted=True)
    tried = [ContextCalibration(more, 1.0, ventricular, trusted) for more in _STEPS]
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


def trust_of(
    near: Surroundings,
    odds: Float64Array,
    experts: Mapping[int, ContextExpert],
    folds: Mapping[str, int],
) -> TrustedNetworks | None:
    """Return where networks are to be trusted, as held-out beats have it.

    Where recordings that are mostly S gain most, of all for which whole records lose
    next to nothing.

    Parameters
    ----------
    near : Surroundings
        Of beats whose patients the networks did not see.
    odds : ndarray of float64, shape (n_beats,)
        From `crossed_odds`.
    experts : mapping
        For each fold, one that did not see it.
    folds : mapping
        Fold of each record.
    """
    stretches = mostly_s(near.beats)
    plain = _shifted(near, odds, None)
    least = inner_score(plain.answered(near, odds), near.beats) - _COST
    best, most = None, _stress(stretches, plain, experts, folds)
    for trusted in _TRUSTED:
        found = _shifted(near, odds, trusted)
        if inner_score(found.answered(near, odds), near.beats) < least:
            continue
        gained = _stress(stretches, found, experts, folds)
        if gained > most:
            best, most = trusted, gained
    return best


def _stress(
    stretches: Stretches,
    found: ContextCalibration,
    experts: Mapping[int, ContextExpert],
    folds: Mapping[str, int],
) -> float:
    def answer(some: Surroundings) -> Float64Array:
        expert = experts[folds[str(some.beats.record[0])]]
        return found.answered(some, expert.odds(some.context))

    return stress(stretches, answer)
