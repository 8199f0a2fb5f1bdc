"""Pauses: long RR intervals, and what they follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind, RhythmThresholds
from ecgviewer.core.rhythm.series import BeatSeries, Rows

#: Intervals before a pause that its length is compared with.
_BEFORE = 8
#: By how much a pause of dropped beats may differ from two or three intervals.
_TOLERANCE = 0.12
_MULTIPLES = (2, 3)


def pauses(
    series: BeatSeries, thresholds: RhythmThresholds, causes: PauseCauses
) -> Iterator[RhythmEvent]:
    """Yield each RR interval that is long enough, with what it follows."""
    for row in np.flatnonzero(series.rr_s >= thresholds.pause_s).tolist():
        yield series.event((RhythmKind.PAUSE, row - 1, row), causes.of(row))


class PauseCauses:
    """What a pause follows.

    Parameters
    ----------
    series : BeatSeries
    fast : iterable of RhythmEvent
        Tachycardias and fibrillation of which a pause may be the end.
    fibrillating : ndarray of bool, shape (n_beats,)
        Beats within suspected atrial fibrillation.
    """

    def __init__(
        self, series: BeatSeries, fast: Iterable[RhythmEvent], fibrillating: Rows
    ) -> None:
        self._series, self._fibrillating = series, fibrillating
        self._ended = np.zeros(len(series.sample) + 2, bool)
        # A tachycardia may end with the pause, or with the beat before it.
        ends = np.array([event.stop for event in fast], np.int64)
        last = np.searchsorted(series.sample, ends)
        self._ended[last] = self._ended[last + 1] = True

    def of(self, row: int) -> tuple[str, ...]:
        """Return what the pause before a beat follows; empty if unknown."""
        series, before = self._series, row - 1
        if self._fibrillating[before] and self._fibrillating[row]:
            return ("in suspected AF",)
        if self._ended[before]:
            return ("conversion",)
        if series.labels[before] == BeatClass.V:
            return ("after V",)
        if series.labels[before] == BeatClass.S:
            return ("after S",)
        return ("dropped beat?",) if self._is_multiple(row) else ()

    def _is_multiple(self, row: int) -> bool:
        """Return whether the pause is as long as two or three intervals before it."""
        before_s = self._series.rr_s[max(row - _BEFORE, 0) : row]
        known_s = before_s[~np.isnan(before_s)]
        if not len(known_s):
            return False
        times = float(self._series.rr_s[row] / np.median(known_s))
        return any(abs(times - n) <= _TOLERANCE * n for n in _MULTIPLES)
