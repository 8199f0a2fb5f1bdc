"""The whole recording on one page: rate, V and S, fibrillation, QT, ST, quality."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.places import Times
from ecgviewer.analysis.report.values import Place
from ecgviewer.core.arrays import Float64Array, IntArray
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.paper.axes import Panel, TimeAxis
from ecgviewer.paper.canvas import FAINT, INK, SMALL, Canvas, line_height
from ecgviewer.paper.page import Page
from ecgviewer.paper.paper_size import MM, Area
from ecgviewer.paper.wave_trends import paint_qt, paint_st

_LEFT_MM, _TITLE_MM, _BELOW_MM = 12.0, 7.0, 7.0
_BAND, _AF, _ARTEFACT = "#c9d6ee", "#7a3ff2", "#9aa0a6"
_AF_KINDS = (EpisodeKind.AF.value, EpisodeKind.ATRIAL_FLUTTER.value)
_NO_BEATS = "No heart rate: too few beats that can be read."


@dataclass(frozen=True, eq=False)
class TrendPage(Page):
    """The trends of a recording."""

    content: Content
    title: str = "Trends"

    def paint(self, canvas: Canvas, body: Area) -> None:
        """Paint the panels into the room between head and foot."""
        head, bars = self.content.facts.head, self.content.plots.bars
        left, width = body.left + _LEFT_MM * MM, body.width - _LEFT_MM * MM
        axis = TimeAxis(Times.of(head), head.n_samples, left, width)
        scheme = self.content.columns.scheme
        heights = {
            "rate": 0.29, "v": 0.15, "s": 0.15, "af": 0.05, "qt": 0.13, "st": 0.13,
            "artefact": 0.1,
        }  # fmt: skip
        between = (_TITLE_MM + _BELOW_MM) * MM
        room = body.height - len(heights) * between
        top = body.top
        areas = {}
        for name, share in heights.items():
            areas[name] = Area(left, top + _TITLE_MM * MM, width, share * room)
            top = areas[name].bottom + _BELOW_MM * MM
        self._paint_rates(canvas, areas["rate"], axis)
        for name, counts, wanted in (
            ("v", bars.v, BeatClass.V),
            ("s", bars.s, BeatClass.S),
        ):
            title = f"{wanted.name} beats per {bars.unit}"
            mine = [each for each in scheme.classes if each.role.aami is wanted]
            colour = mine[0].light if mine else FAINT
            self._paint_bars(canvas, areas[name], axis, counts, (title, colour))
        self._paint_fibrillation(canvas, areas["af"], axis)
        paint_qt(canvas, areas["qt"], axis, self.content.facts.waves)
        paint_st(canvas, areas["st"], axis, self.content.facts.waves)
        unknown = 100 * bars.artefact
        title = f"Cannot be analysed, % of each {bars.unit}"
        self._paint_bars(
            canvas, areas["artefact"], axis, unknown, (title, _ARTEFACT), 100.0
        )
        for area in areas.values():
            axis.paint(canvas, area.bottom + MM)

    def _paint_rates(self, canvas: Canvas, area: Area, axis: TimeAxis) -> None:
        band = self.content.plots.rates
        known = np.concatenate([band.low, band.mean, band.high])
        known = known[~np.isnan(known)]
        low, high = (known.min(), known.max()) if len(known) else (40.0, 120.0)
        panel = Panel(area, 10 * np.floor(low / 10), 10 * np.ceil(high / 10 + 0.1))
        title = "Heart rate per minute: mean, and lowest to highest of eight intervals"
        panel.paint(canvas, title, axis)
        if not len(known):
            canvas.text(area.left + MM, area.top + MM, _NO_BEATS, SMALL)
            return
        edges = axis.x(band.edges.astype(float))
        for x, right, bottom, top in zip(
            edges[:-1], edges[1:], panel.y(band.low), panel.y(band.high), strict=True
        ):
            if not np.isnan(top):
                canvas.fill(Area(x, top, right - x, max(bottom - top, 1.0)), _BAND)
        canvas.path((edges[:-1] + edges[1:]) / 2, panel.y(band.mean), INK, 0.25)

    def _paint_bars(
        self,
        canvas: Canvas,
        area: Area,
        axis: TimeAxis,
        values: IntArray | Float64Array,
        look: tuple[str, str],
        most: float = 0.0,
    ) -> None:
        title, colour = look
        panel = Panel(
            area, 0.0, max(most, 1.05 * float(np.max(values, initial=0)), 5.0)
        )
        panel.paint(canvas, title, axis)
        edges = axis.x(self.content.plots.bars.edges.astype(float))
        tops = panel.y(np.asarray(values, float))
        for x, right, top in zip(edges[:-1], edges[1:], tops, strict=True):
            beside = 0.08 * (right - x)
            bar = Area(x + beside, top, right - x - 2 * beside, area.bottom - top)
            canvas.fill(bar, colour)
        canvas.frame(area, FAINT, 0.15)

    def _paint_fibrillation(self, canvas: Canvas, area: Area, axis: TimeAxis) -> None:
        panel = Panel(area, 0.0, 1.0)
        title = "Atrial fibrillation and flutter"
        panel.paint(canvas, title, axis, most=0)
        listed = [r.place for r in self.content.facts.rhythms if r.kind in _AF_KINDS]
        for place in listed:
            canvas.fill(_bar_of(place, axis, area), _AF)
        if not listed:
            top = area.top + (area.height - line_height(SMALL)) / 2
            canvas.text(area.left + MM, top, "none", SMALL)
        canvas.frame(area, FAINT, 0.15)


def _bar_of(place: Place, axis: TimeAxis, area: Area) -> Area:
    left, right = axis.x([place.first_sample, place.last_sample + 1]).tolist()
    return Area(left, area.top, max(right - left, 0.2 * MM), area.height)
