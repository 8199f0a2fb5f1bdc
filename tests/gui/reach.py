"""Where Tab goes, and what a screen reader calls it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from ecgviewer.gui.look.framing import has_tab_key

_CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
)
_MOST = 400


def walked(
    window: QWidget, start: QWidget, ends: Callable[[QWidget], bool]
) -> list[QWidget]:
    """Return where the keyboard is after each Tab, from a widget to where it ends."""
    start.setFocus()
    found = [start]
    for _ in range(_MOST):
        if has_tab_key(found[-1]):
            return found
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        here = window.focusWidget()
        if here is None or ends(here):
            return found
        found.append(here)
    raise AssertionError(f"Tab never leaves from {start}")


def controls(part: QWidget) -> list[QWidget]:
    """Return what can be worked in a part of a window, as it is shown now."""
    return [
        widget
        for widget in part.findChildren(QWidget)
        if isinstance(widget, _CONTROLS)
        and not isinstance(widget, QScrollBar)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.window() is part.window()
        and not _is_inside(widget)
    ]


def _is_inside(widget: QWidget) -> bool:
    """Return whether a widget is a part of a control, as the line of a spin box."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, _CONTROLS):
            return True
        parent = parent.parentWidget()
    return widget.objectName().startswith("qt_")


def spoken(widget: QWidget) -> str:
    """Return what a screen reader calls a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None
    text: str = interface.text(QAccessible.Text.Name)
    return text


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()
