"""Every RR interval against the next: clouds of rhythm, to be lassoed by mouse."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.label_class import Role
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.labels import UNSET
from ecgviewer.core.record import Samples
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.trace.lasso import inside_polygon
from ecgviewer.gui.look.dots import image_of
from ecgviewer.gui.look.guarded import Painted, saved
from ecgviewer.gui.look.number_text import decimal
from ecgviewer.gui.look.theme import Colours, colours
from ecgviewer.gui.model.selection import Selection

_LEFT, _BOTTOM, _TOP, _RIGHT = 44, 34, 8, 10
_DOT = 2
#: Drawn last, and so over the others: what is rare.
_ORDER = (
    *(Role.NORMAL, Role.PACED, Role.UNREADABLE),
    *(Role.FUSION, Role.VENTRICULAR, Role.SUPRAVENTRICULAR),
)


class PoincarePlot(Painted, QWidget):
    """Points of all beats with an interval on either side, in the colour of the class.

    Signals
    -------
    lassoed(object)
        Ids of the beats inside the lasso.
    """

    lassoed = Signal(object)

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._ids: Samples = np.empty(0, np.int64)
        self._x_s = self._y_s = np.empty(0)
        self._labels = np.empty(0, np.uint8)
        self._scheme = AAMI
        self._limits_s = (0.2, 2.0)
        self._lasso: list[QPointF] = []
        self._image: QImage | None = None
        policy = QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, policy)
        self.setMinimumSize(160, 140)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setToolTip("Drag around a cloud to select its beats in every view")
        self.setAccessibleName("RR interval against the next")
        selection.beats_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, 280)

    def show_beats(self, columns: BeatColumns | None) -> None:
        """Show the intervals of beats between readable beats."""
        if columns is None:
            known = np.zeros(0, bool)
        else:
            after_s = np.append(columns.rr_readable_s[1:], np.nan)
            after_s = after_s[: len(columns.beat_id)]
            known = ~np.isnan(columns.rr_readable_s) & ~np.isnan(after_s)
        if columns is None or not known.any():
            self._ids, self._labels = np.empty(0, np.int64), np.empty(0, np.uint8)
            self._x_s = self._y_s = np.empty(0)
        else:
            self._ids, self._labels = columns.beat_id[known], columns.label[known]
            self._scheme = columns.scheme
            self._show_intervals(columns.rr_readable_s[known], after_s[known])
        self._image = None
        self.update()

    def _show_intervals(self, x_s: Float64Array, y_s: Float64Array) -> None:
        """Show other intervals; after an edit of labels they are as they were."""
        if np.array_equal(x_s, self._x_s) and np.array_equal(y_s, self._y_s):
            return
        self._x_s, self._y_s = x_s, y_s
        low, high = np.quantile(np.concatenate([x_s, y_s]), [0.001, 0.999])
        margin = max(0.08 * float(high - low), 0.05)
        self._limits_s = (max(float(low) - margin, 0.0), float(high) + margin)

    @property
    def n_points(self) -> int:
        """Beats that are drawn."""
        return len(self._ids)

    def place_of(self, rr_s: float, rr_next_s: float) -> QPointF:
        """Return where two intervals are on the widget."""
        area, (low, high) = self._area(), self._limits_s
        x = area.x() + (rr_s - low) / (high - low) * area.width()
        y = area.bottom() - (rr_next_s - low) / (high - low) * area.height()
        return QPointF(x, y)

    def _area(self) -> QRectF:
        width = max(self.width() - _LEFT - _RIGHT, 10)
        height = max(self.height() - _TOP - _BOTTOM, 10)
        return QRectF(_LEFT, _TOP, width, height)

    def _pixels(self) -> tuple[Float64Array, Float64Array]:
        area, (low, high) = self._area(), self._limits_s
        x = area.x() + (self._x_s - low) / (high - low) * area.width()
        y = area.bottom() - (self._y_s - low) / (high - low) * area.height()
        return x, y

    def resizeEvent(self, event: object) -> None:
        self._image = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._lasso = [event.position()]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._lasso:
            self._lasso.append(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        lasso, self._lasso = self._lasso, []
        self.update()
        if len(lasso) > 2:
            corners = np.array([(p.x(), p.y()) for p in lasso])
            found = self._ids[inside_polygon(*self._pixels(), corners)]
            self.lassoed.emit(found)

    def paint_on(self, painter: QPainter) -> None:
        theme, area = colours(self.palette(), self._scheme), self._area()
        painter.fillRect(self.rect(), theme.paper)
        _paint_axes(painter, area, self._limits_s, theme)
        if not len(self._ids):
            painter.setPen(theme.faint_text)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "No RR intervals yet")
            return
        if self._image is None:
            self._image = self._drawn(theme)
        painter.drawImage(0, 0, self._image)
        self._paint_selected(painter, theme)
        if len(self._lasso) > 1:
            painter.setPen(QPen(theme.selection, 1, Qt.PenStyle.DashLine))
            painter.drawPolygon(QPolygonF(self._lasso))

    def changeEvent(self, event: object) -> None:
        self._image = None
        self.update()

    def _drawn(self, theme: Colours) -> QImage:
        """Return all points as an image: as quick for 100,000 of them as for ten."""
        width, height = self.width(), self.height()
        codes = (UNSET, *self._scheme.with_role(*_ORDER))
        column, row = (place.astype(np.int64) for place in self._pixels())
        inside = (column >= _LEFT) & (column < width) & (row >= 0) & (row < height)
        column, row, labels = column[inside], row[inside], self._labels[inside]
        # By rank, 0 for none: where several classes meet, the last one is seen.
        points = np.zeros((height, width), np.uint8)
        for rank, code in enumerate(codes, 1):
            mine = labels == code
            points[row[mine], column[mine]] = rank
        dots = points.copy()
        for dx in range(_DOT):
            for dy in range(_DOT):
                beside = dots[dy:, dx:]
                np.maximum(beside, points[: height - dy, : width - dx], out=beside)
        dots[height - _BOTTOM :] = 0
        inks = [0, *(theme.beat[int(code)].rgba() for code in codes)]
        pixels = np.array(inks, np.uint32)[dots]
        return image_of(pixels, form=QImage.Format.Format_ARGB32).copy()

    def _paint_selected(self, painter: QPainter, theme: Colours) -> None:
        chosen = np.flatnonzero(np.isin(self._ids, self._selection.selected))
        x, y = self._pixels()
        painter.setPen(QPen(theme.selection, 1.5))
        tint = QColor(theme.selection)
        tint.setAlpha(60)
        painter.setBrush(tint)
        # This many rings say the same as all of them.
        for point in chosen[:: max(len(chosen) // 2000, 1)]:
            painter.drawEllipse(QPointF(x[point] + 1, y[point] + 1), 3.5, 3.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_axes(
    painter: QPainter, area: QRectF, limits_s: tuple[float, float], theme: Colours
) -> None:
    low, high = limits_s
    step_s = next(s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 1e9) if (high - low) / s <= 8)
    painter.setFont(painter.font())
    ticks = np.arange(np.ceil(low / step_s), np.floor(high / step_s) + 1) * step_s
    for tick in ticks:
        share = (tick - low) / (high - low)
        x, y = area.x() + share * area.width(), area.bottom() - share * area.height()
        painter.setPen(theme.grid_minor)
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(theme.faint_text)
        text = decimal(tick, 1)
        below = QRectF(x - 20, area.bottom() + 2, 40, 14)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        beside = QRectF(0, y - 8, area.left() - 4, 16)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(beside, right, text)
    painter.setPen(theme.grid_major)
    painter.drawRect(area)
    painter.drawLine(area.bottomLeft(), area.topRight())
    painter.setPen(theme.text)
    title = QRectF(area.x(), area.bottom() + 15, area.width(), 17)
    painter.drawText(title, Qt.AlignmentFlag.AlignCenter, "RR before (s)")
    upwards = QRectF(-80, -8, 160, 16)
    with saved(painter):
        painter.translate(9, area.center().y())
        painter.rotate(-90)
        painter.drawText(upwards, Qt.AlignmentFlag.AlignCenter, "RR after (s)")
