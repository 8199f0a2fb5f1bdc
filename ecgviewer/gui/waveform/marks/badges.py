"""The badge of a beat: letter, colour and shape, painted once and kept as a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from ecgviewer.core.labels import UNSET
from ecgviewer.gui.look.badge_style import LabelSource, badge_colours
from ecgviewer.gui.look.theme import Colours

_HALO = 4.0
_UNREADABLE_OPACITY = 0.35


@dataclass(frozen=True)
class Badge:
    """What a badge says; `predicted` is set where it is another than the label."""

    label: int
    source: LabelSource
    readable: bool = True
    predicted: int | None = None
    selected: bool = False
    current: bool = False


class BadgeSet:
    """Pictures of badges in one font and one set of colours.

    A label of the classifier is an outline, one of a reference is tinted, one of a
    reviewer is solid, and a beat that nobody labelled has a grey dot: shapes, so that
    colour is never the only sign. Where the signal cannot be read a badge is faint.
    """

    def __init__(self, font: QFont, colours: Colours, pixel_ratio: float) -> None:
        self.font = QFont(font)
        self.font.setBold(True)
        self.size = float(math.ceil(QFontMetricsF(self.font).height()) + 1)
        self._colours = colours
        self._ratio = pixel_ratio
        self._pictures: dict[Badge, QPixmap] = {}

    def draw(self, painter: QPainter, badge: Badge, x: float, y: float) -> None:
        """Draw a badge with its middle at (x, y)."""
        picture = self._pictures.get(badge)
        if picture is None:
            picture = self._pictures[badge] = self._painted(badge)
        half = self.size / 2 + _HALO
        painter.drawPixmap(QPointF(round(x - half), round(y - half)), picture)

    def _painted(self, badge: Badge) -> QPixmap:
        side = self.size + 2 * _HALO
        pixels = round(side * self._ratio)
        picture = QPixmap(pixels, pixels)
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(Qt.GlobalColor.transparent)
        box = QRectF(_HALO, _HALO, self.size, self.size)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not badge.readable:
                painter.setOpacity(_UNREADABLE_OPACITY)
            self._paint_halo(painter, badge, box)
            self._paint_box(painter, badge, box)
            if badge.predicted is not None:
                self._paint_disagreement(painter, badge.predicted, box)
        return picture

    def _paint_halo(self, painter: QPainter, badge: Badge, box: QRectF) -> None:
        if badge.current or badge.selected:
            grow, opacity = (_HALO, 1.0) if badge.current else (2.0, 0.5)
            halo = QColor(self._colours.selection)
            halo.setAlphaF(opacity)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(halo)
            painter.drawRoundedRect(box.adjusted(-grow, -grow, grow, grow), 6, 6)

    def _paint_box(self, painter: QPainter, badge: Badge, box: QRectF) -> None:
        colour = self._colours.beat[badge.label]
        painter.setPen(QPen(colour, 0.8 if badge.label == UNSET else 1.4))
        ground, ink = badge_colours(badge.source, badge.label, self._colours)
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), 3.5, 3.5)
        painter.setPen(ink)
        painter.setFont(self.font)
        letter = self._colours.letter(badge.label)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)

    def _paint_disagreement(
        self, painter: QPainter, predicted: int, box: QRectF
    ) -> None:
        middle = QPointF(box.right() - 1, box.top() + 1)
        painter.setPen(QPen(self._colours.paper, 1.2))
        painter.setBrush(self._colours.beat[predicted])
        painter.drawEllipse(middle, 4.2, 4.2)
