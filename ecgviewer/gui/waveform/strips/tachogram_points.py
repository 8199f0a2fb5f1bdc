"""The points of a tachogram: RR interval over time, no two in one dot of the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from ecgviewer.core.arrays import BoolArray, Float64Array, IntArray
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.gui.look.dots import image_of

#: What is drawn at the least and at the most, in ms: nothing that beats do is outside.
_LOWEST_MS, _HIGHEST_MS = 200.0, 4000.0
_MIN_RANGE_MS = 400.0
_SPARE_MS = 60.0
_OUTLIERS = 0.5
#: How large a point is where there are many, and one of an ectopic beat, in pixels.
_SMALL_PX, _ECTOPIC_PX = 2, 3
SPARE_PX = 3


@dataclass(frozen=True)
class RrIntervals:
    """All beats with an RR interval before them; columns of equal length.

    Attributes
    ----------
    rows : ndarray of int64
        Which beats.
    y : ndarray of float64
        Pixels from the top; what is out of range lies on its edge.
    line : ndarray of int32
        The same in whole pixels.
    part : ndarray of int64
        The same number for intervals that follow each other: none is missing between.
    range_ms : tuple of float
        RR intervals at the bottom and at the top.
    """

    rows: IntArray
    sample: IntArray
    y: Float64Array
    line: npt.NDArray[np.int32]
    label: npt.NDArray[np.uint8]
    part: IntArray
    range_ms: tuple[float, float]
    scheme: LabelScheme = AAMI

    @classmethod
    def of(
        cls, columns: BeatColumns, range_ms: tuple[float, float], height: float
    ) -> RrIntervals:
        """Return the intervals of a review, to be drawn in a range and a height."""
        known = np.isfinite(columns.rr_previous_s)
        rows, part = np.flatnonzero(known), np.cumsum(~known, dtype=np.int64)
        low, high = range_ms
        rr_ms = 1000.0 * columns.rr_previous_s[rows]
        y = (high - np.clip(rr_ms, low, high)) / (high - low) * height
        line = (y + 0.5).astype(np.int32)
        places, labels = columns.sample[rows], columns.label[rows]
        parts = part[rows]
        return cls(rows, places, y, line, labels, parts, range_ms, columns.scheme)


@dataclass(frozen=True)
class TachogramPoints:
    """The beats in view with an RR interval before them; columns of equal length."""

    rows: IntArray
    x: Float64Array
    y: Float64Array
    label: npt.NDArray[np.uint8]
    part: IntArray
    scheme: LabelScheme = AAMI

    @property
    def joined(self) -> BoolArray:
        """Which points a line joins to the next: none across what is unknown."""
        return np.asarray(self.part[1:] == self.part[:-1])


def rr_range_ms(rr_ms: Float64Array) -> tuple[float, float]:
    """Return the intervals between which a tachogram is drawn, a few outliers out."""
    known = rr_ms[np.isfinite(rr_ms) & (rr_ms <= _HIGHEST_MS)]
    if not len(known):
        return 400.0, 1200.0
    low, high = np.percentile(known, [_OUTLIERS, 100 - _OUTLIERS])
    spare = max(_MIN_RANGE_MS - (high - low), 0.0) / 2 + _SPARE_MS
    low, high = float(low) - spare, float(high) + spare
    return max(low, _LOWEST_MS - _SPARE_MS), min(high, _HIGHEST_MS)


def points_in_view(
    intervals: RrIntervals, view: tuple[int, int], width: float
) -> TachogramPoints:
    """Return the beats in view as points on this many pixels.

    Parameters
    ----------
    intervals : RrIntervals
        Those of all beats.
    view : tuple of int
        First and last sample in view.
    width : float
        Of the stretch in view, in pixels.
    """
    near = slice(*np.searchsorted(intervals.sample, np.array(view)).tolist())
    rows, y, label = intervals.rows[near], intervals.y[near], intervals.label[near]
    px_per_sample = width / max(view[1] - view[0], 1)
    x = np.asarray((intervals.sample[near] - view[0]) * px_per_sample, np.float64)
    scheme = intervals.scheme
    kept = _one_a_dot(x, intervals.line[near], label, scheme)
    part = intervals.part[near]
    return TachogramPoints(
        rows[kept], x[kept], y[kept], label[kept], part[kept], scheme
    )


def _one_a_dot(
    x: Float64Array,
    line: npt.NDArray[np.int32],
    label: npt.NDArray[np.uint8],
    scheme: LabelScheme,
) -> IntArray:
    """Return one point for each dot of the screen, that of the class drawn last."""
    if not len(x):
        return np.empty(0, np.int64)
    # With all beats of a day these arrays are what a frame costs. Of this type are
    # indexes, others are converted first.
    dot = (x + 0.5).astype(np.intp)
    high = int(line.max()) + 1
    dot *= high
    dot += line
    owner = np.empty(int(dot[-1]) + high, np.intp)
    for code in scheme.draw_order:
        rows = np.flatnonzero(label == code)
        if len(rows):
            owner[dot[rows]] = rows
    return np.flatnonzero(owner[dot] == np.arange(len(dot)))


def points_picture(
    points: TachogramPoints,
    size: tuple[float, float],
    ratio: float,
    colours: Mapping[int, QColor],
) -> QImage:
    """Return many small points in one picture, whatever lies below them in sight.

    It is higher by `SPARE_PX` above and below, for points on the edge.
    """
    wide, high = (round(each * ratio) for each in size)
    spare = round(SPARE_PX * ratio)
    across = wide + 2 * spare
    dots = np.zeros((high + 2 * spare) * across, np.uint32)
    for code in points.scheme.draw_order:
        rows = np.flatnonzero(points.label == code)
        ectopic = code in points.scheme.ectopic
        side = round((_ECTOPIC_PX if ectopic else _SMALL_PX) * ratio)
        shift = spare - side / 2 + 0.5
        corner = (points.y[rows] * ratio + shift).astype(np.intp) * across
        corner += (points.x[rows] * ratio + shift).astype(np.intp)
        for down, right in product(range(side) if len(rows) else (), range(side)):
            dots[corner + (down * across + right)] = colours[code].rgb()
    whole = image_of(dots.reshape(high + 2 * spare, across))
    picture = whole.copy(spare, 0, wide, high + 2 * spare)
    picture.setDevicePixelRatio(ratio)
    return picture
