"""Burden of atrial fibrillation: how much of the time that can be judged it takes.

Flutter counts with it, as in ANSI/AAMI EC57. What the reader said counts; a suggestion
counts as long as the reader has not answered it, and is told of as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import ReaderRhythms, Suggested
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.core.rhythm.suggested import open_suggestions, stretches_of
from ecgviewer.core.unknown import UnknownStretches

ATRIAL_FIBRILLATION = (EpisodeKind.AF, EpisodeKind.ATRIAL_FLUTTER)


@dataclass(frozen=True)
class AfBurden:
    """How much fibrillation of the atria there is.

    Attributes
    ----------
    analysable_s : float
        Seconds of the record that are not unknown.
    fibrillating_s : float
        Seconds of these within an episode, or a suggestion that is not answered.
    suggested_s : float
        Seconds of these within such a suggestion alone.
    n_episodes, n_suggested : int
        Stretches that do not touch: all of them, and those nobody has answered.
    longest : tuple of int or None
        The longest stretch as samples [start, stop); None where there is none.
    longest_s : float
        Its length; 0 where there is none.
    """

    analysable_s: float
    fibrillating_s: float
    suggested_s: float
    n_episodes: int
    n_suggested: int
    longest: tuple[int, int] | None
    longest_s: float

    @property
    def percent(self) -> float:
        """Percent of analysable time; NaN where there is none."""
        if self.analysable_s <= 0:
            return float("nan")
        return 100 * self.fibrillating_s / self.analysable_s

    @property
    def is_answered(self) -> bool:
        """Return whether the reader has answered all that is counted."""
        return self.n_suggested == 0


def af_burden(
    events: Sequence[RhythmEvent],
    rhythms: ReaderRhythms,
    unknown: UnknownStretches,
    n_samples: int,
    fs: float,
) -> AfBurden:
    """Return the burden of atrial fibrillation.

    Parameters
    ----------
    events : sequence of RhythmEvent
        From `find_rhythms`.
    rhythms : ReaderRhythms
    unknown : UnknownStretches
        Is not analysable.
    n_samples : int
        So much of the record was looked at.
    fs : float
        Sampling frequency in Hz.
    """
    waiting = _waiting(events, rhythms)
    said = stretches_of(rhythms.of_kind(*ATRIAL_FIBRILLATION))
    whole = _counted(waiting, rhythms)

    def known(stretches: UnknownStretches) -> int:
        start, stop = stretches.start, np.minimum(stretches.stop, n_samples)
        lengths = np.maximum(stop - start, 0)
        return int(np.sum(lengths - unknown.n_samples(start, start + lengths)))

    longest = _longest(whole)
    analysable = n_samples - int(unknown.n_samples(0, n_samples))
    return AfBurden(
        analysable_s=analysable / fs,
        fibrillating_s=known(whole) / fs,
        suggested_s=(known(whole) - known(said)) / fs,
        n_episodes=len(whole),
        n_suggested=len(waiting),
        longest=longest,
        longest_s=(longest[1] - longest[0]) / fs if longest else 0.0,
    )


def af_stretches(
    events: Sequence[RhythmEvent], rhythms: ReaderRhythms
) -> UnknownStretches:
    """Return the samples that `af_burden` counts, as far as they are known."""
    return _counted(_waiting(events, rhythms), rhythms)


def _counted(waiting: Sequence[Suggested], rhythms: ReaderRhythms) -> UnknownStretches:
    asked = UnknownStretches.of([w.start for w in waiting], [w.stop for w in waiting])
    return stretches_of(rhythms.of_kind(*ATRIAL_FIBRILLATION)).joined(asked)


def _waiting(events: Sequence[RhythmEvent], rhythms: ReaderRhythms) -> list[Suggested]:
    suggested = [event for event in events if event.kind is RhythmKind.AF]
    return [Suggested.of(e) for e in open_suggestions(suggested, rhythms)]


def _longest(stretches: UnknownStretches) -> tuple[int, int] | None:
    if not len(stretches):
        return None
    row = int(np.argmax(stretches.stop - stretches.start))
    return int(stretches.start[row]), int(stretches.stop[row])
