"""The caliper as it is drawn: legs, arms, what they measure, and the comb."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.core.items.measurement import measurement_of
from ecgviewer.core.record import Samples
from ecgviewer.core.trace.calipers import Caliper
from ecgviewer.gui.look.number_text import with_numbers
from ecgviewer.gui.waveform.paper.lead_stack import Lane
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem

#: More lines than one in this many pixels would be a haze.
_COMB_PX = 4.0
_ARM_PX = 10.0
_NO_PEAKS: Samples = np.empty(0, np.int64)


class CaliperItem(SheetItem):
    """Paints one caliper, or none."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=28)
        self._caliper: Caliper | None = None
        self._marching = False
        self._peaks, self._name = _NO_PEAKS, ""
        self._batch = LineBatch()
        self.hide()

    def show_caliper(
        self,
        caliper: Caliper | None,
        *,
        marching: bool,
        peaks: Samples = _NO_PEAKS,
        name: str = "",
    ) -> None:
        """Show a caliper, with its interval repeated if it marches.

        Parameters
        ----------
        caliper : Caliper, optional
        marching : bool
        peaks : ndarray of int64
            R-peaks, in order.
        name : str
            What the reader calls the interval.
        """
        self._caliper, self._marching = caliper, marching
        self._peaks, self._name = peaks, name
        self.setVisible(caliper is not None)
        self.update()

    def text(self) -> str:
        """Return what is measured, and in which lead; empty without a caliper."""
        caliper, sheet = self._caliper, self.sheet
        if caliper is None or sheet is None:
            return ""
        lane = lane_of(sheet, caliper.lead)
        unit = lane.lead.unit if lane else ""
        text = caliper_text(caliper, sheet.fs, unit, self._peaks, self._name)
        if lane is not None and len(sheet.lanes) > 1:
            text += f" in {lane.title}"
        return text

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        caliper = self._caliper
        if caliper is None:
            return
        ink = sheet.colours.cursor
        if self._marching:
            self._paint_comb(painter, sheet, caliper)
        legs = sheet.x(np.array([caliper.first, caliper.second]))
        pen = QPen(ink, 1.4)
        painter.setPen(pen)
        for x in legs:
            painter.drawLine(QLineF(x, sheet.top_px, x, sheet.height))
        lane = lane_of(sheet, caliper.lead)
        y = (sheet.top_px + sheet.height) / 2
        if lane is not None:
            y = self._paint_arms(painter, caliper, lane, legs)
        painter.setPen(QPen(ink, 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(legs[0], y, legs[1], y))
        ends = float(legs.min()), float(legs.max())
        _paint_text(painter, sheet, self.text(), ends)

    def _paint_comb(self, painter: QPainter, sheet: Sheet, caliper: Caliper) -> None:
        if caliper.interval / sheet.samples_per_px < _COMB_PX:
            return
        x = sheet.x(caliper.comb(*sheet.samples))
        faint = QColor(sheet.colours.cursor)
        faint.setAlpha(130)
        painter.setPen(hairline(faint))
        x = np.floor(x) + 0.5
        self._batch.draw(painter, x, sheet.top_px, x, sheet.height)

    def _paint_arms(
        self, painter: QPainter, caliper: Caliper, lane: Lane, legs: np.ndarray
    ) -> float:
        values = np.array([caliper.first_value, caliper.second_value])
        y = np.clip(lane.y(np.nan_to_num(values)), lane.top, lane.bottom)
        left, right = float(legs.min()) - _ARM_PX, float(legs.max()) + _ARM_PX
        for each in y:
            painter.drawLine(QLineF(left, float(each), right, float(each)))
        return float(y.mean())


def lane_of(sheet: Sheet, lead: int) -> Lane | None:
    """Return the lane that shows a lead, the widest one of several."""
    lanes = [lane for lane in sheet.lanes if lane.number == lead]
    return max(lanes, key=lambda lane: lane.right - lane.left, default=None)


def caliper_text(
    caliper: Caliper, fs: float, unit: str, peaks: Samples, name: str = ""
) -> str:
    """Return what a caliper measures, in words; see `Measurement.text`."""
    measured = measurement_of(caliper, peaks, fs, "", unit, name)
    return with_numbers(measured.text(fs))


def _paint_text(
    painter: QPainter, sheet: Sheet, text: str, legs: tuple[float, float]
) -> None:
    bold = QFont(sheet.font)
    bold.setBold(True)
    metrics = QFontMetricsF(bold)
    width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 4
    middle = (legs[0] + legs[1]) / 2 - width / 2
    left = min(max(middle, 2.0), sheet.width - width - 2)
    area = QRectF(left, sheet.top_px + 4, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(sheet.colours.cursor)
    painter.drawRoundedRect(area, 4, 4)
    painter.setFont(bold)
    painter.setPen(sheet.colours.paper)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
