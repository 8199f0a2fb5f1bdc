"""The order in which Tab goes through a window: the trace, then panel by panel."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_TAB = Qt.FocusPolicy.TabFocus


def order_tabs(parts: Iterable[QWidget]) -> None:
    """Have Tab go through parts of a window in this order, each from top to bottom.

    Qt's own chain breaks into rings where docks are made and moved: from some of them
    Tab never leaves, and others it never reaches.
    """
    stops = [stop for part in parts for stop in tab_stops(part)]
    for before, after in pairwise(stops):
        # A panel that floats, and a dialog, have chains of their own.
        if before.window() is after.window():
            QWidget.setTabOrder(before, after)


def tab_stops(part: QWidget) -> list[QWidget]:
    """Return what Tab stops at in a part of a window, hidden or not, in order."""
    within = [part, *part.findChildren(QWidget)]
    return [
        widget
        for widget in within
        if widget.focusPolicy() & _TAB
        and widget.focusProxy() is None
        and widget.window() is part.window()
    ]
