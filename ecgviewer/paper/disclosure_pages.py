"""Full disclosure: every minute of a lead, an hour to a page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.places import Times
from ecgviewer.paper.canvas import INK, SMALL, Canvas, Style, line_height
from ecgviewer.paper.ecg_row import thinned
from ecgviewer.paper.page import Page
from ecgviewer.paper.paper_size import MM, Area

_ROW_S, _ROWS = 60.0, 60
_TIME_MM, _TRACE_MM, _TICK_MM = 13.0, 0.1, 0.9
_TIME = Style(6.0, colour="#565d66")
#: A trace may reach into the rows beside its own.
_REACH = 1.6
_USUAL_MV = 2.0


@dataclass(frozen=True, eq=False)
class DisclosurePage(Page):
    """An hour of a lead; `gain_mm_mv` is that of all pages."""

    content: Content
    lead: int
    start: int
    gain_mm_mv: float
    title: str

    def paint(self, canvas: Canvas, body: Area) -> None:
        """Paint a row a minute into the room between head and foot."""
        record, n = self.content.record, self.content.facts.head.n_samples
        words = f"{record.leads[self.lead].title}, a minute a row, "
        words += f"{self.gain_mm_mv:g} mm/mV, from "
        words += Times.of(self.content.facts.head).text(self.start)
        end = canvas.text(body.left, body.top, words, SMALL)
        self._paint_legend(canvas, end + 6 * MM, body.top)
        height = (body.height - line_height(SMALL) - 3 * MM) / _ROWS
        length = round(_ROW_S * record.fs)
        left, width = body.left + _TIME_MM * MM, body.width - _TIME_MM * MM
        for row in range(_ROWS):
            start = self.start + row * length
            if start >= n:
                return
            top = body.top + line_height(SMALL) + 2 * MM + row * height
            area = Area(left, top, width, height)
            self._paint_row(canvas, area, start, min(start + length, n), width / length)

    def _paint_legend(self, canvas: Canvas, left: float, top: float) -> None:
        scheme = self.content.columns.scheme
        for code in scheme.ectopic:
            each = scheme.classes[code]
            style = SMALL._replace(colour=each.light)
            left = canvas.text(left, top, f"| {each.name}", style) + 3 * MM

    def _paint_row(
        self, canvas: Canvas, area: Area, start: int, stop: int, per_sample: float
    ) -> None:
        times = Times.of(self.content.facts.head)
        # The day is said above the rows.
        text = times.clock(start) or times.text(start).partition(" (")[0]
        inside = area.top + (area.height - line_height(_TIME)) / 2
        canvas.text(area.left - _TIME_MM * MM, inside, text, _TIME, width=_TIME_MM * MM)
        x, y = thinned(self.content.record.values(self.lead, start, stop))
        if not np.isnan(y).all():
            middle = area.top + area.height / 2
            high = (y - np.nanmedian(y)) * self.gain_mm_mv * MM
            reach = _REACH * area.height
            place = np.round(middle - np.clip(high, -reach, reach), 1)
            canvas.path(np.round(area.left + x * per_sample, 1), place, INK, _TRACE_MM)
        self._paint_beats(canvas, area, start, stop, per_sample)

    def _paint_beats(
        self, canvas: Canvas, area: Area, start: int, stop: int, per_sample: float
    ) -> None:
        """Mark the ectopic beats below their row."""
        columns = self.content.columns
        first, beyond = np.searchsorted(columns.sample, (start, stop)).tolist()
        label, sample = columns.label[first:beyond], columns.sample[first:beyond]
        for code in columns.scheme.ectopic:
            x = area.left + (sample[label == code] - start) * per_sample
            if len(x):
                ends = np.tile([area.bottom - _TICK_MM * MM, area.bottom], len(x))
                colour = columns.scheme.classes[code].light
                canvas.path(np.repeat(x, 2), ends, colour, 0.3, "pairs")


def disclosure_pages(content: Content, body: Area) -> list[DisclosurePage]:
    """Return the pages of the first lead that strips show, an hour each."""
    record = content.record
    if not record.leads:
        return []
    names = content.strips[0].leads if content.strips else ()
    lead = record.lead_index(names[0]) if names else 0
    hour = _ROWS * round(_ROW_S * record.fs)
    row_mm = body.height / _ROWS / MM
    gain = float(f"{row_mm / _USUAL_MV:.1g}")
    return [
        DisclosurePage(content, lead, start, gain, "Full disclosure")
        for start in range(0, content.facts.head.n_samples, hour)
    ]
