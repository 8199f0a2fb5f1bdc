"""The first seconds of a text recording as they will be read."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ecgviewer.core.arrays import Float32Array
from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.theme import colours

_MOST_LANES = 6
_MARGIN, _TITLE = 6, 48


class CsvPreview(Painted, QWidget):
    """Lanes with the first leads, each as high as its values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Float32Array = np.empty((0, 0), np.float32)
        self._titles: tuple[str, ...] = ()
        self.setMinimumSize(460, 220)

    def show_values(self, values: Float32Array, titles: tuple[str, ...]) -> None:
        """Show the values of leads, shape (n_leads, n_samples)."""
        self._values, self._titles = values[:_MOST_LANES], titles[:_MOST_LANES]
        self.setAccessibleDescription(", ".join(titles))
        self.update()

    def paint_on(self, painter: QPainter) -> None:
        """Paint the lanes."""
        painter.fillRect(self.rect(), self.palette().base())
        height = self.height() / max(len(self._values), 1)
        lanes = zip(self._values, self._titles, strict=True)
        for n, (values, title) in enumerate(lanes):
            lane = QRectF(0, n * height, self.width(), height)
            self._paint_lane(painter, lane, values, title)

    def _paint_lane(
        self, painter: QPainter, lane: QRectF, values: Float32Array, title: str
    ) -> None:
        known = np.flatnonzero(~np.isnan(values))
        if len(known):
            low, high = float(values[known].min()), float(values[known].max())
            width = max(lane.width() - _TITLE, 1.0)
            x = _TITLE + known * (width / max(len(values) - 1, 1))
            room = max(lane.height() - 2 * _MARGIN, 1.0)
            y = (
                lane.bottom()
                - _MARGIN
                - (values[known] - low) / ((high - low) or 1) * room
            )
            painter.setPen(QPen(colours(self.palette()).trace, 1.0))
            points = zip(x.tolist(), y.tolist(), strict=True)
            painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))
        painter.setPen(self.palette().text().color())
        top_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(lane.adjusted(4, 2, -4, -2), top_left, title)
