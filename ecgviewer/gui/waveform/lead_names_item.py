"""Names of the leads on the paper, which one is analysed, speed, gain and filter."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.gui.waveform.lead_stack import Lane
from ecgviewer.gui.waveform.paper import (
    GAINS_MM_MV,
    SPEEDS_MM_S,
    number_text,
    speed_text,
    standard,
    time_grid_s,
)
from ecgviewer.gui.waveform.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.trace_colours import trace_colours


class LeadNamesItem(SheetItem):
    """Text that stays in place while the traces scroll below it."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=25)
        self._analysed = ""

    def show_analysed(self, lead: str) -> None:
        """Mark the lead that is analysed; no one as long as its name is empty."""
        if lead != self._analysed:
            self._analysed = lead
            self.update()

    def texts(self) -> list[tuple[str, str]]:
        """Return the name of each lead, and what stands beside it."""
        lanes = self.sheet.lanes if self.sheet else ()
        # Where leads share a name, analysis takes the first of them.
        named = [i for i, lane in enumerate(lanes) if lane.lead.name == self._analysed]
        marked = named[0] if self._analysed and named else -1
        return [
            (lane.lead.name or "?", _beside(lane, analysed=i == marked))
            for i, lane in enumerate(lanes)
        ]

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        bold = QFont(sheet.font)
        bold.setBold(True)
        inks = trace_colours(sheet)
        # Leads that lie over each other have their names side by side.
        ends: dict[tuple[float, float], float] = {}
        for lane, (name, beside), ink in zip(
            sheet.lanes, self.texts(), inks, strict=True
        ):
            place = (lane.top, lane.left)
            at = QPointF(ends.get(place, lane.left * sheet.width + 6), lane.top + 4)
            area = _chip(painter, sheet, at, name, bold, ink)
            at.setX(area.right())
            area = _chip(painter, sheet, at, beside, sheet.font)
            ends[place] = area.right() + 6
        if sheet.lanes:
            text = scale_text(sheet)
            width = QFontMetricsF(sheet.font).horizontalAdvance(text) + 8
            at = QPointF(sheet.width - width - 6, sheet.height - _line_px(sheet) - 4)
            _chip(painter, sheet, at, text, sheet.font, sheet.colours.text)


def _beside(lane: Lane, *, analysed: bool) -> str:
    parts = [lane.lead.unit]
    if lane.sign < 0:
        parts.append("inverted")
    if analysed:
        parts.append("analysed")
    return " · ".join(parts)


def scale_text(sheet: Sheet) -> str:
    """Return speed, gain and filter in words; the grid where it is none of paper."""
    lane = next(iter(sheet.lanes))
    speed = standard(sheet.speed_mm_s, SPEEDS_MM_S)
    mm_mv = lane.px_per_mv / sheet.px_per_mm
    gain = standard(mm_mv, GAINS_MM_MV)
    parts = [speed_text(speed or sheet.speed_mm_s)]
    if mm_mv == mm_mv:
        parts.append(f"{number_text(gain or mm_mv)} mm/mV")
    if speed is None or gain is None:
        parts.append(box_text(sheet, lane))
    return "  ·  ".join([*parts, sheet.filter_text])


def box_text(sheet: Sheet, lane: Lane) -> str:
    """Return how large a box between major lines of the grid is."""
    _, seconds = time_grid_s(sheet.px_per_s, sheet.px_per_mm)
    size = f"{seconds:g} s" if seconds < 60 else f"{seconds / 60:g} min"
    return f"box {size} × {lane.major:g} {lane.lead.unit}"


def _line_px(sheet: Sheet) -> float:
    return QFontMetricsF(sheet.font).height() + 2


def _chip(
    painter: QPainter,
    sheet: Sheet,
    at: QPointF,
    text: str,
    font: QFont,
    ink: QColor | None = None,
) -> QRectF:
    metrics = QFontMetricsF(font)
    area = QRectF(
        at.x(), at.y(), metrics.horizontalAdvance(text) + 8, metrics.height() + 2
    )
    paper = QColor(sheet.colours.paper)
    paper.setAlpha(170)
    painter.fillRect(area, paper)
    painter.setFont(font)
    painter.setPen(ink or sheet.colours.faint_text)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    return area
