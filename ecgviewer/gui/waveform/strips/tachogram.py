"""The tachogram: RR intervals under the trace, on its time axis, coloured by class."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.gui.look.font_scale import scaled
from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.plain_text import plain_tip
from ecgviewer.gui.look.theme import Colours, colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.beat_text import beat_text
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper.time_steps import multiples, step_for
from ecgviewer.gui.waveform.strips.tachogram_points import (
    SPARE_PX,
    RrIntervals,
    TachogramPoints,
    points_in_view,
    points_picture,
    rr_range_ms,
)
from ecgviewer.gui.waveform.throttle import Throttle
from ecgviewer.gui.waveform.time_view import scrolled

_HEIGHT_PX = 96
_RECOMPUTE_MS = 50
_NEAR_PX = 8.0
_RR_STEPS_MS = (50.0, 100.0, 200.0, 400.0, 500.0, 1000.0, 2000.0)
_MIN_STEP_PX = 17.0
#: Points are joined where they are farther apart than this, on average.
_JOIN_PX = 2.5
_LARGE_PX = 6.0
#: The size of such a point, and by how much one of an ectopic beat is larger.
_POINT_PX, _ECTOPIC_PX = 4.0, 1.6
_PAGE_PER_NOTCH = 0.1


class TachogramStrip(Painted, QWidget):
    """RR intervals of the stretch in view; click a beat, drag to select several.

    Parameters
    ----------
    gutter_px : callable
        How wide the axis beside the trace is: the strip keeps to it.
    """

    def __init__(
        self,
        document: Document,
        selection: Selection,
        gutter_px: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._gutter_px = gutter_px
        self._intervals: RrIntervals | None = None
        #: What the intervals are of: late by a moment, as they are.
        self._columns: BeatColumns | None = None
        self._points: TachogramPoints | None = None
        self._batch = LineBatch()
        self._band: tuple[float, float] | None = None
        self._beats = Throttle(_RECOMPUTE_MS, self._on_beats, self)
        document.record_opened.connect(self._on_beats)
        document.beats_changed.connect(self._beats.trigger)
        selection.view_changed.connect(self._on_view)
        selection.beats_changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Tachogram")
        self.setMouseTracking(True)
        self.installEventFilter(self)

    def sizeHint(self) -> QSize:
        return QSize(600, scaled(_HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, scaled(_HEIGHT_PX))

    def points(self) -> TachogramPoints | None:
        """Return the points in view, in pixels of the area beside the axis."""
        session, area = self._document.session, self.area()
        if session is None or area.width() < 1:
            return None
        if self._points is None:
            intervals, fs = self._intervals_of(session.columns), session.record.fs
            start, stop = (round(at_s * fs) for at_s in self._selection.view_s)
            self._points = points_in_view(intervals, (start, stop), area.width())
        return self._points

    def _intervals_of(self, columns: BeatColumns) -> RrIntervals:
        if self._intervals is None:
            self._columns = columns
            range_ms = rr_range_ms(1000.0 * columns.rr_readable_s)
            self._intervals = RrIntervals.of(columns, range_ms, self.area().height())
        return self._intervals

    def area(self) -> QRectF:
        """Return where points are drawn: as wide as the paper above."""
        left = self._gutter_px()
        return QRectF(left, 4.0, max(self.width() - left, 0.0), self.height() - 8.0)

    def _on_beats(self) -> None:
        self._intervals = self._points = None
        self.update()

    def _on_view(self) -> None:
        self._points = None
        if self.isVisible():
            self.update()

    def resizeEvent(self, event: QEvent) -> None:
        self._intervals = self._points = None

    def paint_on(self, painter: QPainter) -> None:
        own = colours(self.palette(), self._document.scheme)
        painter.fillRect(self.rect(), own.paper)
        points, area = self.points(), self.area()
        small = QFont(self.font())
        small.setPointSizeF(max(self.font().pointSizeF() * 0.85, 6.0))
        painter.setFont(small)
        if points is not None and self._intervals is not None:
            self._paint_scale(painter, own, area, self._intervals.range_ms)
            painter.setClipRect(area.adjusted(0, -4, 0, 4))
            painter.translate(area.topLeft())
            self._paint_points(painter, own, points, area)
            self._paint_selected(painter, own, points)
            self._paint_band(painter, own, area)

    def _paint_scale(
        self,
        painter: QPainter,
        own: Colours,
        area: QRectF,
        range_ms: tuple[float, float],
    ) -> None:
        low, high = range_ms
        px_per_ms = area.height() / (high - low)
        step = step_for(_RR_STEPS_MS, px_per_ms, scaled(_MIN_STEP_PX))
        metrics = QFontMetricsF(painter.font())
        for value in multiples(step, low, high):
            y = area.bottom() - (value - low) * px_per_ms
            painter.setPen(hairline(own.grid_minor))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(own.text)
            if y - metrics.height() / 2 > metrics.height():
                place = QRectF(0, y - 8, area.left() - 6, 16)
                align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(place, align, f"{value:.0f}")
        painter.setPen(own.faint_text)
        painter.drawText(QPointF(4.0, metrics.ascent() + 2), "RR ms")

    def _paint_points(
        self, painter: QPainter, own: Colours, points: TachogramPoints, area: QRectF
    ) -> None:
        if len(points.x) * _JOIN_PX < area.width():
            painter.setPen(hairline(own.grid_major))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            x, y, joined = points.x, points.y, points.joined
            self._batch.draw(
                painter, x[:-1][joined], y[:-1][joined], x[1:][joined], y[1:][joined]
            )
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if len(points.x) * _LARGE_PX >= area.width():
            size, ratio = (area.width(), area.height()), self.devicePixelRatioF()
            picture = points_picture(points, size, ratio, own.beat)
            painter.drawImage(QPointF(0.0, -SPARE_PX), picture)
            return
        for code in points.scheme.draw_order:
            rows = points.label == code
            ectopic = code in points.scheme.ectopic
            wide = _POINT_PX + (_ECTOPIC_PX if ectopic else 0.0)
            pen = QPen(own.beat[code], wide)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            x, y = points.x[rows], points.y[rows]
            self._batch.draw(painter, x - 0.5, y, x + 0.5, y)

    def _paint_selected(
        self, painter: QPainter, own: Colours, points: TachogramPoints
    ) -> None:
        columns = self._columns
        if columns is None or not len(self._selection.selected):
            return
        chosen = np.isin(columns.beat_id[points.rows], self._selection.selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(own.selection, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for i in np.flatnonzero(chosen)[:500]:
            painter.drawEllipse(QPointF(points.x[i], points.y[i]), 5.0, 5.0)

    def _paint_band(self, painter: QPainter, own: Colours, area: QRectF) -> None:
        if self._band is None:
            return
        left, right = sorted(self._band)
        tint = QColor(own.selection)
        tint.setAlpha(48)
        painter.fillRect(QRectF(left, 0.0, right - left, area.height()), tint)

    def beat_near(self, at: QPointF) -> int | None:
        """Return the id of the beat whose point is at a place of the widget."""
        points, columns = self.points(), self._columns
        if points is None or columns is None or not len(points.x):
            return None
        local = at - self.area().topLeft()
        distance = np.hypot(points.x - local.x(), points.y - local.y())
        nearest = int(distance.argmin())
        if distance[nearest] > _NEAR_PX:
            return None
        return int(columns.beat_id[points.rows[nearest]])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            x = event.position().x() - self.area().left()
            self._band = (x, x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._band is not None:
            self._band = (self._band[0], event.position().x() - self.area().left())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        band, self._band = self._band, None
        if band is None:
            return
        if abs(band[1] - band[0]) < _NEAR_PX / 2:
            beat_id = self.beat_near(event.position())
            if beat_id is not None:
                self._selection.select(beat_id)
        else:
            self._select_between(*sorted(band))
        self.update()

    def _select_between(self, left: float, right: float) -> None:
        points, columns = self.points(), self._document.columns
        if points is None or columns is None:
            return
        session, width = self._document.session, self.area().width()
        start_s, stop_s = self._selection.view_s
        fs = session.record.fs if session else 1.0
        edges = [
            round((start_s + x / width * (stop_s - start_s)) * fs)
            for x in (left, right)
        ]
        first, last = np.searchsorted(columns.sample, np.array(edges))
        if last > first:
            ids = columns.beat_id[first:last]
            self._selection.select(ids, int(ids[0]))

    def wheelEvent(self, event: QWheelEvent) -> None:
        start, stop = self._selection.view_s
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        shift_s = -notches * _PAGE_PER_NOTCH * (stop - start)
        self._selection.set_view(*scrolled((start, stop), shift_s))

    def _text_at(self, place: QPoint) -> str:
        beat_id, session = self.beat_near(QPointF(place)), self._document.session
        if session is None or beat_id is None or not session.beats.contains(beat_id):
            return ""
        return beat_text(session, int(session.beats.rows_of(beat_id)[0]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = plain_tip(self._text_at(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return False
