"""How large texts are: the system's size, or up to twice of it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

#: What can be chosen, in percent of the system's size.
PERCENTS = (100, 125, 150, 175, 200)
_PERCENT, _SYSTEM = "font percent", "font of the system"


def set_font_scale(percent: int) -> None:
    """Write everything in the application in this size, in percent of the system's."""
    app = QApplication.instance()
    if not isinstance(app, QApplication) or percent == _percent():
        return
    system = app.property(_SYSTEM)
    if not isinstance(system, QFont):
        system = QFont(QApplication.font())
        app.setProperty(_SYSTEM, system)
    app.setProperty(_PERCENT, percent)
    font = QFont(system)
    if font.pixelSize() > 0:
        font.setPixelSize(round(font.pixelSize() * percent / 100))
    else:
        font.setPointSizeF(font.pointSizeF() * percent / 100)
    QApplication.setFont(font)


def scaled(px: float) -> int:
    """Return the room for texts that need this many pixels at the system's size."""
    return round(px * _percent() / 100)


def scaled_size(size: QSize) -> QSize:
    """Return the same of width and height."""
    return QSize(scaled(size.width()), scaled(size.height()))


def share_between(at_100: float, at_200: float) -> float:
    """Return what is between two values as the size is between 100 and 200 percent."""
    return at_100 + (at_200 - at_100) * (_percent() - 100) / 100


def _percent() -> int:
    app = QApplication.instance()
    percent = app.property(_PERCENT) if app else None
    return percent if isinstance(percent, int) else 100
