"""Ten seconds of the twelve leads on a page across, at 25 mm/s."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.places import Times
from ecgviewer.core.trace.montage import PAGE_MM_S, PAGE_S, all_leads, standard_leads
from ecgviewer.paper.canvas import BOLD, SMALL, Canvas, line_height
from ecgviewer.paper.ecg_row import (
    Scale,
    gain_for,
    paint_grid,
    paint_labels,
    paint_trace,
)
from ecgviewer.paper.page import Page
from ecgviewer.paper.paper_size import MM, Area

_LABELS_MM, _BOX_MM = 4.0, 5.0


@dataclass(frozen=True, eq=False)
class LeadPage(Page):
    """The twelve leads from a sample on."""

    content: Content
    start: int
    title: str = "Twelve leads"
    landscape: bool = True

    def paint(self, canvas: Canvas, body: Area) -> None:
        """Paint three rows of four leads each and a rhythm strip."""
        record = self.content.record
        rows = all_leads(record.leads).rows(record.leads)
        stop = min(self.start + round(PAGE_S * record.fs), record.n_samples)
        wide = PAGE_S * PAGE_MM_S * MM
        top = body.top + line_height(SMALL) + 0.5 * MM
        span = self.start, stop
        per_sample = PAGE_MM_S * MM / record.fs
        known = Area(body.left, top, (stop - self.start) * per_sample, _LABELS_MM * MM)
        paint_labels(canvas, known, self.content.columns, span)
        top = known.bottom
        boxes = int((body.bottom - top) / len(rows) / (_BOX_MM * MM))
        height = boxes * _BOX_MM * MM
        paint_grid(canvas, Area(body.left, top, wide, height * len(rows)))
        gain = min(
            gain_for(record.values(cell.view.number, *span), height)
            for row in rows
            for cell in row
        )
        self._paint_words(canvas, body, gain)
        for row in rows:
            for cell in row:
                left = body.left + cell.left * wide
                area = Area(left, top, (cell.right - cell.left) * wide, height)
                first, last = (
                    self.start + round(share * PAGE_S * record.fs)
                    for share in (cell.left, cell.right)
                )
                values = record.values(cell.view.number, first, min(last, stop))
                paint_trace(canvas, area, values, per_sample, gain)
                title = record.leads[cell.view.number].title
                canvas.text(left + MM, top + MM, title, BOLD)
                if cell.left:
                    canvas.line((left, left), (top + 2 * MM, top + 5 * MM), "#16213a")
            top += height

    def _paint_words(self, canvas: Canvas, body: Area, gain: float) -> None:
        times = Times.of(self.content.facts.head)
        said = f"{times.text(self.start)}  ·  {Scale(PAGE_MM_S, gain).text}"
        canvas.text(body.left, body.top, said, SMALL)


def lead_pages(content: Content) -> list[LeadPage]:
    """Return the page of twelve leads; none of a record without them."""
    if not standard_leads(content.record.leads):
        return []
    return [LeadPage(content, _clean_start(content))]


def _clean_start(content: Content) -> int:
    """Return where all leads have a signal and all beats are normal for 10 s."""
    record, columns = content.record, content.columns
    length = round(PAGE_S * record.fs)
    last = max(record.n_samples - length, 0)
    plain = columns.readable & (columns.aami == 0)
    starts = range(0, min(last, 60 * length) + 1, max(length // 2, 1))
    for start in starts:
        first, beyond = np.searchsorted(columns.sample, (start, start + length))
        beats = plain[first:beyond]
        whole = np.isfinite(record.block(start, start + length)).all()
        if len(beats) > 1 and beats.all() and whole:
            return start
    return 0
