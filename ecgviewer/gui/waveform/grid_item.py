"""The grid of ECG paper, which grows coarser with the span instead of a moiré."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.gui.waveform.lead_stack import Lane
from ecgviewer.gui.waveform.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper import time_grid_s
from ecgviewer.gui.waveform.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.time_steps import MIN_GRID_PX, multiples

#: Minor lines fade in between the least distance and this one.
_FULL_PX = 8.0


class GridItem(SheetItem):
    """Millimetres and 5 mm at the speeds and gains of recorders, else round values."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=0)
        self._batch = LineBatch()

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        minor, major = time_grid_s(sheet.px_per_s, sheet.px_per_mm)
        lanes = _seamless(sheet.lanes)
        light, dark = sheet.colours.grid_minor, sheet.colours.grid_major
        painter.setPen(hairline(_faded(light, minor * sheet.px_per_s)))
        self._upright(painter, sheet, minor)
        for lane in lanes:
            painter.setPen(hairline(_faded(light, lane.minor * lane.px_per_unit)))
            self._level(painter, sheet, lane, lane.minor)
        painter.setPen(hairline(dark))
        self._upright(painter, sheet, major)
        for lane in lanes:
            self._level(painter, sheet, lane, lane.major)

    def _upright(self, painter: QPainter, sheet: Sheet, step_s: float) -> None:
        times = multiples(step_s, sheet.start_s, sheet.stop_s)
        x = np.round((np.array(times) - sheet.start_s) * sheet.px_per_s) + 0.5
        self._batch.draw(painter, x, sheet.top_px, x, sheet.height)

    def _level(self, painter: QPainter, sheet: Sheet, lane: Lane, step: float) -> None:
        left, right = lane.left * sheet.width, lane.right * sheet.width
        lowest = (lane.zero_y - lane.bottom) / lane.px_per_unit
        highest = (lane.zero_y - lane.top) / lane.px_per_unit
        values = np.array(multiples(step, lowest, highest))
        y = np.round(lane.zero_y - values * lane.px_per_unit) + 0.5
        self._batch.draw(painter, left, y, right, y)


def _seamless(lanes: tuple[Lane, ...]) -> list[Lane]:
    """Return the lanes whose lines are drawn: of those in one place the first."""
    places: dict[tuple[float, float], Lane] = {}
    for lane in lanes:
        places.setdefault((lane.top, lane.left), lane)
    return list(places.values())


def _faded(colour: QColor, distance_px: float) -> QColor:
    share = (distance_px - MIN_GRID_PX) / (_FULL_PX - MIN_GRID_PX)
    faded = QColor(colour)
    faded.setAlphaF(min(max(0.5 + 0.5 * share, 0.5), 1.0))
    return faded
