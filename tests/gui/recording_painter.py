"""A painter that keeps account of what it paints, in the pixels of its device."""

# ruff: noqa: N802 (names of Qt)

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize
from PySide6.QtGui import QBrush, QColor, QImage, QPainter
from shiboken6 import Shiboken


@dataclass(frozen=True)
class Line:
    """A straight line, the ink it is drawn in, and how wide."""

    x1: float
    y1: float
    x2: float
    y2: float
    ink: QColor
    width: float

    @property
    def is_upright(self) -> bool:
        """Whether it goes straight up."""
        return self.x1 == self.x2

    @property
    def is_level(self) -> bool:
        """Whether it is level."""
        return self.y1 == self.y2


@dataclass(frozen=True)
class Text:
    """A text in an area; of no size where it is drawn from a point."""

    text: str
    area: QRectF
    ink: QColor


@dataclass(frozen=True)
class Area:
    """A filled area, an outline that is filled, or a picture."""

    rect: QRectF
    ink: QColor


class RecordingPainter(QPainter):
    """Paints on a picture, and notes lines, texts and areas on the way."""

    def __init__(self, picture: QImage) -> None:
        super().__init__(picture)
        self.lines: list[Line] = []
        self.texts: list[Text] = []
        self.areas: list[Area] = []
        self.rings: list[Area] = []
        self.pictures: list[QRectF] = []

    def _line(self, line: QLineF) -> None:
        there = self.worldTransform().map(line)
        ends = there.x1(), there.y1(), there.x2(), there.y2()
        pen = self.pen()
        self.lines.append(Line(*ends, QColor(pen.color()), pen.widthF()))

    def drawLine(self, *ends: Any) -> None:
        self._line(ends[0] if len(ends) == 1 else QLineF(*ends))
        super().drawLine(*ends)

    def drawLines(self, *lines: Any) -> None:
        """Note lines that lie one after the other in memory."""
        first, n = lines
        if n:
            (address,) = Shiboken.getCppPointer(first)
            ends = (ctypes.c_double * (4 * n)).from_address(address)
            for each in np.array(ends).reshape(-1, 4).tolist():
                self._line(QLineF(*each))
        super().drawLines(*lines)

    def drawPolyline(self, *points: Any) -> None:
        (polygon,) = points
        corners = [polygon.at(i) for i in range(polygon.size())]
        for start, stop in pairwise(corners):
            self._line(QLineF(start, stop))
        super().drawPolyline(polygon)

    def drawText(self, *text: Any) -> None:  # type: ignore[override]
        where = text[0]
        area = where if isinstance(where, QRectF) else QRectF(where, where)
        there = self.worldTransform().mapRect(QRectF(area))
        self.texts.append(Text(text[-1], there, QColor(self.pen().color())))
        super().drawText(*text)

    def drawStaticText(self, *text: Any) -> None:
        at, static = text
        area = self.worldTransform().mapRect(QRectF(QPointF(at), static.size()))
        self.texts.append(Text(static.text(), area, QColor(self.pen().color())))
        super().drawStaticText(at, static)

    def fillRect(self, *area: Any) -> None:
        there = self.worldTransform().mapRect(QRectF(area[0]))
        self.areas.append(Area(there, QBrush(area[1]).color()))
        super().fillRect(*area)

    def drawRoundedRect(self, *area: Any) -> None:
        there = self.worldTransform().mapRect(QRectF(area[0]))
        self.areas.append(Area(there, QColor(self.brush().color())))
        super().drawRoundedRect(*area)

    def drawEllipse(self, *ring: Any) -> None:
        middle, across, down = ring
        there = QRectF(0.0, 0.0, 2 * across, 2 * down)
        there.moveCenter(self.worldTransform().map(QPointF(middle)))
        self.rings.append(Area(there, QColor(self.pen().color())))
        super().drawEllipse(*ring)

    def drawPixmap(self, *picture: Any) -> None:
        at, pixels = picture
        self.pictures.append(QRectF(QPointF(at), pixels.deviceIndependentSize()))
        super().drawPixmap(*picture)

    def written(self) -> list[str]:
        """Return the texts alone."""
        return [text.text for text in self.texts]


def recorded(
    paint: Callable[[RecordingPainter], object], size: QSize
) -> RecordingPainter:
    """Return the account of what something paints."""
    picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(QColor("white"))
    painter = RecordingPainter(picture)
    try:
        paint(painter)
    finally:
        painter.end()
    return painter
