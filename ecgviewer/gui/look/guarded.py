"""What Qt calls while it paints: an error there is reported, and never leaves.

Out of a paint an error would leave a painter open on its device, or cross Qt's own
calls on its way to Python; either ends the program.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

_log = logging.getLogger(__name__)
#: Where errors came from that were reported: the next frame has them again.
_reported: set[tuple[type[Exception], str, int]] = set()


class Guard:
    """A block of what someone paints, which no error leaves.

    Each is reported, once for the line it is from.
    """

    def __init__(self, whose: object) -> None:
        self._whose = type(whose).__name__

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Report an error, and go on after the block."""
        if not isinstance(error, Exception):
            return False
        _report(self._whose, error)
        return True


def _report(whose: str, error: Exception) -> None:
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = type(error), last.filename, last.lineno or 0
    if place in _reported:
        return
    _reported.add(place)
    _log.error("%s cannot be painted: %r", whose, error)

    def tell() -> None:
        sys.excepthook(type(error), error, error.__traceback__)

    # Not in the middle of a paint: who is told shows it in a window.
    QTimer.singleShot(0, tell)


@contextmanager
def saved(painter: QPainter) -> Iterator[None]:
    """Give a painter back its pen, place and clip at the end, whatever happens."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


class Painted:
    """Makes a QWidget paint itself with `paint_on`: the only `paintEvent` there is."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with Guard(self), QPainter(_surface_of(self)) as painter:
            self.paint_on(painter)

    def paint_on(self, painter: QPainter) -> None:
        """Paint the widget; each kind of widget has its own."""
        raise NotImplementedError


def _surface_of(widget: object) -> QWidget:
    if isinstance(widget, QAbstractScrollArea):
        return widget.viewport()
    return cast("QWidget", widget)
