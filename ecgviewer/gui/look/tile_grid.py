"""A scrolled grid of painted tiles that is worked by keyboard and mouse alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ecgviewer.gui.look.guarded import Painted, saved
from ecgviewer.gui.look.theme import colours

_GAP_PX = 6
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_MOVES = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)
_OWN = (*_MOVES, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TileGrid(Painted, QAbstractScrollArea):
    """Tiles in rows; one is current and some are chosen.

    Subclasses paint a tile. Arrows, Home, End and the page keys move; with Shift they
    choose what they pass, with Ctrl they choose nothing; Ctrl+Space chooses one more.

    Signals
    -------
    chosen_changed()
        Other tiles are current or chosen, by the reviewer's hand.
    opened(int)
        Enter or a double click on a tile.
    left()
        Escape was pressed.
    """

    chosen_changed = Signal()
    opened = Signal(int)
    left = Signal()

    def __init__(self, tile: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tile = tile
        self.count = 0
        self.current = 0
        #: Whether Escape leaves the tiles, if there are any; else it is the window's.
        self.leaves = True
        self.chosen: npt.NDArray[np.bool_] = np.zeros(0, bool)
        self._anchor = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(False)
        self.installEventFilter(self)

    def empty_text(self) -> str:
        """Return what is said where there is no tile."""
        return ""

    def paint_tile(self, painter: QPainter, rect: QRect, index: int) -> None:
        """Paint what is in a tile; the frame is painted already."""

    def show_tiles(self, count: int, current: int = 0, *, whole: bool = False) -> None:
        """Show so many tiles, one of them current and chosen, or the whole chosen."""
        self.count = count
        self.current = self._anchor = min(max(current, 0), max(count - 1, 0))
        self.chosen = np.full(count, whole)
        if count:
            self.chosen[self.current] = True
        self._set_range()
        self._show_current()
        self.viewport().update()

    def choose(self, index: int) -> None:
        """Make one tile current and choose nothing else."""
        self._go(index, Qt.KeyboardModifier.NoModifier)

    def show_chosen(self, chosen: npt.NDArray[np.bool_]) -> None:
        """Choose tiles as another view says, which therefore is not told."""
        self.chosen = chosen
        if chosen.any():
            self.current = self._anchor = int(np.argmax(chosen))
        self._show_current()
        self.viewport().update()

    def choose_all(self) -> None:
        """Choose every tile."""
        self.chosen[:] = True
        self._changed()

    @property
    def columns(self) -> int:
        """Tiles side by side."""
        width = self.viewport().width() - _GAP_PX
        return max(width // (self.tile.width() + _GAP_PX), 1)

    def tile_rect(self, index: int) -> QRect:
        """Return where a tile is on the viewport."""
        row, column = divmod(index, self.columns)
        x = _GAP_PX + column * (self.tile.width() + _GAP_PX)
        y = _GAP_PX + row * self._step() - self.verticalScrollBar().value()
        return QRect(QPoint(x, y), self.tile)

    def tile_at(self, place: QPoint) -> int | None:
        """Return the tile at a place of the viewport."""
        column = (place.x() - _GAP_PX) // (self.tile.width() + _GAP_PX)
        y = place.y() + self.verticalScrollBar().value() - _GAP_PX
        if not 0 <= column < self.columns or y < 0:
            return None
        index = y // self._step() * self.columns + column
        inside = index < self.count and self.tile_rect(index).contains(place)
        return index if inside else None

    def rows_in_view(self) -> int:
        """Return how many rows of tiles a page has."""
        return max(self.viewport().height() // self._step(), 1)

    def _step(self) -> int:
        return self.tile.height() + _GAP_PX

    def _set_range(self) -> None:
        rows = -(-self.count // self.columns)
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        bar.setRange(0, max(rows * self._step() + _GAP_PX - height, 0))
        bar.setPageStep(height)
        bar.setSingleStep(self._step())

    def _show_current(self) -> None:
        if not self.count:
            return
        rect, bar = self.tile_rect(self.current), self.verticalScrollBar()
        if rect.top() < _GAP_PX:
            bar.setValue(bar.value() + rect.top() - _GAP_PX)
        elif rect.bottom() > self.viewport().height() - _GAP_PX:
            below = rect.bottom() - self.viewport().height() + _GAP_PX
            bar.setValue(bar.value() + below)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Asked before a shortcut of the window is taken.
        asked = event.type() is QEvent.Type.ShortcutOverride
        if watched is self and asked and isinstance(event, QKeyEvent):
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if not alt and self._is_own(event):
                event.accept()
                return True
        return bool(super().eventFilter(watched, event))

    def _is_own(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & _CONTROL)
        if control:
            return event.key() in (*_MOVES, Qt.Key.Key_Space, Qt.Key.Key_A)
        return event.key() in _OWN or self._leaves_by(event.key())

    def _leaves_by(self, key: int) -> bool:
        return key == Qt.Key.Key_Escape and self.leaves and self.count > 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & _CONTROL)
        if key in _MOVES and self.count:
            self._go(self._target(key), event.modifiers())
        elif control and key == Qt.Key.Key_Space and self.count:
            self.chosen[self.current] = not self.chosen[self.current]
            self._changed()
        elif control and key == Qt.Key.Key_A:
            self.choose_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.count:
            self.opened.emit(self.current)
        elif self._leaves_by(key):
            self.left.emit()
        else:
            event.ignore()

    def _target(self, key: int) -> int:
        page = self.rows_in_view() * self.columns
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns,
            Qt.Key.Key_Down: self.columns,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -self.count,
            Qt.Key.Key_End: self.count,
        }
        return self.current + moves[Qt.Key(key)]

    def _go(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        index = min(max(index, 0), self.count - 1)
        if modifiers & _SHIFT:
            first, last = sorted((self._anchor, index))
            self.chosen[:] = False
            self.chosen[first : last + 1] = True
        elif not modifiers & _CONTROL:
            self.chosen[:] = False
            self.chosen[index] = True
            self._anchor = index
        self.current = index
        self._show_current()
        self._changed()

    def _changed(self) -> None:
        self.viewport().update()
        self.chosen_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.tile_at(event.position().toPoint())
        if index is None:
            return
        if event.modifiers() & _CONTROL:
            self.chosen[index] = not self.chosen[index]
            self.current = self._anchor = index
            self._changed()
        else:
            self._go(index, event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.tile_at(event.position().toPoint())
        if index is not None:
            self.opened.emit(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_range()
        self._show_current()

    def paint_on(self, painter: QPainter) -> None:
        theme = colours(self.palette())
        if not self.count:
            painter.setPen(theme.faint_text)
            area = self.viewport().rect().adjusted(12, 12, -12, -12)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, flags, self.empty_text())
        first = self.verticalScrollBar().value() // self._step() * self.columns
        last = first + (self.rows_in_view() + 2) * self.columns
        for index in range(first, min(last, self.count)):
            rect = self.tile_rect(index)
            painter.fillRect(rect, theme.paper)
            if self.chosen[index]:
                tint = QColor(theme.selection)
                tint.setAlpha(40)
                painter.fillRect(rect, tint)
            with saved(painter):
                self.paint_tile(painter, rect, index)
            self._paint_frame(painter, rect, index)

    def _paint_frame(self, painter: QPainter, rect: QRect, index: int) -> None:
        theme = colours(self.palette())
        chosen, current = bool(self.chosen[index]), index == self.current
        colour = theme.selection if chosen or current else theme.grid_major
        painter.setPen(QPen(colour, 3 if current and self.hasFocus() else 1))
        painter.drawRect(rect)
