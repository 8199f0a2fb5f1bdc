"""Panels with axes: of time, and of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt

from ecgviewer.analysis.report.places import Times
from ecgviewer.core.arrays import Float64Array
from ecgviewer.paper.canvas import BOLD, RULE, SMALL, Canvas, line_height, text_width
from ecgviewer.paper.paper_size import MM, Area

_TIME_STEPS_S = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
    3600, 7200, 10800, 21600, 43200, 86400, 172800,
)  # fmt: skip
_MOST_TICKS = 12
_LIGHT = "#e3e5e8"


@dataclass(frozen=True)
class TimeAxis:
    """Time of a record across an area."""

    times: Times
    n_samples: int
    left: float
    width: float

    def x(self, sample: Sequence[int] | Float64Array) -> Float64Array:
        """Return where samples are."""
        share = np.asarray(sample, float) / max(self.n_samples, 1)
        return np.asarray(self.left + share * self.width)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Where labels are, and what they say: full hours where there is a clock."""
        whole_s, start = self.n_samples / self.times.fs_hz, self.times.start
        step = next((s for s in _TIME_STEPS_S if whole_s / s <= _MOST_TICKS), 7 * 86400)
        offset_s = 0.0
        if start is not None:
            offset_s = start.hour * 3600 + start.minute * 60 + start.second
            offset_s += start.microsecond / 1e6
        first = int(np.ceil(offset_s / step))
        last = int((offset_s + whole_s) // step)
        at_s = np.arange(first, last + 1) * step - offset_s
        samples = np.round(at_s * self.times.fs_hz)
        places = self.x(samples).tolist()
        return [
            (x, self._label(int(sample), step))
            for x, sample in zip(places, samples.tolist(), strict=True)
        ]

    def _label(self, sample: int, step: float) -> str:
        clock = self.times.clock(sample)
        if clock is None:
            at_s = self.times.at_s(sample)
            return self.times.length(at_s) if at_s >= 60 else f"{at_s:g} s"
        return clock if step < 60 else clock[:5]

    def paint(self, canvas: Canvas, top: float) -> None:
        """Write the times below a place."""
        beyond = self.left
        for x, label in self.ticks:
            half = text_width(label, SMALL) / 2
            left = min(max(x - half, self.left), self.left + self.width - 2 * half)
            if left >= beyond:
                canvas.text(left, top, label, SMALL)
                beyond = left + 2 * half + MM


def ticks_of(low: float, high: float, most: int = 5) -> list[float]:
    """Return round values within a range, at most `most` of them."""
    span = max(high - low, 1e-9)
    power = 10 ** np.floor(np.log10(span / most))
    step = next(p * power for p in (1, 2, 5, 10, 20) if span / (p * power) <= most)
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return [float(n * step) for n in range(first, last + 1)]


@dataclass(frozen=True)
class Panel:
    """A plot with a title above it and values at its left.

    Attributes
    ----------
    area : Area
        Of the plot itself.
    low, high : float
        What its bottom and its top stand for.
    """

    area: Area
    low: float
    high: float

    def y(self, values: Float64Array | float) -> Float64Array:
        """Return where values are."""
        share = (np.asarray(values, float) - self.low) / (self.high - self.low)
        return np.asarray(self.area.bottom - share * self.area.height)

    def paint(
        self, canvas: Canvas, title: str, axis: TimeAxis | None, *, most: int = 5
    ) -> None:
        """Paint frame, title, and lines at round values and times."""
        area, right = self.area, Qt.AlignmentFlag.AlignRight
        canvas.text(area.left, area.top - line_height(BOLD) - 0.5 * MM, title, BOLD)
        for tick in ticks_of(self.low, self.high, most) if most else ():
            y = float(self.y(tick))
            canvas.line((area.left, area.right), (y, y), _LIGHT, 0.1)
            top = y - line_height(SMALL) / 2
            canvas.text(
                area.left - 12 * MM, top, f"{tick:g}", SMALL, width=11 * MM, align=right
            )
        for x, _ in axis.ticks if axis else ():
            canvas.line((x, x), (area.top, area.bottom), _LIGHT, 0.1)
        canvas.frame(area, RULE, 0.15)
