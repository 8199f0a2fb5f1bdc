"""The points of a tachogram: RR interval over time, no two in one dot of the screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.session import BeatColumns
from ecgviewer.gui.waveform.marks import DRAW_ORDER

_Pixels = npt.NDArray[np.float64]

#: What is drawn at the least and at the most, in ms: nothing that beats do is outside.
_LOWEST_MS, _HIGHEST_MS = 200.0, 4000.0
_MIN_RANGE_MS = 400.0
_SPARE_MS = 60.0
_OUTLIERS = 0.5


@dataclass(frozen=True)
class TachogramPoints:
    """The beats in view with an RR interval before them; columns of equal length."""

    rows: npt.NDArray[np.int64]
    x: _Pixels
    y: _Pixels
    label: npt.NDArray[np.uint8]


def rr_range_ms(rr_ms: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the intervals between which a tachogram is drawn, a few outliers out."""
    known = rr_ms[np.isfinite(rr_ms) & (rr_ms <= _HIGHEST_MS)]
    if not len(known):
        return 400.0, 1200.0
    low, high = np.percentile(known, [_OUTLIERS, 100 - _OUTLIERS])
    spare = max(_MIN_RANGE_MS - (high - low), 0.0) / 2 + _SPARE_MS
    low, high = float(low) - spare, float(high) + spare
    return max(low, _LOWEST_MS - _SPARE_MS), min(high, _HIGHEST_MS)


def points_in_view(
    columns: BeatColumns,
    view: tuple[int, int],
    size: tuple[float, float],
    range_ms: tuple[float, float],
) -> TachogramPoints:
    """Return the beats in view as points; what is out of range lies on its edge.

    Parameters
    ----------
    columns : BeatColumns
        All beats.
    view : tuple of int
        First and last sample in view.
    size : tuple of float
        Width and height in pixels.
    range_ms : tuple of float
        RR intervals at the bottom and at the top.
    """
    first, last = np.searchsorted(columns.sample, view)
    rows = np.arange(first, last)
    rr_ms = 1000.0 * columns.rr_previous_s[first:last]
    rows = rows[np.isfinite(rr_ms)]
    rr_ms = 1000.0 * columns.rr_previous_s[rows]
    low, high = range_ms
    share = (np.clip(rr_ms, low, high) - low) / (high - low)
    x = (columns.sample[rows] - view[0]) / max(view[1] - view[0], 1) * size[0]
    y = (1.0 - share) * size[1]
    label = columns.label[rows]
    kept = _one_a_dot(x, y, label)
    return TachogramPoints(rows[kept], x[kept], y[kept], label[kept])


def _one_a_dot(
    x: _Pixels, y: _Pixels, label: npt.NDArray[np.uint8]
) -> npt.NDArray[np.int64]:
    """Return one point for each dot of the screen, that of the class drawn last."""
    if not len(x):
        return np.empty(0, np.int64)
    column, line = np.round(x).astype(np.int64), np.round(y).astype(np.int64)
    height = int(line.max()) + 1
    dot = (column - column.min()) * height + line
    owner = np.full(int(dot.max()) + 1, -1, np.int64)
    for code in DRAW_ORDER:
        rows = np.flatnonzero(label == code)
        owner[dot[rows]] = rows
    return np.sort(owner[owner >= 0])
