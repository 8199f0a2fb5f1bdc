"""Median beats of two recordings over each other, a panel for each lead."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.trace.median_beats import AFTER_S, BEFORE_S
from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.theme import Colours, colours
from ecgviewer.studies.comparison import LeadCurves

_MOST_COLUMNS, _GAP_PX, _TITLE_PX, _LEAST_PX = 3, 6.0, 18.0, 120
#: A square of the grid.
_GRID_S, _GRID_MV = 0.2, 0.5
_LEAST_REACH = 1.0
_NOTHING = "No lead and class that both recordings have."


class MedianPicture(Painted, QWidget):
    """The first recording dashed, the second one as a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: list[LeadCurves] = []
        self.text = ""
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setAccessibleName("Median beats over each other")

    def sizeHint(self) -> QSize:
        return QSize(520, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, _LEAST_PX)

    def show_curves(self, curves: list[LeadCurves], text: str = _NOTHING) -> None:
        """Show the leads that both have, or what there is to be said instead."""
        self._curves, self.text = curves, text
        self.update()

    def paint_on(self, painter: QPainter) -> None:
        own = colours(self.palette())
        painter.fillRect(self.rect(), own.paper)
        if not self._curves:
            painter.setPen(own.faint_text)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, self.text)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = min(len(self._curves), _MOST_COLUMNS)
        rows = -(-len(self._curves) // columns)
        width, height = self.width() / columns, self.height() / rows
        for number, curves in enumerate(self._curves):
            row, column = divmod(number, columns)
            area = QRectF(column * width, row * height, width, height)
            gap = _GAP_PX / 2
            _paint_lead(painter, own, area.adjusted(gap, gap, -gap, -gap), curves)


def _paint_lead(
    painter: QPainter, own: Colours, area: QRectF, curves: LeadCurves
) -> None:
    trace = area.adjusted(0, _TITLE_PX, 0, 0)
    low, high = _reach(curves)
    scale_x = trace.width() / (BEFORE_S + AFTER_S)
    scale_y = trace.height() / (high - low)

    def place(time_s: float, value: float) -> QPointF:
        x = trace.left() + (time_s + BEFORE_S) * scale_x
        return QPointF(x, trace.bottom() - (value - low) * scale_y)

    painter.setPen(QPen(own.grid_major, 1))
    for time_s in np.arange(-_GRID_S, AFTER_S, _GRID_S).tolist():
        painter.drawLine(QLineF(place(time_s, low), place(time_s, high)))
    first = np.ceil(low / _GRID_MV) * _GRID_MV
    for value in np.arange(first, high, _GRID_MV).tolist():
        painter.drawLine(QLineF(place(-BEFORE_S, value), place(AFTER_S, value)))
    pens = QPen(own.selection, 1.6, Qt.PenStyle.DashLine), QPen(own.trace, 1.6)
    for pen, time_s, values in zip(pens, curves.time_s, curves.values, strict=True):
        painter.setPen(pen)
        points = [place(*each) for each in _known(time_s, values)]
        painter.drawPolyline(QPolygonF(points))
    painter.setPen(own.faint_text)
    said = f"{curves.lead}   a square is {_GRID_S} s, {_GRID_MV} {curves.unit}"
    top = area.adjusted(2, 0, -2, 0)
    painter.drawText(top, Qt.AlignmentFlag.AlignTop, said)


def _reach(curves: LeadCurves) -> tuple[float, float]:
    """Return the lowest and highest value of a panel, with some room."""
    known = np.concatenate([each[np.isfinite(each)] for each in curves.values])
    if not len(known):
        return -_LEAST_REACH, _LEAST_REACH
    low, high = float(known.min()), float(known.max())
    room = max(_LEAST_REACH - (high - low), 0.1 * (high - low)) / 2
    return low - room, high + room


def _known(time_s: Float32Array, values: Float32Array) -> list[tuple[float, float]]:
    there = np.isfinite(values)
    return list(zip(time_s[there].tolist(), values[there].tolist(), strict=True))
