"""Which keys belong to a focused control and not to the window's one-key actions."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QWidget

_KEYS: dict[type[QWidget], tuple[Qt.Key, ...]] = {
    QAbstractButton: (Qt.Key.Key_Space,),
    QComboBox: (Qt.Key.Key_Space,),
    QAbstractSlider: (
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    ),
}


class KeyGuard(QObject):
    """Keeps those keys from the shortcuts of a window; an event filter of it.

    Asked before a shortcut is taken: Space on a button must press it, and not accept a
    beat as well.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        asked = event.type() is QEvent.Type.ShortcutOverride
        if not asked or not isinstance(event, QKeyEvent):
            return False
        if not belongs_to(self._window.focusWidget(), event.key()):
            return False
        event.accept()
        return True


def belongs_to(widget: QWidget | None, key: int) -> bool:
    """Return whether a key works the focused control: Space presses a button, say."""
    return any(isinstance(widget, kind) and key in keys for kind, keys in _KEYS.items())
