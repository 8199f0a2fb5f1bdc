"""What consecutive beats say of each other: a hidden Markov model of rhythms.

Rabiner, Proc IEEE 77 (1989) 257. A state is a rhythm and the class of a beat in it;
what the networks say of each beat is the evidence, and how rhythms follow each other
was counted in annotations of whole days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.stopping import Stop, check, never

_TINY = 1e-12
#: Beats between two questions whether to stop.
_AT_ONCE = 4096
#: Added to every share, so that nothing is impossible.
_RARE = 1e-3


class BeatState(IntEnum):
    """The rhythm that a beat is in, and its class there."""

    SINUS_N = 0
    SINUS_S = 1
    SINUS_V = 2
    S_RUN = 3
    V_RUN = 4
    FIBRILLATION_N = 5
    FIBRILLATION_V = 6
    S_BIGEMINY_N = 7
    S_BIGEMINY_S = 8
    V_BIGEMINY_N = 9
    V_BIGEMINY_V = 10


#: The class of each state: a column of N, S, V.
STATE_CLASS = np.array([0, 1, 2, 1, 2, 0, 2, 0, 1, 0, 2])
_FIBRILLATING = np.isin(
    np.arange(len(BeatState)), (BeatState.FIBRILLATION_N, BeatState.FIBRILLATION_V)
)


@dataclass(frozen=True, eq=False)
class BeatSequence:
    """How beats follow each other.

    Attributes
    ----------
    initial : ndarray of float64, shape (n_states,)
        How often a beat is in each state.
    transition : ndarray of float64, shape (n_states, n_states)
        How often each state follows each; rows add up to 1.
    """

    initial: Float64Array
    transition: Float64Array

    def class_log_probabilities(
        self,
        evidence: Float64Array,
        fibrillation: Float64Array,
        stop: Stop = never,
    ) -> Float64Array:
        """Return what each beat is in the light of all others, (n_beats, 3).

        Parameters
        ----------
        evidence : ndarray of float64, shape (n_beats, 3)
            Logarithm of how likely a beat like this is if it is N, S or V: of
            consecutive beats in the order of time.
        fibrillation : ndarray of float64, shape (n_beats,)
            Logarithm of how much likelier its timing is in fibrillation than not.
        stop : callable
            Asked now and then.

        Returns
        -------
        ndarray of float64, shape (n_beats, 3)
            Logarithms of probabilities.
        """
        emission = evidence[:, STATE_CLASS] + np.outer(fibrillation, _FIBRILLATING)
        states = self._posterior(emission, stop)
        sums = [states[:, place == STATE_CLASS].sum(axis=1) for place in range(3)]
        together: Float64Array = np.log(np.maximum(np.stack(sums, axis=1), _TINY))
        return together

    def _posterior(self, emission: Float64Array, stop: Stop) -> Float64Array:
        """Return the probability of each state at each beat, forwards and backwards."""
        likely = np.exp(emission - emission.max(axis=1, keepdims=True))
        forward, backward = np.empty_like(likely), np.ones_like(likely)
        belief = self.initial
        for row in range(len(likely)):
            if row % _AT_ONCE == 0:
                check(stop)
            belief = belief * likely[row]
            belief = belief / belief.sum()
            forward[row] = belief
            belief = belief @ self.transition
        later = np.ones(len(self.initial))
        for row in range(len(likely) - 1, 0, -1):
            if row % _AT_ONCE == 0:
                check(stop)
            later = self.transition @ (likely[row] * later)
            later = later / later.sum()
            backward[row - 1] = later
        posterior = forward * backward
        total: Float64Array = posterior / posterior.sum(axis=1, keepdims=True)
        return total


def counted(sequences: Sequence[Float64Array]) -> BeatSequence:
    """Return the mean of several counts of transitions, each of a database.

    Parameters
    ----------
    sequences : sequence of ndarray, shape (n_states, n_states)
        How often each state followed each. A row that a database lacks counts for
        nothing; no step is impossible.

    Raises
    ------
    ValueError
        If no database has any.
    """
    if not sequences:
        raise ValueError("no transitions are counted")
    shares = [
        counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        for counts in sequences
    ]
    known = sum((counts.sum(axis=1, keepdims=True) > 0) for counts in sequences)
    mean = sum(shares) / np.maximum(known, 1)
    mean = mean + 1e-3 / len(mean)
    occupied = sum(counts.sum(axis=1) / max(counts.sum(), 1) for counts in sequences)
    initial = occupied / len(sequences) + 1e-3
    return BeatSequence(
        np.asarray(initial / initial.sum(), np.float64),
        np.asarray(mean / mean.sum(axis=1, keepdims=True), np.float64),
    )
