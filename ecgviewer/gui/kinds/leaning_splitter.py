"""Two parts beside each other where there is the width for it, else one above."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ecgviewer.gui.look.font_scale import scaled

#: Two columns of tiles and one of beats.
_WIDE_PX = 540
#: The height of three rows of kinds, and that of a row of their beats: as they are best
#: seen, and at least.
_ROWS_PX, _STRIP_PX = 300, 116
_LEAST_ROWS_PX, _LEAST_STRIP_PX = 258, 90


class LeaningSplitter(QSplitter):
    """Turns when its room does; sizes that a reader gave the parts stay until then.

    Parameters
    ----------
    first, second : QWidget
    beside_px : sequence of int
        How the two share the width beside each other.
    above_px : callable
        Returns the height of the first above the second, of the height of both.
    """

    def __init__(
        self,
        first: QWidget,
        second: QWidget,
        beside_px: Sequence[int],
        above_px: Callable[[int], int],
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._beside_px, self._above_px = beside_px, above_px
        self._moved = False
        self.addWidget(first)
        self.addWidget(second)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_moved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, height = event.size().width(), event.size().height()
        ways = Qt.Orientation
        upright = height > width or width < scaled(_WIDE_PX)
        way = ways.Vertical if upright else ways.Horizontal
        if self.orientation() is not way:
            self.setOrientation(way)
            self._moved = False
        if not self._moved:
            above_px = self._above_px(height)
            sizes = [above_px, height - above_px] if upright else self._beside_px
            self.setSizes(sizes)
        super().resizeEvent(event)

    def _on_moved(self) -> None:
        self._moved = True


def rows_first(height: int) -> int:
    """Return how high kinds are above their beats: three rows in a low panel."""
    below_px = max(min(height // 3, height - scaled(_ROWS_PX)), scaled(_STRIP_PX))
    if height - below_px < scaled(_LEAST_ROWS_PX):
        below_px = max(height - scaled(_LEAST_ROWS_PX), scaled(_LEAST_STRIP_PX))
    return height - below_px
