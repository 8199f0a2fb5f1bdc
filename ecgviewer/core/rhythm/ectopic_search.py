"""Ectopic rhythms found again after edits of a day, only around what has changed."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

import numpy as np

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmThresholds, in_order
from ecgviewer.core.rhythm.patterns import ectopic_rhythms
from ecgviewer.core.rhythm.series import BeatSeries

#: No rhythm holds this many normal beats in a row: trigeminy has two.
_APART = 3


class EctopicSearch:
    """Finds what `ectopic_rhythms` does, again and again as beats are edited.

    An event far from what has changed is the same object as before, so that whoever
    shows it can tell at once.
    """

    def __init__(self) -> None:
        self._series: BeatSeries | None = None
        self._known: tuple[float, RhythmThresholds] | None = None
        self._found: list[RhythmEvent] = []

    def events(
        self, series: BeatSeries, thresholds: RhythmThresholds
    ) -> list[RhythmEvent]:
        """Return the ectopic rhythms of some beats, see `in_order`."""
        first, beyond = 0, len(series.sample)
        before: list[RhythmEvent] = []
        after: list[RhythmEvent] = []
        if self._series is not None and self._known == (series.fs, thresholds):
            first, beyond = _changed_rows(self._series, series)
            before, after = _kept(self._found, series, first, beyond)
        found = ectopic_rhythms(series.between(first, beyond), thresholds)
        self._series, self._known = series, (series.fs, thresholds)
        self._found = [*before, *in_order(found), *after]
        return self._found


def _changed_rows(before: BeatSeries, now: BeatSeries) -> tuple[int, int]:
    """Return rows [first, beyond) outside of which events are as they were before."""
    n_now = len(now.sample)
    n_least = min(len(before.sample), n_now)
    n_first = _n_alike(before.between(0, n_least), now.between(0, n_least), 1)
    n_left = n_least - n_first
    ends = [each.between(len(each.sample) - n_left) for each in (before, now)]
    n_last = _n_alike(ends[0], ends[1], -1)
    apart = _apart(now)
    cuts = np.flatnonzero(apart[: max(n_first - _APART + 1, 0)])
    first = int(cuts[-1]) + 1 if len(cuts) else 0
    cuts = np.flatnonzero(apart[n_now - n_last :])
    beyond = n_now - n_last + int(cuts[0]) + 1 if len(cuts) else n_now
    return first, beyond


def _n_alike(before: BeatSeries, now: BeatSeries, step: int) -> int:
    """Return how many beats of as many are alike, from the first or the last on."""
    differs = before.sample != now.sample
    differs |= before.labels != now.labels
    differs |= before.readable != now.readable
    differs |= before.across != now.across
    differs |= before.paced != now.paced
    return int(np.argmax(differs[::step])) if differs.any() else len(differs)


def _apart(series: BeatSeries) -> BoolArray:
    """Return from which rows on three normal beats follow each other.

    Nothing that is found goes across the one in the middle.
    """
    normal = (series.labels == BeatClass.N) & ~series.paced
    # Beats in one place, as a damaged journal may hold, do not tell before from after.
    later = np.diff(series.sample) > 0
    return np.asarray(normal[:-2] & normal[1:-1] & normal[2:] & later[:-1] & later[1:])


def _kept(
    found: list[RhythmEvent], series: BeatSeries, first: int, beyond: int
) -> tuple[list[RhythmEvent], list[RhythmEvent]]:
    """Return the events that were found before some rows, and behind them."""

    def until(row: int) -> int:
        return bisect_left(found, series.sample[row], key=attrgetter("start"))

    before = found[: until(first)] if first else []
    return before, found[until(beyond) :] if beyond < len(series.sample) else []
