"""What lies below the lines of the full disclosure: ruling, and what is in view."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ecgviewer.gui.look.theme import Colours
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.strips.disclosure_rows import ROW_S

_TICK_S = 10.0
_VIEW_ALPHA = 40


class DisclosureGround:
    """Paints what lies below the lines."""

    def __init__(self) -> None:
        self._batch = LineBatch()

    def paint(
        self,
        painter: QPainter,
        own: Colours,
        areas: dict[int, QRectF],
        view_s: tuple[float, float],
    ) -> None:
        """Rule some lines, and tint of them what is in view.

        Parameters
        ----------
        painter : QPainter
        own : Colours
        areas : dict of QRectF
            Where each line is, by its number, from the top; at least one.
        view_s : tuple of float
            From where to where the trace goes.
        """
        self._rule(painter, own, list(areas.values()))
        tint = QColor(own.selection)
        tint.setAlpha(_VIEW_ALPHA)
        for row, area in areas.items():
            start, stop = _share_in_view(row, view_s)
            if stop > start:
                seen = max((stop - start) * area.width(), 2.0)
                left = area.left() + start * area.width()
                place = QRectF(left, area.top(), seen, area.height())
                painter.fillRect(place, tint)

    def _rule(self, painter: QPainter, own: Colours, areas: list[QRectF]) -> None:
        left, width = areas[0].left(), areas[0].width()
        painter.setPen(hairline(own.grid_minor))
        x = left + np.arange(0.0, width + 1, width * _TICK_S / ROW_S)
        self._batch.draw(painter, x, areas[0].top(), x, areas[-1].bottom())
        y = np.array([area.bottom() for area in areas]) - 0.5
        self._batch.draw(painter, left, y, left + width, y)


def _share_in_view(row: int, view_s: tuple[float, float]) -> tuple[float, float]:
    """Return from where to where the trace shows a line; nothing if all of it."""
    start, stop = (min(max(at_s / ROW_S - row, 0.0), 1.0) for at_s in view_s)
    all_in_view = (start, stop) == (0.0, 1.0) and view_s[0] <= 0
    return (0.0, 0.0) if all_in_view else (start, stop)
