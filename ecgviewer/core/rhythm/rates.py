"""Fast and slow stretches: by the mean of eight successive RR intervals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ecgviewer.core.rhythm.intervals import RATE_INTERVALS, stretches
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind, RhythmThresholds
from ecgviewer.core.rhythm.series import BeatSeries


def fast_and_slow(
    series: BeatSeries, thresholds: RhythmThresholds
) -> Iterator[RhythmEvent]:
    """Yield tachycardia and bradycardia that last as long as is asked for."""
    mean_s = series.means_s
    for kind, wanted in (
        (RhythmKind.TACHYCARDIA, mean_s < 60 / thresholds.tachycardia_bpm),
        (RhythmKind.BRADYCARDIA, mean_s > 60 / thresholds.bradycardia_bpm),
    ):
        # A window that counts makes all of its intervals count.
        covered = np.zeros(len(mean_s) + RATE_INTERVALS, np.int64)
        np.add.at(covered, np.flatnonzero(wanted), 1)
        np.add.at(covered, np.flatnonzero(wanted) + RATE_INTERVALS, -1)
        for row, last in stretches(np.cumsum(covered)[:-1] > 0):
            first = max(row - 1, 0)
            # Those of eight intervals that lie between the first and the last beat.
            eight_s = mean_s[first + 1 : last + 2 - RATE_INTERVALS]
            fast = kind is RhythmKind.TACHYCARDIA
            extreme_s = np.nanmin(eight_s) if fast else np.nanmax(eight_s)
            found = series.event((kind, first, last), rate_bpm=60 / float(extreme_s))
            if found.duration_s >= thresholds.rate_least_s:
                yield found
