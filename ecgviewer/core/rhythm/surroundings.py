"""What is known of a recording besides its beats: silent, flat or chaotic stretches."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.leads_off import LeadsOff
from ecgviewer.core.record import Samples
from ecgviewer.core.unknown import UnknownStretches

#: What belongs to the beats on either side is not looked at: T wave and QRS.
_AFTER_BEAT_S, _BEFORE_BEAT_S = 0.5, 0.2


def between_beats(start: float, stop: float, fs: float) -> tuple[float, float]:
    """Return the samples between two beats that belong to neither of them."""
    return start + _AFTER_BEAT_S * fs, stop - _BEFORE_BEAT_S * fs


class SignalState(IntEnum):
    """What the signal of some time looks like, whatever beats were found there."""

    ACTIVE = 0
    FLAT = 1
    FIBRILLATING = 2


@dataclass(frozen=True, eq=False)
class SignalStates:
    """What the signal looks like, in equal steps from the first sample on.

    Attributes
    ----------
    codes : ndarray of uint8, shape (n_steps,)
        A `SignalState` each.
    step : float
        Length of a step in samples.
    """

    codes: npt.NDArray[np.uint8]
    step: float

    @classmethod
    def none(cls) -> SignalStates:
        """Return the states of a signal that nobody looked at."""
        return cls(np.empty(0, np.uint8), 1.0)

    def between(self, start: float, stop: float) -> SignalState:
        """Return the state of most of the steps in [start, stop)."""
        first = int(start / self.step)
        codes = self.codes[first : max(int(np.ceil(stop / self.step)), first + 1)]
        if not len(codes):
            return SignalState.ACTIVE
        return SignalState(int(np.bincount(codes).argmax()))

    def fibrillating(self) -> UnknownStretches:
        """Return what looks like VF or flutter: no rate is known there."""
        wanted = self.codes == SignalState.FIBRILLATING
        edges = np.diff(np.concatenate([[0], wanted, [0]]).astype(np.int8))
        starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        return UnknownStretches.of(
            np.round(starts * self.step), np.round(stops * self.step)
        )


@dataclass(frozen=True, eq=False)
class SignalFindings:
    """What an analysis found in the signal besides beats.

    Attributes
    ----------
    states : SignalStates
    spikes : ndarray of int64, shape (n_spikes,)
        Samples of pacemaker spikes, ascending.
    """

    states: SignalStates = field(default_factory=SignalStates.none)
    spikes: Samples = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class Surroundings:
    """All that rhythms depend on besides the beats.

    Attributes
    ----------
    n_samples : int
        So much of the record was searched for beats; 0 where nothing is known beyond
        its beats.
    missing : UnknownStretches
        Where there is no signal.
    unknown : UnknownStretches
        Where nothing is known: no signal, or marked as noise.
    states : SignalStates
    leads_off : tuple of LeadOff
        Leads that are off while another one is not.
    paced : ndarray of bool, shape (n_beats,)
        Beats that a pacemaker made; empty for none.
    """

    n_samples: int = 0
    missing: UnknownStretches = field(default_factory=UnknownStretches.none)
    unknown: UnknownStretches = field(default_factory=UnknownStretches.none)
    states: SignalStates = field(default_factory=SignalStates.none)
    leads_off: LeadsOff = ()
    paced: BoolArray = field(default_factory=lambda: np.empty(0, np.bool_))

    def paced_of(self, n_beats: int) -> BoolArray:
        """Return which of the beats are paced."""
        return self.paced if len(self.paced) else np.zeros(n_beats, np.bool_)
