"""Where what the networks say of S and N counts in place of the record's context.

To an expert that looks at a beat among all beats of its record, what most of them are
is normal. Where the networks call many beats S, and tell these clearly from the others,
most of them may well be S: then the networks' own answer holds. Where they do not tell
them apart, it is the networks that are off for this patient; and in fibrillation many
beats look early that are not premature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.rhythm.fibrillation import irregular
from ecgviewer.core.rhythm.kinds import RhythmThresholds

_N, _S, _V = range(3)
#: What `of_hours` tells of the hour that a beat is in.
HOUR_NAMES = ("share of S", "distance of kinds", "share of time in fibrillation")
#: Half the width of what lies between no trust and full trust.
_SHARE_WIDTH, _DISTANCE_WIDTH = 0.1, 1.0
#: With this share of the time in fibrillation the networks count half, with more by
#: the width, nothing.
_FIBRILLATION, _FIBRILLATION_WIDTH = 0.3, 0.1
#: Beats that are looked at together, at most: about an hour.
_HOUR = 5_000
#: Fewer have no two kinds.
_FEW = 4
#: A longer interval says nothing of the rhythm.
_LONGEST_S = 3.0
_CELLS = RhythmThresholds().af_cells


@dataclass(frozen=True)
class TrustedNetworks:
    """Thresholds from which the networks' answer counts half.

    Attributes
    ----------
    share : float
        Share of the beats that the networks call S rather than N.
    distance : float
        Between the mean odds of S of two kinds of beats; see `distance_of_kinds`.
    weight : float
        What the networks' odds of S are multiplied by, so that they mean what they say.
    """

    share: float
    distance: float
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Refuse numbers that say nothing."""
        numbers = (self.share, self.distance, self.weight)
        if not np.isfinite(numbers).all() or self.weight <= 0:
            raise ValueError("these thresholds do not trust networks")

    def counts(self, hours: Float64Array) -> Float64Array:
        """Return how much the networks' answer counts, 0 to 1, shape (n_beats,).

        Parameters
        ----------
        hours : ndarray of float64, shape (n_beats, 3)
            From `of_hours`.
        """
        share, distance, fibrillation = hours.T
        often = _ramp(share, self.share, _SHARE_WIDTH)
        apart = _ramp(distance, self.distance, _DISTANCE_WIDTH)
        vetoed = _ramp(fibrillation, _FIBRILLATION, _FIBRILLATION_WIDTH)
        return often * apart * (1 - vetoed)

    def blended(
        self, odds: Float64Array, early: Float64Array, hours: Float64Array
    ) -> Float64Array:
        """Return the odds of S against N of context and networks together.

        Parameters
        ----------
        odds, early : ndarray of float64, shape (n_beats,)
            Their logarithm in the light of the record, and as the networks say.
        hours : ndarray of float64, shape (n_beats, 3)
        """
        return odds + self.counts(hours) * (early * self.weight - odds)

    def array(self) -> Float64Array:
        """Return its numbers, as they are written."""
        return np.array([self.share, self.distance, self.weight])

    @classmethod
    def of_array(cls, numbers: Float64Array) -> TrustedNetworks:
        """Return what `array` gave.

        Raises
        ------
        ValueError
            If it did not.
        """
        share, distance, weight = numbers.astype(np.float64).tolist()
        return cls(share, distance, weight)


def of_hours(log_probabilities: Float64Array, rr_s: Float64Array) -> Float64Array:
    """Return what the hour around each beat is like, by the networks and by timing.

    Parameters
    ----------
    log_probabilities : ndarray of float64, shape (n_beats, 3)
        What the networks say of the beats of a record, as N, S and V.
    rr_s : ndarray of float64, shape (n_beats,)
        RR interval before each beat in seconds.

    Returns
    -------
    ndarray of float64, shape (n_beats, 3)
        HOUR_NAMES: the share of beats with even odds of S against N or better, the
        distance of their kinds, and the share of the time in which fibrillation of the
        atria is suspected.
    """
    n_parts = max(-(-len(rr_s) // _HOUR), 1)
    early = log_probabilities[:, _S] - log_probabilities[:, _N]
    ventricular = log_probabilities.argmax(axis=1) == _V
    hours = np.zeros((len(rr_s), len(HOUR_NAMES)))
    for rows in np.array_split(np.arange(len(rr_s)), n_parts):
        if len(rows) >= _FEW:
            hours[rows] = (
                np.mean(early[rows] > 0),
                distance_of_kinds(early[rows]),
                _fibrillation(rr_s[rows], ventricular[rows]),
            )
    return hours


def _fibrillation(rr_s: Float64Array, ventricular: BoolArray) -> float:
    # A ventricular beat says nothing of the atria.
    usable = (rr_s <= _LONGEST_S) & ~ventricular
    usable[1:] &= ~ventricular[:-1]
    marked = irregular(rr_s, usable, _CELLS, np.zeros(len(rr_s), np.bool_))
    return float(rr_s[marked].sum() / rr_s.sum())


def distance_of_kinds(values: Float64Array) -> float:
    """Return how far the means of two kinds of values are from each other.

    The border between the kinds is that of Otsu, IEEE Trans Syst Man Cybern 9 (1979)
    62: the kinds' means explain as much as they can of the variance.

    Parameters
    ----------
    values : ndarray of float64, shape (n_values,)
        Two or more.
    """
    ordered = np.sort(values)
    n, sums = len(ordered), np.cumsum(ordered)
    lower = np.arange(1, n)
    low, high = sums[:-1] / lower, (sums[-1] - sums[:-1]) / (n - lower)
    explained = lower * (n - lower) * (high - low) ** 2
    border = int(np.argmax(explained))
    return float(high[border] - low[border])


def _ramp(value: Float64Array, middle: float, width: float) -> Float64Array:
    return np.clip((value - middle + width) / (2 * width), 0, 1)
