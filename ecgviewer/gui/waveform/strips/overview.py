"""The overview: the whole record in a strip, and the window that is in view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ecgviewer.gui.look.font_scale import scaled
from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.rhythm_places import RhythmPlaces
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.paper.line_batch import hairline
from ecgviewer.gui.waveform.strips.overview_picture import overview_picture
from ecgviewer.gui.waveform.throttle import Throttle
from ecgviewer.gui.waveform.time_view import View, centred, clamped, scrolled

_HEIGHT_PX = 72
_RECOMPUTE_MS = 100
#: The window is drawn no narrower than this, and can be grasped this far from its edge.
_MIN_WINDOW_PX = 4.0
_GRASP_PX = 6.0
_PAGES_PER_NOTCH = 0.5


class OverviewStrip(Painted, QWidget):
    """Heart rate and classes of the whole record; click to jump, drag the window."""

    def __init__(
        self, document: Document, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._picture: QPixmap | None = None
        self._found: FoundRhythms | None = None
        self._grasp_s: float | None = None
        self._beats = Throttle(_RECOMPUTE_MS, self._refresh, self)
        document.record_opened.connect(self._refresh)
        document.record_grew.connect(self._beats.trigger)
        document.beats_changed.connect(self._beats.trigger)
        selection.view_changed.connect(self.update)
        selection.beats_changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Overview of the record")
        self.setToolTip(
            "Heart rate, rhythms and beats of the whole record; click to go there"
        )

    def follow(self, found: FoundRhythms) -> None:
        """Show these rhythms, too, from now on."""
        self._found = found
        # They are found again after each change of beats: one picture shows both.
        self._document.beats_changed.disconnect(self._beats.trigger)
        found.changed.connect(self._beats.trigger)

    def sizeHint(self) -> QSize:
        return QSize(600, scaled(_HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, scaled(_HEIGHT_PX))

    @property
    def _duration_s(self) -> float:
        session = self._document.session
        return session.record.duration_s if session else 0.0

    def _refresh(self) -> None:
        self._picture = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._refresh()
        super().changeEvent(event)

    def window_rect(self) -> QRectF:
        """Return where the stretch in view is drawn."""
        start, stop = (self._x(at_s) for at_s in self._selection.view_s)
        spare = max(_MIN_WINDOW_PX - (stop - start), 0.0) / 2
        left, right = max(start - spare, 0.0), min(stop + spare, float(self.width()))
        return QRectF(left, 0.0, right - left, float(self.height()))

    def _x(self, at_s: float) -> float:
        return at_s / self._duration_s * self.width()

    def _seconds(self, x: float) -> float:
        return x / max(self.width(), 1) * self._duration_s

    def paint_on(self, painter: QPainter) -> None:
        session = self._document.session
        if session is None or self._duration_s <= 0:
            painter.fillRect(self.rect(), colours(self.palette()).paper)
            return
        if self._picture is None:
            self._picture = overview_picture(
                session,
                self.size(),
                self.devicePixelRatioF(),
                self.palette(),
                self.font(),
                self._found.places if self._found else RhythmPlaces(),
            )
        painter.drawPixmap(0, 0, self._picture)
        self._paint_current(painter)
        self._paint_window(painter)

    def _paint_current(self, painter: QPainter) -> None:
        columns, current = self._document.columns, self._selection.current
        if columns is None or current is None or self._document.session is None:
            return
        row = columns.row_of(current)
        if row is None:
            return
        fs = self._document.session.record.fs
        x = int(self._x(float(columns.sample[row]) / fs)) + 0.5
        painter.setPen(hairline(colours(self.palette()).selection))
        painter.drawLine(QPointF(x, 0.0), QPointF(x, float(self.height())))

    def _paint_window(self, painter: QPainter) -> None:
        accent = QColor(colours(self.palette()).selection)
        area = self.window_rect()
        accent.setAlpha(36)
        painter.fillRect(area, accent)
        accent.setAlpha(255)
        painter.setPen(QPen(accent, 1.5))
        painter.drawRect(area.adjusted(0.75, 0.75, -0.75, -0.75))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._duration_s <= 0:
            super().mousePressEvent(event)
            return
        at_s = self._seconds(event.position().x())
        near = self.window_rect().adjusted(-_GRASP_PX, 0, _GRASP_PX, 0)
        if not near.contains(event.position()):
            self._show(centred(self._selection.view_s, at_s))
        self._grasp_s = at_s - self._selection.view_s[0]
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grasp_s is not None:
            start_s = self._seconds(event.position().x()) - self._grasp_s
            view = self._selection.view_s
            self._show(scrolled(view, start_s - view[0]))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grasp_s = None
        self.unsetCursor()

    def wheelEvent(self, event: QWheelEvent) -> None:
        start, stop = self._selection.view_s
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        self._show(
            scrolled((start, stop), -notches * _PAGES_PER_NOTCH * (stop - start))
        )

    def _show(self, view: View) -> None:
        if self._duration_s > 0:
            self._selection.set_view(*clamped(view, self._duration_s))
