"""Beats written as letters, for tests of rhythms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.labels import BeatClass, Labels
from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.events import find_rhythms
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind, RhythmThresholds
from ecgviewer.core.rhythm.surroundings import SignalState, SignalStates, Surroundings
from ecgviewer.core.unknown import UnknownStretches

FS = 100.0


@dataclass(frozen=True)
class Beats:
    """Beats of the classes of some letters, RR intervals before each in seconds."""

    letters: str
    rr_s: npt.ArrayLike = 0.8

    @property
    def sample(self) -> Samples:
        rr_s = np.broadcast_to(self.rr_s, len(self.letters))
        return np.round(np.cumsum(rr_s) * FS).astype(np.int64)

    @property
    def labels(self) -> Labels:
        return np.array([BeatClass[x] for x in self.letters], np.uint8)

    def events(
        self,
        around: Surroundings | None = None,
        thresholds: RhythmThresholds | None = None,
        unreadable: npt.ArrayLike = (),
    ) -> list[RhythmEvent]:
        readable = np.ones(len(self.letters), bool)
        readable[np.asarray(unreadable, np.int64)] = False
        chosen = thresholds or RhythmThresholds()
        return find_rhythms(self.sample, self.labels, readable, FS, chosen, around)


def kinds_of(events: list[RhythmEvent]) -> list[RhythmKind]:
    return [event.kind for event in events]


def unknown(start_s: float, stop_s: float) -> UnknownStretches:
    return UnknownStretches.of([start_s * FS], [stop_s * FS])


def states(length_s: int, *parts: tuple[SignalState, int, int]) -> SignalStates:
    """Return active signal of a length but for parts, in seconds."""
    codes = np.full(length_s, SignalState.ACTIVE, np.uint8)
    for state, first, last in parts:
        codes[first:last] = state
    return SignalStates(codes, FS)
