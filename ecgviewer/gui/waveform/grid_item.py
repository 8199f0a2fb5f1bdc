"""The grid of ECG paper, which grows coarser with the span instead of a moiré."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.gui.badge_style import mixed
from ecgviewer.gui.waveform.lead_stack import Lane
from ecgviewer.gui.waveform.paper import time_grid_s
from ecgviewer.gui.waveform.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.time_steps import (
    MIN_GRID_PX,
    clock_multiples,
    multiples,
)

#: Minor lines fade in between the least distance and this one.
_FULL_PX = 8.0

_Places = npt.NDArray[np.int64]


class GridItem(SheetItem):
    """Millimetres and 5 mm at the speeds and gains of recorders, else round values.

    The lines are written into a picture: a tenth of the time that Qt takes for as many.
    """

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=0)
        self._dots = np.empty((0, 0), np.uint32)

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        ratio = sheet.pixel_ratio
        first = math.floor(sheet.top_px * ratio)
        size = math.ceil(sheet.height * ratio) - first, math.ceil(sheet.width * ratio)
        if min(size) < 1:
            return
        if self._dots.shape != size:
            self._dots = np.empty(size, np.uint32)
        _draw_grid(self._dots, first, sheet)
        high, wide = size
        form = QImage.Format.Format_RGB32
        picture = QImage(self._dots.data, wide, high, 4 * wide, form)
        picture.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(0.0, first / ratio), picture)


def _draw_grid(dots: npt.NDArray[np.uint32], first: int, sheet: Sheet) -> None:
    """Write paper and lines; the top row is so many dots below the sheet's top."""
    minor, major = time_grid_s(sheet.px_per_s, sheet.px_per_mm)
    light, dark = sheet.colours.grid_minor, sheet.colours.grid_major.rgb()
    lanes = _seamless(sheet.lanes)
    row = np.full(dots.shape[1], sheet.colours.paper.rgb(), np.uint32)
    # Both begin at the same time of day.
    begin = sheet.start_time if major >= 1 else None
    row[_columns(sheet, minor, begin)] = _faded(sheet, light, minor * sheet.px_per_s)
    dots[:] = row
    for lane in lanes:
        colour = _faded(sheet, light, lane.minor * lane.px_per_unit)
        dots[_rows(sheet, lane, lane.minor, first), _across(sheet, lane)] = colour
    dots[:, _columns(sheet, major, begin)] = dark
    for lane in lanes:
        dots[_rows(sheet, lane, lane.major, first), _across(sheet, lane)] = dark


def _columns(sheet: Sheet, step_s: float, begin: datetime | None) -> _Places:
    times = np.array(clock_multiples(step_s, sheet.start_s, sheet.stop_s, begin))
    return _dots_of(sheet, (times - sheet.start_s) * sheet.px_per_s, sheet.width)


def _rows(sheet: Sheet, lane: Lane, step: float, first: int) -> _Places:
    lowest = (lane.zero_y - lane.bottom) / lane.px_per_unit
    highest = (lane.zero_y - lane.top) / lane.px_per_unit
    values = np.array(multiples(step, lowest, highest))
    places = lane.zero_y - values * lane.px_per_unit
    rows = _dots_of(sheet, places, sheet.height) - first
    return rows[rows >= 0]


def _dots_of(sheet: Sheet, px: npt.NDArray[np.float64], size_px: float) -> _Places:
    """Return the dots of the screen at places, those that are on the sheet."""
    dots: _Places = np.round(px * sheet.pixel_ratio).astype(np.int64)
    return dots[(dots >= 0) & (dots < math.ceil(size_px * sheet.pixel_ratio))]


def _across(sheet: Sheet, lane: Lane) -> slice:
    dots = sheet.width * sheet.pixel_ratio
    return slice(round(lane.left * dots), round(lane.right * dots))


def _seamless(lanes: tuple[Lane, ...]) -> list[Lane]:
    """Return the lanes whose lines are drawn: of those in one place the first."""
    places: dict[tuple[float, float], Lane] = {}
    for lane in lanes:
        places.setdefault((lane.top, lane.left), lane)
    return list(places.values())


def _faded(sheet: Sheet, colour: QColor, distance_px: float) -> int:
    share = 0.5 + 0.5 * (distance_px - MIN_GRID_PX) / (_FULL_PX - MIN_GRID_PX)
    share = min(max(share, 0.5), 1.0)
    return mixed(sheet.colours.paper, colour, share).rgb()
