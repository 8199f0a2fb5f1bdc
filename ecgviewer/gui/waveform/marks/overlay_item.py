"""What the mouse is doing: time cursor, rubber band, the beat that is being moved."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.gui.look.time_text import moment_text
from ecgviewer.gui.waveform.paper.line_batch import hairline
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.traces.lead_names_item import scale_rect


class OverlayItem(SheetItem):
    """Drawn over everything else; places are pixels of the sheet."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=30)
        self._cursor_sample: int | None = None
        self._band: tuple[float, float] | None = None
        self._move: tuple[float, float] | None = None
        self.hide()

    def show_cursor(self, sample: int | None) -> None:
        """Show the time cursor at a sample, or none."""
        self._cursor_sample = sample
        self._refresh()

    def show_band(self, band: tuple[float, float] | None) -> None:
        """Show a rubber band between two places, or none."""
        self._band = band
        self._refresh()

    def show_move(self, move: tuple[float, float] | None) -> None:
        """Show a beat on its way from one place to another, or none."""
        self._move = move
        self._refresh()

    def _refresh(self) -> None:
        shown = self._cursor_sample, self._band, self._move
        # Qt passes over what is hidden, frame after frame.
        self.setVisible(any(each is not None for each in shown))
        self.update()

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        painter.setFont(sheet.font)
        self._paint_band(painter, sheet)
        if self._move is not None:
            start, end = self._move
            shift_ms = (end - start) / sheet.px_per_s * 1000
            _paint_line(
                painter, sheet, end, f"{shift_ms:+.0f} ms", sheet.colours.selection
            )
        elif self._cursor_sample is not None:
            x = float(sheet.x(self._cursor_sample))
            _paint_line(painter, sheet, x, self.cursor_text(), sheet.colours.cursor)

    def cursor_text(self) -> str:
        """Return the time at the cursor as the axis shows it; empty without one."""
        sheet = self.sheet
        if sheet is None or self._cursor_sample is None:
            return ""
        longest_s = max(sheet.n_samples / sheet.fs, 60.0)
        at_s = self._cursor_sample / sheet.fs
        return moment_text(at_s, 3, longest_s, sheet.start_time)

    def _paint_band(self, painter: QPainter, sheet: Sheet) -> None:
        if self._band is None:
            return
        left, right = sorted(self._band)
        tint = QColor(sheet.colours.selection)
        tint.setAlpha(48)
        painter.fillRect(QRectF(left, 0.0, right - left, sheet.height), tint)
        painter.setPen(hairline(sheet.colours.selection))
        for x in (left, right):
            painter.drawLine(QLineF(x, 0.0, x, sheet.height))


def _paint_line(
    painter: QPainter, sheet: Sheet, x: float, text: str, colour: QColor
) -> None:
    if not 0 <= x <= sheet.width:
        return
    x = math.floor(x) + 0.5
    painter.setPen(hairline(colour))
    painter.drawLine(QLineF(x, sheet.top_px, x, sheet.height))
    area = tag_rect(sheet, x, text)
    painter.fillRect(area, colour)
    painter.setPen(sheet.colours.paper)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def tag_rect(sheet: Sheet, x: float, text: str) -> QRectF:
    """Return where a line's text stands: at its foot, above speed, gain and filter."""
    metrics = QFontMetricsF(sheet.font)
    width, height = metrics.horizontalAdvance(text) + 10, metrics.height() + 2
    left = x + 3 if x + 3 + width <= sheet.width else x - 3 - width
    area = QRectF(left, sheet.height - height - 3, width, height)
    scale = scale_rect(sheet) if sheet.lanes else QRectF()
    if area.intersects(scale):
        area.moveBottom(scale.top() - 1)
    return area
