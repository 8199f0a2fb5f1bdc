"""RR intervals: each against the next, and how many there are of each length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.analysis.report.content import Content
from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.label_class import Role
from ecgviewer.core.labels import UNSET
from ecgviewer.core.wording import count
from ecgviewer.paper.axes import Panel, ticks_of
from ecgviewer.paper.canvas import BOLD, FAINT, PLAIN, SMALL, Canvas, text_width
from ecgviewer.paper.page import Page
from ecgviewer.paper.paper_size import MM, Area

_BIN_S = 0.02
_TICKS = 9
#: Width of a dot in mm, and of one of few.
_DOT_MM, _LARGE_MM, _FEW = 0.45, 1.2, 300
_BAR = "#7b93c8"
#: Drawn last, and so over the others: what is rare.
_ORDER = (
    *(Role.NORMAL, Role.PACED, Role.UNREADABLE),
    *(Role.FUSION, Role.VENTRICULAR, Role.SUPRAVENTRICULAR),
)
_NONE = "No two RR intervals in a row between beats that can be read."


@dataclass(frozen=True, eq=False)
class IntervalPage(Page):
    """Poincaré plot and histogram."""

    content: Content
    title: str = "RR intervals"

    def paint(self, canvas: Canvas, body: Area) -> None:
        """Paint both plots into the room between head and foot."""
        rr = self.content.plots.intervals
        if not len(rr.rr_s):
            canvas.text(body.left, body.top, _NONE, PLAIN)
            return
        left, side = body.left + 14 * MM, body.height * 0.5
        side = min(side, body.width - 16 * MM)
        square = Area(
            left + (body.width - 14 * MM - side) / 2, body.top + 7 * MM, side, side
        )
        limits = _limits(np.concatenate([rr.rr_s, rr.next_s]))
        self._paint_pairs(canvas, square, limits)
        top = square.bottom + 26 * MM
        below = Area(left, top, body.width - 14 * MM, body.bottom - top - 12 * MM)
        self._paint_histogram(canvas, below, limits)

    def _paint_pairs(
        self, canvas: Canvas, area: Area, limits: tuple[float, float]
    ) -> None:
        rr, scheme = self.content.plots.intervals, self.content.columns.scheme
        panel = Panel(area, *limits)
        title = "Each RR interval (across) and the next one (up), in s"
        panel.paint(canvas, title, None, most=_TICKS)
        _paint_below(canvas, area, limits)
        canvas.line((area.left, area.right), (area.bottom, area.top), "#c8ccd1", 0.1)
        x, y = _x(area, limits, rr.rr_s), panel.y(rr.next_s)
        inside = (x >= area.left) & (x <= area.right)
        inside &= (y >= area.top) & (y <= area.bottom)
        place, drawn = area.left, []
        for code in (UNSET, *scheme.with_role(*_ORDER)):
            mine = inside & (rr.label == code)
            if not mine.any():
                continue
            colour = FAINT if code == UNSET else scheme.classes[code].light
            _paint_dots(canvas, x[mine], y[mine], colour)
            drawn.append((scheme.name(code, "no label"), colour))
        top = area.bottom + 9 * MM
        for name, colour in drawn:
            canvas.fill(Area(place, top + 0.5 * MM, 2.5 * MM, 2.5 * MM), colour)
            place = canvas.text(place + 3.5 * MM, top, name, BOLD) + 5 * MM
        canvas.text(place, top, "class of the beat between the two", SMALL)

    def _paint_histogram(
        self, canvas: Canvas, area: Area, limits: tuple[float, float]
    ) -> None:
        rr_s = self.content.plots.intervals.rr_s
        first, last = np.floor(limits[0] / _BIN_S), np.ceil(limits[1] / _BIN_S)
        edges = np.arange(first, last + 1) * _BIN_S
        counts, _ = np.histogram(rr_s, edges)
        panel = Panel(area, 0.0, max(float(counts.max()) * 1.05, 5.0))
        panel.paint(
            canvas, f"RR intervals of each length, bins of {_BIN_S * 1000:.0f} ms", None
        )
        _paint_below(canvas, area, (float(edges[0]), float(edges[-1])))
        x = _x(area, (float(edges[0]), float(edges[-1])), edges)
        for left, right, top in zip(x[:-1], x[1:], panel.y(counts), strict=True):
            canvas.fill(Area(left, top, right - left, area.bottom - top), _BAR)
        canvas.frame(area, FAINT, 0.15)
        beyond = len(rr_s) - int(counts.sum())
        if beyond:
            text = f"Not shown: {count(beyond, 'interval')}, longer or shorter"
            canvas.text(area.left, area.bottom + 8 * MM, text, SMALL)


def _limits(values: Float64Array) -> tuple[float, float]:
    low, high = np.quantile(values, [0.001, 0.999]).tolist()
    margin = max(0.08 * (high - low), 0.05)
    return max(low - margin, 0.0), high + margin


def _x(area: Area, limits: tuple[float, float], values: Float64Array) -> Float64Array:
    low, high = limits
    return np.asarray(area.left + (values - low) / (high - low) * area.width)


def _paint_below(canvas: Canvas, area: Area, limits: tuple[float, float]) -> None:
    """Write values below a plot, and what they are."""
    for tick in ticks_of(*limits, _TICKS):
        x = float(_x(area, limits, np.array([tick]))[0])
        canvas.line((x, x), (area.bottom, area.bottom + MM), FAINT, 0.1)
        text = f"{tick:g}"
        left = x - text_width(text, SMALL) / 2
        canvas.text(left, area.bottom + 1.2 * MM, text, SMALL)
    canvas.text(area.left, area.bottom + 4.6 * MM, "RR interval, s", SMALL)


def _paint_dots(canvas: Canvas, x: Float64Array, y: Float64Array, colour: str) -> None:
    """Paint dots, one for all of a place: a day has 100,000 of them."""
    wide_mm = _LARGE_MM if len(x) <= _FEW else _DOT_MM
    step = _DOT_MM * MM / 2
    cells = np.unique(np.round(np.stack([x, y]) / step).astype(np.int64), axis=1)
    across, up = cells * step
    # A line of no length, with round ends, is a dot.
    ends_x = np.stack([across, across + 0.1], axis=1).ravel()
    canvas.path(ends_x, np.repeat(up, 2), colour, wide_mm, "pairs")
