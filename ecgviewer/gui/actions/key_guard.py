"""Which keys belong to a focused control and not to the window's one-key actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
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


def belongs_to(widget: QWidget | None, key: int) -> bool:
    """Tell whether a key works the focused control: Space presses a button, say."""
    return any(isinstance(widget, kind) and key in keys for kind, keys in _KEYS.items())
