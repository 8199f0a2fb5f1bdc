"""What the facts of a report are made of, found once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.burden import af_stretches
from ecgviewer.core.rhythm.events import rhythms_of
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind, RhythmThresholds
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.suggested import not_dismissed
from ecgviewer.core.rhythm.summary import RhythmSummary, summarise
from ecgviewer.core.rhythm.surroundings import Surroundings
from ecgviewer.core.unknown import UnknownStretches


@dataclass(frozen=True, eq=False)
class ReviewData:
    """A review, its beats as a series and the rhythms found in them.

    Attributes
    ----------
    session : ReviewSession
    thresholds : RhythmThresholds
    series : BeatSeries
    around : Surroundings
    events : list of RhythmEvent
        From `rhythms_of`; what a reader dismissed does not count.
    summary : RhythmSummary
        As above the window's list.
    """

    session: ReviewSession
    thresholds: RhythmThresholds
    series: BeatSeries
    around: Surroundings
    events: list[RhythmEvent]
    summary: RhythmSummary

    @classmethod
    def of(cls, session: ReviewSession, thresholds: RhythmThresholds) -> ReviewData:
        """Return the data of a review as it is now."""
        columns, around = session.columns, session.surroundings
        place = columns.sample, columns.aami, columns.readable, session.record.fs
        series = BeatSeries.of(*place, around)
        events = rhythms_of(series, thresholds, around)
        summary = summarise(series, around, events, session.rhythms)
        return cls(session, thresholds, series, around, events, summary)

    def of_kind(self, *kinds: RhythmKind) -> list[RhythmEvent]:
        """Return the events of some kinds that count, in order of time."""
        found = [event for event in self._counted if event.kind in kinds]
        return sorted(found, key=lambda event: event.start)

    @cached_property
    def _counted(self) -> list[RhythmEvent]:
        return not_dismissed(self.events, self.session.rhythms)

    @cached_property
    def pauses(self) -> list[RhythmEvent]:
        """Pauses, those listed as a stretch without beats included."""
        silent = self.of_kind(RhythmKind.VF, RhythmKind.ASYSTOLE, RhythmKind.NO_BEATS)
        paused = [event for event in silent if "pause" in event.facts]
        found = [*self.of_kind(RhythmKind.PAUSE), *paused]
        return sorted(found, key=lambda event: event.start)

    @cached_property
    def fibrillating(self) -> UnknownStretches:
        """Where there is fibrillation or flutter of the atria."""
        return af_stretches(self.events, self.session.rhythms)

    def single(self, beat_class: BeatClass) -> BoolArray:
        """Return which beats of a class have no neighbour of it."""
        series = self.series
        mine = (series.labels == beat_class) & ~series.paced
        joined = mine[1:] & mine[:-1] & ~series.across[1:]
        single = mine.copy()
        single[1:] &= ~joined
        single[:-1] &= ~joined
        return np.asarray(single, np.bool_)


def percent(part: float, whole: float) -> float | None:
    """Return a share in percent; None of nothing."""
    return 100 * part / whole if whole > 0 else None
