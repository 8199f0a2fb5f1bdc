"""The grid of ECG paper, which grows coarser with the span instead of a moiré."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem

from ecgviewer.core.arrays import IntArray
from ecgviewer.gui.look.badge_style import mixed
from ecgviewer.gui.look.dots import Dots, image_of
from ecgviewer.gui.waveform.paper.level_lines import (
    LevelLines,
    dots_of,
    major_lines,
    minor_lines,
)
from ecgviewer.gui.waveform.paper.paper import time_grid_s
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem
from ecgviewer.gui.waveform.paper.time_steps import MIN_GRID_PX, clock_multiples

#: Minor lines fade in between the least distance and this one.
_FULL_PX = 8.0


class GridItem(SheetItem):
    """Millimetres and 5 mm at the speeds and gains of recorders, else round values.

    The lines are written into a picture: a tenth of the time that Qt takes for as many.
    """

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent, z=0)
        self._dots = np.empty((0, 0), np.uint32)
        self._laid_for: tuple[object, ...] = ()
        self._minor: list[LevelLines] = []
        self._major: list[LevelLines] = []

    def lay(self, sheet: Sheet) -> None:
        super().lay(sheet)
        wanted = (sheet.lanes, sheet.width, sheet.height, sheet.top_px)
        if (*wanted, sheet.pixel_ratio) != self._laid_for:
            self._laid_for = (*wanted, sheet.pixel_ratio)
            self._minor, self._major = minor_lines(sheet), major_lines(sheet)

    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        ratio = sheet.pixel_ratio
        first = math.floor(sheet.top_px * ratio)
        size = math.ceil(sheet.height * ratio) - first, math.ceil(sheet.width * ratio)
        if min(size) < 1:
            return
        if self._dots.shape != size:
            self._dots = np.empty(size, np.uint32)
        self._draw(self._dots, first, sheet)
        picture = image_of(self._dots, ratio, QImage.Format.Format_RGB32)
        painter.drawImage(QPointF(0.0, first / ratio), picture)

    def _draw(self, dots: Dots, first: int, sheet: Sheet) -> None:
        """Write paper and lines; the top row is `first` dots below the sheet's top."""
        minor, major = time_grid_s(sheet.px_per_s, sheet.px_per_mm)
        light, dark = sheet.colours.grid_minor, sheet.colours.grid_major.rgb()
        # Both begin at the same time of day.
        begin = sheet.start_time if major >= 1 else None
        fine = _upright(sheet, minor, begin)
        row = np.full(dots.shape[1], sheet.colours.paper.rgb(), np.uint32)
        row[fine] = _faded(sheet, light, minor * sheet.px_per_s)
        heavy = _upright(sheet, major, begin)
        row[heavy] = dark
        dots[:] = row
        for lines in self._minor:
            level = np.full(dots.shape[1], _faded(sheet, light, lines.distance_px))
            level[heavy] = dark
            dots[lines.rows - first, lines.across] = level[lines.across]
        for lines in self._major:
            dots[lines.rows - first, lines.across] = dark


def _upright(sheet: Sheet, step_s: float, begin: datetime | None) -> IntArray:
    times = np.array(clock_multiples(step_s, sheet.start_s, sheet.stop_s, begin))
    return dots_of(sheet, (times - sheet.start_s) * sheet.px_per_s, sheet.width)


def _faded(sheet: Sheet, colour: QColor, distance_px: float) -> int:
    share = 0.5 + 0.5 * (distance_px - MIN_GRID_PX) / (_FULL_PX - MIN_GRID_PX)
    share = min(max(share, 0.5), 1.0)
    return mixed(sheet.colours.paper, colour, share).rgb()
