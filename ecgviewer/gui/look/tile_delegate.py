"""Paints a tile of a grid on its ground, with a frame."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ecgviewer.gui.look.guarded import Guard, saved
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.look.tile_model import Index


class TileDelegate(QStyledItemDelegate):
    """What is on a tile is painted by whoever shows it; the current one is active."""

    def __init__(
        self,
        tile: Callable[[], QSize],
        paint_tile: Callable[[QPainter, QRect, int], None],
    ) -> None:
        super().__init__()
        self._tile, self._paint_tile = tile, paint_tile

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self._tile()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        with Guard(self):
            self._paint(painter, option, index.row())

    def _paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: int
    ) -> None:
        rect: QRect = option.rect
        theme, states = colours(option.palette), QStyle.StateFlag
        chosen = bool(option.state & states.State_Selected)
        focused = bool(option.state & states.State_HasFocus)
        painter.fillRect(rect, theme.paper)
        if chosen:
            tint = QColor(theme.selection)
            tint.setAlpha(40)
            painter.fillRect(rect, tint)
        with saved(painter):
            self._paint_tile(painter, rect, index)
        framed = chosen or bool(option.state & states.State_Active)
        colour = theme.selection if framed else theme.grid_major
        painter.setPen(QPen(colour, 3 if focused else 1))
        painter.drawRect(rect)
