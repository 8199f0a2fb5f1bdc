"""A grid of tiles that is worked by keyboard, mouse and screen reader alike."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QObject,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from ecgviewer.gui.look.framing import FRAMES
from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.look.tile_delegate import TileDelegate
from ecgviewer.gui.look.tile_list import TileList
from ecgviewer.gui.look.tile_model import Mask, TileModel, chosen_in

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
_NO_UPDATE = QItemSelectionModel.SelectionFlag.NoUpdate
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


class TileGrid(Painted, TileList):
    """Tiles in rows; one is current and some are chosen.

    Subclasses paint a tile and say it in words. Arrows, Home, End and the page keys
    move; with Shift they choose what they pass, with Ctrl they choose nothing;
    Ctrl+Space chooses one more.

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
        super().__init__(TileModel(self.tile_text), tile, parent)
        #: Whether Escape leaves the tiles, if there are any; else it is the window's.
        self.leaves = True
        self.chosen: Mask = np.zeros(0, bool)
        self._anchor = 0
        self._showing = False
        delegate = TileDelegate(lambda: self.tile, self.paint_tile)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setProperty(FRAMES, True)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.installEventFilter(self)

    def tile_text(self, index: int) -> str:
        """Return what is on a tile, in words for a screen reader."""
        raise NotImplementedError

    def empty_text(self) -> str:
        """Return what is said where there is no tile."""
        return ""

    def paint_tile(self, painter: QPainter, rect: QRect, index: int) -> None:
        """Paint what is in a tile; the frame is painted already."""

    def show_tiles(self, count: int, current: int = 0, *, whole: bool = False) -> None:
        """Show this many tiles, one current and chosen, or the whole chosen."""
        self.chosen = chosen = np.full(count, whole)
        self._anchor = min(max(current, 0), max(count - 1, 0))
        if count:
            chosen[self._anchor] = True
        self.tiles.set_count(count)
        self.updateGeometries()
        self._show(chosen, self._anchor)

    def _show(self, chosen: Mask, current: int) -> None:
        """Choose tiles, and tell Qt, from which screen readers know."""
        self.chosen = chosen
        self._showing = True
        model = self.selectionModel()
        # Painted again below: only screen readers need to be told of the selection.
        unheard = not QAccessible.isActive()
        before = model.blockSignals(unheard)
        model.select(self.tiles.selection_of(chosen, current), _SELECT)
        model.blockSignals(before)
        if self.count:
            model.setCurrentIndex(self.tiles.index(current), _NO_UPDATE)
        self._showing = False
        self.show_current()
        self.viewport().update()

    def _on_selected(self) -> None:
        """Take over what a screen reader chose."""
        if not self._showing:
            self.chosen = chosen_in(self.selectionModel().selection(), self.count)
            self._changed()

    def choose(self, index: int) -> None:
        """Make one tile current and choose nothing else."""
        self._go(index, Qt.KeyboardModifier.NoModifier)

    def show_chosen(self, chosen: Mask) -> None:
        """Choose tiles as another view says, which therefore is not told."""
        if chosen.any():
            self._anchor = int(np.argmax(chosen))
        self._show(chosen, self._anchor if chosen.any() else self.current)

    def choose_all(self) -> None:
        """Choose every tile."""
        self._show(np.ones(self.count, bool), self.current)
        self._changed()

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
            self._toggle(self.current)
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
        chosen = self.chosen
        if modifiers & _SHIFT:
            first, last = sorted((self._anchor, index))
            chosen = np.zeros(self.count, bool)
            chosen[first : last + 1] = True
        elif not modifiers & _CONTROL:
            chosen = np.arange(self.count) == index
            self._anchor = index
        self._show(chosen, index)
        self._changed()

    def _toggle(self, index: int) -> None:
        chosen = self.chosen.copy()
        chosen[index] = not chosen[index]
        self._anchor = index
        self._show(chosen, index)
        self._changed()

    def _changed(self) -> None:
        self.viewport().update()
        self.chosen_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.tile_at(event.position().toPoint())
        if index is None:
            return
        if event.modifiers() & _CONTROL:
            self._toggle(index)
        else:
            self._go(index, event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.tile_at(event.position().toPoint())
        if index is not None:
            self.opened.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paint_on(self, painter: QPainter) -> None:
        theme = colours(self.palette())
        if not self.count:
            painter.setPen(theme.faint_text)
            area = self.viewport().rect().adjusted(12, 12, -12, -12)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, flags, self.empty_text())
        first = self.verticalScrollBar().value() // self.step_px * self.columns
        last = first + (self.rows_in_view() + 2) * self.columns
        delegate, option = self.itemDelegate(), QStyleOptionViewItem()
        self.initViewItemOption(option)
        states = QStyle.StateFlag
        for index in range(first, min(last, self.count)):
            option.rect = self.tile_rect(index)
            state = states.State_Enabled
            if self.chosen[index]:
                state |= states.State_Selected
            if index == self.current:
                state |= states.State_Active
                if self.hasFocus():
                    state |= states.State_HasFocus
            option.state = state
            delegate.paint(painter, option, self.tiles.index(index))
