"""Two questions of a beat: whether it is V, and if not, whether it is S or N.

The picture answers the first question, timing helps with the second alone: ventricular
beats are early too, and what timing says for S must not cost them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.labels import Labels
from training.networks.stacking import Stack, fit_stack

_S, _V = 1, 2


@dataclass(frozen=True, eq=False)
class Experts:
    """What experts say, a column each, as logarithms of odds or shares.

    Attributes
    ----------
    ventricular : ndarray of float64, shape (n_beats, n_v)
        For V against all else; the first column is the networks'.
    early : ndarray of float64, shape (n_beats, n_s)
        For S against N; the first column is the networks'.
    """

    ventricular: Float64Array
    early: Float64Array


def ventricular_odds(logits: Float64Array) -> Float64Array:
    """Return the logarithm of the odds of V against N and S together."""
    rest = np.logaddexp(logits[:, 0], logits[:, 1])
    return np.asarray(logits[:, _V] - rest, np.float64)


@dataclass(frozen=True, eq=False)
class Answers:
    """What each expert counts for either question.

    Attributes
    ----------
    ventricular, early : Stack
        Of two classes each: no and yes.
    """

    ventricular: Stack
    early: Stack

    def log_probabilities(self, experts: Experts) -> Float64Array:
        """Return logarithms of the probabilities of N, S and V, (n_beats, 3)."""
        v = self.ventricular.log_probabilities(_for_yes(experts.ventricular))
        s = self.early.log_probabilities(_for_yes(experts.early))
        return np.column_stack([v[:, :1] + s, v[:, 1]])

    def shifted(self, early: float, ventricular: float) -> Answers:
        """Return answers with more added to the odds of S and of V."""
        return Answers(
            self.ventricular.shifted(np.array([0.0, ventricular])),
            self.early.shifted(np.array([0.0, early])),
        )


def fit_answers(experts: Experts, label: Labels, counts: Float64Array) -> Answers:
    """Return the likeliest answers.

    Parameters
    ----------
    experts : Experts
    label : ndarray of uint8, shape (n_beats,)
        N, S and V as 0, 1 and 2.
    counts : ndarray of float64, shape (n_beats,)
        What each beat counts.
    """
    is_v = label == _V
    others: BoolArray = ~is_v
    return Answers(
        fit_stack(_for_yes(experts.ventricular), is_v.astype(np.uint8), counts),
        fit_stack(
            _for_yes(experts.early[others]),
            (label[others] == _S).astype(np.uint8),
            counts[others],
        ),
    )


def _for_yes(columns: Float64Array) -> Float64Array:
    """Return columns as what they add to the logits of no and yes."""
    return np.stack([np.zeros_like(columns), columns], axis=1)
