"""Kinds of beats: the median beat of each, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.analysis.report.content import Content
from ecgviewer.analysis.report.plots import Kind
from ecgviewer.core.record import lead_title
from ecgviewer.core.wording import count
from ecgviewer.paper.canvas import BOLD, FAINT, PLAIN, SMALL, Canvas, Style, line_height
from ecgviewer.paper.ecg_row import gain_for, paint_grid, paint_trace
from ecgviewer.paper.page import Page
from ecgviewer.paper.paper_size import MM, Area

_COLUMNS, _GAP_MM, _ROW_MM, _BEAT_S = 4, 4.0, 25.0, 0.75
_SPEED_MM_S = 25.0
_NONE = "The beats have not been grouped: no lead was analysed, or there are none."


@dataclass(frozen=True, eq=False)
class KindPage(Page):
    """A page of kinds; `first` is the number of its first one."""

    content: Content
    kinds: tuple[Kind, ...]
    first: int
    more: int = 0
    title: str = "Kinds of beats"

    def paint(self, canvas: Canvas, body: Area) -> None:
        """Paint the kinds into the room between head and foot."""
        if not self.kinds:
            canvas.text(body.left, body.top, _NONE, PLAIN)
            return
        text = "Median beats by shape, those of most beats first, at 25 mm/s"
        canvas.text(body.left, body.top, text, SMALL, width=body.width)
        width = (body.width - (_COLUMNS - 1) * _GAP_MM * MM) / _COLUMNS
        height = _cell_height()
        for place, kind in enumerate(self.kinds):
            row, column = divmod(place, _COLUMNS)
            left = body.left + column * (width + _GAP_MM * MM)
            top = body.top + 5 * MM + row * height
            cell = Area(left, top, width, height - _GAP_MM * MM)
            self._paint_kind(canvas, kind, self.first + place, cell)
        if self.more:
            rows = -(-len(self.kinds) // _COLUMNS)
            text = f"{count(self.more, 'kind')} of fewer beats not shown"
            canvas.text(body.left, body.top + 5 * MM + rows * height, text, SMALL)

    def _paint_kind(self, canvas: Canvas, kind: Kind, number: int, cell: Area) -> None:
        summary, scheme = kind.summary, self.content.columns.scheme
        majority = summary.majority
        colour = FAINT if majority is None else scheme.classes[majority].light
        letter = "no label" if majority is None else scheme.name(majority)
        end = canvas.text(cell.left, cell.top, letter, BOLD._replace(colour=colour))
        beats = f"kind {number}, {count(summary.count, 'beat')}"
        canvas.text(end + 1.5 * MM, cell.top, beats, Style(7.5))
        top = cell.top + line_height(BOLD)
        below = top + 2 * line_height(SMALL) + 0.5 * MM
        paper = Area(cell.left, below, cell.width, _ROW_MM * MM)
        details = [self._counts(kind), f"RR {summary.mean_ratio:.2f} of usual"]
        details[1] += f", {self._paint_beats(canvas, kind, paper)}"
        for line in details:
            canvas.text(cell.left, top, line, SMALL, width=cell.width)
            top += line_height(SMALL)

    def _counts(self, kind: Kind) -> str:
        summary, scheme = kind.summary, self.content.columns.scheme
        pairs = zip(summary.classes, summary.class_counts, strict=True)
        said = [f"{scheme.name(code)} {n:,}" for code, n in pairs if n]
        said += [f"no label {summary.unset:,}"] if summary.unset else []
        return ", ".join(said)

    def _paint_beats(self, canvas: Canvas, kind: Kind, area: Area) -> str:
        """Paint the beats of some leads side by side; return their gain in words."""
        record, medians = self.content.record, kind.medians
        if medians is None:
            return "too near the edge"
        wide = np.ceil(_BEAT_S * _SPEED_MM_S) * MM + MM
        numbers = self._leads() or [0]
        numbers = numbers[: max(int((area.width + MM) // (wide + MM)), 1)]
        gain = min(gain_for(medians[n], area.height) for n in numbers)
        for place, number in enumerate(numbers):
            left = area.left + place * (wide + MM)
            paper = Area(left, area.top, wide, area.height)
            paint_grid(canvas, paper)
            per_sample = _SPEED_MM_S * MM / record.fs
            paint_trace(canvas, paper, medians[number], per_sample, gain)
            title = lead_title(record.leads[number].name) or "?"
            canvas.text(left + 0.5 * MM, area.top + 0.3 * MM, title, SMALL)
        return f"{gain:g} mm/mV"

    def _leads(self) -> list[int]:
        """Return the leads of the strips; without any, those that were analysed."""
        record, strips = self.content.record, self.content.strips
        if strips:
            return [record.lead_index(name) for name in strips[0].leads]
        analysed = self.content.facts.head.analysed_leads
        return [n for n, lead in enumerate(record.leads) if lead.title in analysed]


def _cell_height() -> float:
    words = line_height(BOLD) + 2 * line_height(SMALL)
    return words + (_ROW_MM + _GAP_MM + 1.0) * MM


def kind_pages(content: Content, body: Area) -> list[KindPage]:
    """Return the pages of the kinds of beats; one that says so if there are none."""
    kinds, more = content.plots.kinds, content.plots.n_more_kinds
    rows = max(int((body.height - 10 * MM) // _cell_height()), 1)
    most = rows * _COLUMNS
    starts = range(0, max(len(kinds), 1), most)
    return [
        KindPage(
            content,
            kinds[start : start + most],
            start + 1,
            more if start == starts[-1] else 0,
        )
        for start in starts
    ]
