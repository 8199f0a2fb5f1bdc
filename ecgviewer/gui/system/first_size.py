"""How large a window is that was never open before."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from ecgviewer.gui.system.screen_scale import screen_of

#: The frame takes some of the screen, and the bottom of the window must be on it.
_FRAME = QSize(30, 60)


def fill_screen(window: QWidget, usual: QSize) -> None:
    """Have a window fill its screen, and be of its usual size when it no longer does.

    Parameters
    ----------
    window : QWidget
        Not shown yet.
    usual : QSize
        What it has where the screen is large enough for it.
    """
    room = screen_of(window).availableSize() - _FRAME
    window.resize(usual.boundedTo(room))
    window.setWindowState(Qt.WindowState.WindowMaximized)


def resize_on_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window a size, or as much of it as the screen of its parent has."""
    room = screen_of(window.parentWidget() or window).availableSize() - _FRAME
    window.resize(QSize(width, height).boundedTo(room))
