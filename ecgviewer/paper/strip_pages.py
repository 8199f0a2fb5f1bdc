"""Strips at 25 mm/s and 10 mm/mV, each with a minute around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from PySide6.QtCore import Qt

from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.places import Times
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.items.strip import Strip, StripOrigin
from ecgviewer.core.record import lead_title
from ecgviewer.paper.canvas import BOLD, RULE, SMALL, Canvas, line_height, lines_of
from ecgviewer.paper.ecg_row import (
    GAINS_MM_MV,
    Scale,
    fits,
    gain_for,
    paint_grid,
    paint_labels,
    paint_trace,
)
from ecgviewer.paper.page import Page
from ecgviewer.paper.paper_size import MM, Area

_LABELS_MM, _CONTEXT_MM, _GAP_MM = 4.0, 9.0, 5.0
#: A row is a whole number of boxes of 5 mm.
_ROWS_MM = (20.0, 25.0, 30.0, 35.0, 40.0)
#: Of a minute, so much of the highest and lowest may be cut off.
_CUT = 0.002
_CONTEXT_S = 60.0
_LEAST_ROW_S = 2.0
_MARK = "#dfe8fb"
_PROPOSED = "proposed, not accepted"


@dataclass(frozen=True, eq=False)
class StripBlock:
    """A strip on paper: a caption, a row for each lead, and a minute around it.

    Attributes
    ----------
    content : Content
    strip : Strip
        As long as a row is wide, or shorter.
    """

    content: Content
    strip: Strip

    @cached_property
    def leads(self) -> tuple[int, ...]:
        """The leads, by their place in the record."""
        record = self.content.record
        return tuple(record.lead_index(name) for name in self.strip.leads)

    @cached_property
    def rows(self) -> tuple[tuple[float, float], ...]:
        """Height in mm and gain in mm/mV of the row of each lead."""
        return tuple(self._row(lead) for lead in self.leads)

    def _row(self, lead: int) -> tuple[float, float]:
        strip = self.strip
        values = self.content.record.values(lead, strip.start, strip.stop)
        smaller = [gain for gain in GAINS_MM_MV if gain < strip.gain_mm_mv]
        for gain in (strip.gain_mm_mv, *smaller):
            for height in _ROWS_MM:
                if fits(values, gain, height * MM):
                    return height, gain
        return _ROWS_MM[-1], GAINS_MM_MV[-1]

    def height(self, width: float) -> float:
        """Return how high it is on a page of some width."""
        rows = sum(height for height, _ in self.rows)
        n_lines = len(lines_of(self.strip.caption, width, BOLD))
        words = n_lines * line_height(BOLD) + line_height(SMALL)
        return words + (_LABELS_MM + rows + 1.0 + _CONTEXT_MM) * MM

    def paint(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        """Paint it at a place; `width` is that of its minute."""
        strip, fs = self.strip, self.content.record.fs
        words = canvas.lines(left, top, width, strip.caption, BOLD)
        top = self._paint_words(canvas, left, words, width)
        per_sample = strip.speed_mm_s * MM / fs
        wide = (strip.stop - strip.start) * per_sample
        labels = Area(left, top, wide, _LABELS_MM * MM)
        span = strip.start, strip.stop
        paint_labels(canvas, labels, self.content.columns, span)
        top = labels.bottom
        for lead, (height_mm, gain) in zip(self.leads, self.rows, strict=True):
            row = Area(left, top, wide, height_mm * MM)
            paint_grid(canvas, row)
            values = self.content.record.values(lead, *span)
            paint_trace(canvas, row, values, per_sample, gain)
            title = lead_title(self.content.record.leads[lead].name) or "?"
            canvas.text(row.left + 0.8 * MM, row.top + 0.5 * MM, title, BOLD)
            top = row.bottom
        context = Area(left, top + MM, width, _CONTEXT_MM * MM)
        self._paint_context(canvas, context, words)

    def _paint_words(
        self, canvas: Canvas, left: float, top: float, width: float
    ) -> float:
        times = Times.of(self.content.facts.head)
        said = [times.text(self.strip.start), *self._scale_texts()]
        if self.strip.criterion and self.strip.origin is StripOrigin.SAVED:
            said.append(_PROPOSED)
        canvas.text(left, top, "  ·  ".join(said), SMALL, width=width)
        return top + line_height(SMALL)

    def _scale_texts(self) -> list[str]:
        record = self.content.record
        rate = self._rate_bpm()
        said = [] if rate is None else [f"{rate:.0f}/min"]
        gains = {gain for _, gain in self.rows}
        if len(gains) == 1:
            said.append(Scale(self.strip.speed_mm_s, gains.pop()).text)
        else:
            by_lead = zip(self.leads, self.rows, strict=True)
            each = [f"{record.leads[n].title} {row[1]:g} mm/mV" for n, row in by_lead]
            said.append(f"{self.strip.speed_mm_s:g} mm/s, {', '.join(each)}")
        return said

    def _rate_bpm(self) -> float | None:
        columns, strip = self.content.columns, self.strip
        inside = (columns.sample >= strip.start) & (columns.sample < strip.stop)
        rr_s = columns.rr_previous_s[np.flatnonzero(inside)[1:]]
        rr_s = rr_s[~np.isnan(rr_s)]
        return 60 / float(rr_s.mean()) if len(rr_s) else None

    def _paint_context(self, canvas: Canvas, area: Area, words: float) -> None:
        record, strip = self.content.record, self.strip
        n = min(round(_CONTEXT_S * record.fs), record.n_samples)
        middle = (strip.start + strip.stop) // 2
        start = max(min(middle - n // 2, record.n_samples - n), 0)
        stop = min(start + n, record.n_samples)
        per_sample = area.width / max(n, 1)
        left = area.left + (strip.start - start) * per_sample
        wide = (strip.stop - strip.start) * per_sample
        canvas.fill(Area(left, area.top, wide, area.height), _MARK)
        values = record.values(self.leads[0], start, stop)
        gain = gain_for(_without_peaks(values), area.height)
        paint_trace(canvas, area, values, per_sample, gain, width_mm=0.12)
        canvas.frame(area, RULE, 0.1)
        lead = record.leads[self.leads[0]].title
        text = f"below: {(stop - start) / record.fs:.0f} s, {lead}, {gain:g} mm/mV"
        right = Qt.AlignmentFlag.AlignRight
        canvas.text(area.left, words, text, SMALL, width=area.width, align=right)


def _without_peaks(values: Float32Array) -> Float32Array:
    """Return the values but for the few that artefacts are made of."""
    known = values[np.isfinite(values)]
    if not len(known):
        return known
    low, high = np.quantile(known, [_CUT, 1 - _CUT])
    return np.asarray(known[(known >= low) & (known <= high)], np.float32)


@dataclass(frozen=True, eq=False)
class StripPage(Page):
    """A page of strips, each with its place from the top of the body."""

    title: str
    blocks: tuple[tuple[StripBlock, float], ...]

    def paint(self, canvas: Canvas, body: Area) -> None:
        """Paint the strips into the room between head and foot."""
        for block, top in self.blocks:
            block.paint(canvas, body.left, body.top + top, body.width)


def strip_pages(content: Content, body: Area) -> list[StripPage]:
    """Return the pages of all strips; what is longer than a row goes on below it."""
    blocks = [
        StripBlock(content, part)
        for strip in content.strips
        for part in _rows_of(strip, body.width, content.record.fs)
    ]
    return [StripPage("Strips", page) for page in _filled(blocks, body)]


def _filled(
    blocks: Sequence[StripBlock], body: Area
) -> list[tuple[tuple[StripBlock, float], ...]]:
    """Return pages of blocks, each with its place."""
    pages: list[list[tuple[StripBlock, float]]] = []
    top = body.height
    for block in blocks:
        height = block.height(body.width)
        if top + height > body.height:
            pages.append([])
            top = 0.0
        pages[-1].append((block, top))
        top += height + _GAP_MM * MM
    return [tuple(page) for page in pages]


def _rows_of(strip: Strip, width: float, fs: float) -> list[Strip]:
    """Return rows as wide as the page, and one with what is left."""
    most = max(int(width / MM / strip.speed_mm_s * fs), 1)
    edges = [*range(strip.start, strip.stop, most), strip.stop]
    # A beat or two on a row of their own show nothing.
    least = min(round(_LEAST_ROW_S * fs), most // 2)
    if len(edges) > 2 and edges[-1] - edges[-2] < least:
        edges[-2] = edges[-1] - least
    goes_on = f"{strip.caption} (goes on)".strip()
    return [
        replace(strip, start=start, stop=stop, caption=goes_on if n else strip.caption)
        for n, (start, stop) in enumerate(pairwise(edges))
    ]
