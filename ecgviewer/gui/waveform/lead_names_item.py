"""Names of the leads on the paper, which one is analysed, and the grid's boxes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.gui.waveform.lead_stack import Lane
from ecgviewer.gui.waveform.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.time_steps import GRID_STEPS_S, grid_steps


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
        leads = [lane.lead for lane in self.sheet.lanes] if self.sheet else []
        names = [lead.name for lead in leads]
        # Where leads share a name, analysis takes the first of them.
        known = bool(self._analysed) and self._analysed in names
        marked = names.index(self._analysed) if known else -1
        return [
            (lead.name or "?", f"{lead.unit} · analysed" if i == marked else lead.unit)
            for i, lead in enumerate(leads)
        ]

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        bold = QFont(sheet.font)
        bold.setBold(True)
        for lane, (name, beside) in zip(sheet.lanes, self.texts(), strict=True):
            at = QPointF(6.0, lane.top + 4)
            area = _chip(painter, sheet, at, name, bold)
            at.setX(area.right())
            _chip(painter, sheet, at, beside, sheet.font)
        if sheet.lanes:
            text = box_text(sheet, sheet.lanes[0])
            width = QFontMetricsF(sheet.font).horizontalAdvance(text) + 8
            at = QPointF(sheet.width - width - 6, sheet.lanes[0].top + 4)
            _chip(painter, sheet, at, text, sheet.font)


def box_text(sheet: Sheet, lane: Lane) -> str:
    """Return how large a box between major lines of the grid is."""
    _, seconds = grid_steps(GRID_STEPS_S, sheet.px_per_s)
    size = f"{seconds:g} s" if seconds < 60 else f"{seconds / 60:g} min"
    return f"box {size} × {lane.major:g} {lane.lead.unit}"


def _chip(
    painter: QPainter, sheet: Sheet, at: QPointF, text: str, font: QFont
) -> QRectF:
    metrics = QFontMetricsF(font)
    area = QRectF(
        at.x(), at.y(), metrics.horizontalAdvance(text) + 8, metrics.height() + 2
    )
    paper = QColor(sheet.colours.paper)
    paper.setAlpha(170)
    painter.fillRect(area, paper)
    painter.setFont(font)
    painter.setPen(sheet.colours.text if font.bold() else sheet.colours.faint_text)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    return area
