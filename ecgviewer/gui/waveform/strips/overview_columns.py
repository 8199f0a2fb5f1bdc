"""The whole record in a few hundred columns: heart rate and classes of beats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float64Array, IntArray
from ecgviewer.core.record import Samples
from ecgviewer.core.review.beat_columns import BeatColumns

#: Longer than this between two beats is a pause in the marks, not a heart rate.
_MAX_RR_S = 4.0
_MIN_BPM_SPAN = 40.0
#: No line is drawn across more beats in a row that cannot be read.
_MOST_UNREADABLE = 10


@dataclass(frozen=True)
class OverviewColumns:
    """One value a column; columns are equal parts of the record.

    Attributes
    ----------
    bpm : ndarray of float64, shape (n_columns,)
        Mean heart rate; NaN where there is no beat.
    part : ndarray of int64, shape (n_columns,)
        The same number for columns that a line joins: nothing unknown lies between
        them, no long stretch without beats, and few that cannot be read.
    counts : dict of int to ndarray of int64, shape (n_columns,)
        Number of beats of each label code.
    """

    bpm: Float64Array
    part: IntArray
    counts: dict[int, IntArray]


def overview_columns(
    columns: BeatColumns, n_samples: int, n_columns: int
) -> OverviewColumns:
    """Return what happens in each of equal parts of the record."""
    place = column_of(columns.sample, n_samples, n_columns)
    rr_s = columns.rr_readable_s
    usable = (rr_s > 0) & (rr_s < _MAX_RR_S)
    beats = np.bincount(place[usable], minlength=n_columns)
    seconds = np.bincount(place[usable], rr_s[usable], minlength=n_columns)
    with np.errstate(divide="ignore", invalid="ignore"):
        bpm = 60.0 * beats / seconds
    counts = {
        code: np.bincount(place[columns.label == code], minlength=n_columns)
        for code in columns.scheme.draw_order
    }
    across = ~(columns.rr_previous_s < _MAX_RR_S)
    rows = np.flatnonzero(usable)
    beyond = rows[1:][np.diff(rows) - 1 > _MOST_UNREADABLE]
    breaks = np.concatenate([np.flatnonzero(across), beyond])
    part = np.cumsum(np.bincount(place[breaks], minlength=n_columns))
    return OverviewColumns(bpm, part, counts)


def column_of(sample: Samples, n_samples: int, n_columns: int) -> IntArray:
    """Return the column of each sample, the last one for those past the end."""
    place = sample * n_columns // max(n_samples, 1)
    clipped: IntArray = np.clip(place, 0, n_columns - 1)
    return clipped


def bpm_range(bpm: Float64Array) -> tuple[float, float]:
    """Return the heart rates between which a trend is drawn, outliers left out."""
    known = bpm[np.isfinite(bpm)]
    if not len(known):
        return 40.0, 120.0
    low, high = np.percentile(known, [1, 99])
    spare = max(_MIN_BPM_SPAN - (high - low), 0.0) / 2 + 4
    return max(float(low) - spare, 0.0), float(high) + spare
