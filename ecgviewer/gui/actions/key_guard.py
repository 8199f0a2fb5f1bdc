"""Which keys belong to a focused control and not to the window's one-key actions."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QWidget,
)

from ecgviewer.gui.look.framing import FRAMES, has_tab_key

_PAGES = (
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_KEYS: dict[type[QWidget], tuple[Qt.Key, ...]] = {
    QAbstractButton: (Qt.Key.Key_Space,),
    QComboBox: (Qt.Key.Key_Space, *_PAGES),
    QAbstractSlider: (Qt.Key.Key_Left, Qt.Key.Key_Right, *_PAGES),
    QAbstractItemView: (Qt.Key.Key_Space, *_PAGES),
}
#: What is typed here finds an entry.
_LISTS = (QAbstractItemView, QComboBox)
_TYPING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class KeyGuard(QObject):
    """Keeps those keys from the shortcuts of a window; an event filter of it.

    Asked before a shortcut is taken: Space on a button must press it, and not accept a
    beat as well, and what is typed to find something in a list must label no beats.
    The keys of pages, and those to the beginning and the end, mean what has the
    keyboard. Tab goes from control to control, but where beats are worked.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        asked = event.type() is QEvent.Type.ShortcutOverride
        if not asked or not isinstance(event, QKeyEvent):
            return False
        if not belongs_to(self._window.focusWidget(), event):
            return False
        event.accept()
        return True


def belongs_to(widget: QWidget | None, event: QKeyEvent) -> bool:
    """Return whether a key works the focused control: Space presses a button, say."""
    if widget is None or event.modifiers() & ~_TYPING:
        return False
    if event.key() in _TABS:
        return not has_tab_key(widget)
    frames = bool(widget.property(FRAMES))
    if isinstance(widget, _LISTS) and event.text().isalnum():
        return not frames
    space = event.key() == Qt.Key.Key_Space
    return not (frames and space) and any(
        isinstance(widget, kind) and event.key() in keys for kind, keys in _KEYS.items()
    )
