"""Full disclosure: the whole record on one page, a line a minute, beats coloured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.theme import Colours, colours
from ecgviewer.gui.look.time_text import moment_text
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.paper.lead_spans import LeadSpan, survey_leads
from ecgviewer.gui.waveform.paper.line_batch import LineBatch, hairline
from ecgviewer.gui.waveform.paper.text_set import TextSet
from ecgviewer.gui.waveform.strips.disclosure_name import paint_lead_name
from ecgviewer.gui.waveform.strips.disclosure_picture import inks_of, row_picture
from ecgviewer.gui.waveform.strips.disclosure_rhythms import DisclosureRhythms
from ecgviewer.gui.waveform.strips.disclosure_rows import DisclosureRow, disclosure_row
from ecgviewer.gui.waveform.throttle import Throttle

_ROW_S = 60.0
_ROW_PX = 30
_RECOMPUTE_MS = 200
#: At most this many lines are kept; a picture takes about 200 kB.
_MAX_ROWS = 200
#: Pixels of a page are counted in 32 bits.
_MOST_ROWS = (2**31 - 1) // _ROW_PX
_TICK_S = 10.0
_VIEW_ALPHA = 40
_OWN_KEYS = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus),
)
_TALLER, _TALLEST = 1.25, 16.0


class DisclosureView(Painted, QAbstractScrollArea):
    """Lines of a minute; only those in view are made, and kept while nothing changes.

    Signals
    -------
    place_chosen(float)
        The reader clicked on a moment: seconds from the start.
    left()
        The reader wants the trace again.
    """

    place_chosen = Signal(float)
    left = Signal()

    def __init__(
        self, document: Document, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._rows: dict[int, DisclosureRow] = {}
        self._pictures: dict[int, QImage] = {}
        self._painted_as: tuple[Colours, float] | None = None
        self._inks = np.empty(0, np.uint32)
        self._texts: TextSet | None = None
        self._span: LeadSpan | None = None
        self._lead = 0
        self._chosen: int | None = None
        self._height = 1.0
        self._batch = LineBatch()
        self._rhythms = DisclosureRhythms()
        self._found: FoundRhythms | None = None
        self._beats = Throttle(_RECOMPUTE_MS, self._on_beats, self)
        document.record_opened.connect(self._on_record)
        document.record_grew.connect(self._on_grown)
        document.beats_changed.connect(self._beats.trigger)
        selection.view_changed.connect(self._on_view)
        self.setFrameShape(self.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Full disclosure")
        self.installEventFilter(self)

    def follow(self, found: FoundRhythms) -> None:
        """Show these rhythms, too, from now on."""
        self._found = found
        found.changed.connect(self._on_rhythms)
        self._on_rhythms()

    def _on_rhythms(self) -> None:
        if self._found is not None:
            self._rhythms.show_entries(self._found.entries)
            self._on_view()

    @property
    def n_rows(self) -> int:
        """How many lines the record takes."""
        session = self._document.session
        if session is None:
            return 0
        return min(-int(-session.record.duration_s // _ROW_S), _MOST_ROWS)

    def lead_name(self) -> str:
        """Return the lead that is shown: the analysed one, or that chosen here."""
        session = self._document.session
        return session.record.leads[self._lead].title if session else ""

    def step_lead(self, step: int) -> None:
        """Show the next lead (1), the one before (-1), or the analysed one (0)."""
        session = self._document.session
        if session is not None:
            n_leads = len(session.record.leads)
            self._chosen = (self._lead + step) % n_leads if step else None
            self._on_beats()

    def scale(self, factor: float) -> None:
        """Draw the lines higher, or lower by a factor below one."""
        self._height = min(max(self._height * factor, 1 / _TALLEST), _TALLEST)
        self._pictures.clear()
        self.viewport().update()

    def show_in_view(self) -> None:
        """Scroll to the stretch that the trace shows."""
        row = int(max(self._selection.view_s[0], 0.0) // _ROW_S)
        page = self.viewport().height()
        self.verticalScrollBar().setValue(row * _ROW_PX - page // 2)

    def refresh(self) -> None:
        """Draw all lines again, as when more of the record has been looked at."""
        self._forget_rows()
        if self.isVisible():
            self.viewport().update()

    def _on_record(self) -> None:
        self._span = self._chosen = None
        self._height = 1.0
        self._on_beats()
        self._lay()

    def _on_grown(self, first_new: int) -> None:
        session = self._document.session
        fs = session.record.fs if session else 1.0
        for row in [row for row in self._rows if (row + 1) * _ROW_S * fs > first_new]:
            del self._rows[row]
            self._pictures.pop(row, None)
        self._lay()

    def _on_beats(self) -> None:
        self._forget_rows()
        session = self._document.session
        if session is not None and self._find_lead() != self._lead:
            self._lead, self._span = self._find_lead(), None
        if self.isVisible():
            self.viewport().update()

    def _forget_rows(self) -> None:
        self._rows.clear()
        self._pictures.clear()

    def _find_lead(self) -> int:
        if self._chosen is not None:
            return self._chosen
        session = self._document.session
        names = [lead.name for lead in session.record.leads] if session else []
        named = session is not None and session.lead in names
        return names.index(session.lead) if session is not None and named else 0

    def _on_view(self) -> None:
        if self.isVisible():
            self.viewport().update()

    def _lay(self) -> None:
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        bar.setRange(0, max(self.n_rows * _ROW_PX - page, 0))
        bar.setPageStep(max(page - _ROW_PX, _ROW_PX))
        bar.setSingleStep(_ROW_PX)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget_rows()
        self._lay()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._texts = None
            self._forget_rows()
        self.viewport().update()
        super().changeEvent(event)

    def _gutter_px(self) -> float:
        session = self._document.session
        longest = "00:00:00"
        if session is not None:
            record = session.record
            longest_s = record.duration_s
            longest = moment_text(longest_s, 0, longest_s, record.start_time)
        return self._times().width(longest) + 14

    def _times(self) -> TextSet:
        """Return what writes the times, in a font smaller than that of the window."""
        if self._texts is None:
            small = QFont(self.font())
            small.setPointSizeF(max(self.font().pointSizeF() * 0.85, 6.0))
            self._texts = TextSet(small)
        return self._texts

    def _trace_px(self) -> int:
        return max(int(self.viewport().width() - self._gutter_px() - 4), 1)

    def _trace_dots(self) -> int:
        return round(self._trace_px() * self.devicePixelRatioF())

    def paint_on(self, painter: QPainter) -> None:
        own = colours(self.palette(), self._document.scheme)
        painter.fillRect(self.viewport().rect(), own.paper)
        offset = self.verticalScrollBar().value()
        first = offset // _ROW_PX
        last = min((offset + self.viewport().height()) // _ROW_PX + 1, self.n_rows)
        rows = [(row, row * _ROW_PX - offset) for row in range(first, last)]
        if rows:
            self._paint_ground(painter, own, rows)
            self._paint_times(painter, own, rows)
        for row, top in rows:
            picture = self._picture(row, own)
            if picture is not None:
                painter.drawImage(QPointF(self._gutter_px(), top), picture)
        self._paint_rhythms(painter, own, rows)
        painter.setFont(self.font())
        paint_lead_name(painter, own, self.lead_name(), self.viewport().width())

    def _paint_rhythms(
        self, painter: QPainter, own: Colours, rows: list[tuple[int, int]]
    ) -> None:
        session = self._document.session
        if session is None:
            return
        painter.setFont(self._times().font)
        for row, top in rows:
            area = QRectF(self._gutter_px(), top, self._trace_px(), _ROW_PX)
            self._rhythms.paint(painter, own, _stretch(row, session.record.fs), area)

    def _paint_times(
        self, painter: QPainter, own: Colours, rows: list[tuple[int, int]]
    ) -> None:
        session = self._document.session
        if session is None:
            return
        record, right = session.record, self._gutter_px() - 8
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._times().font)
        painter.setPen(own.faint_text)
        for row, top in rows:
            text = moment_text(row * _ROW_S, 0, record.duration_s, record.start_time)
            # Drawn as it is: on the next page there is another one.
            area = QRectF(0.0, top, right, _ROW_PX)
            painter.drawText(area, align, text)

    def _paint_ground(
        self, painter: QPainter, own: Colours, rows: list[tuple[int, int]]
    ) -> None:
        left, width = self._gutter_px(), self._trace_px()
        top, bottom = rows[0][1], rows[-1][1] + _ROW_PX
        painter.setPen(hairline(own.grid_minor))
        x = left + np.arange(0.0, width + 1, width * _TICK_S / _ROW_S)
        self._batch.draw(painter, x, top, x, bottom)
        y = np.array([top for _, top in rows]) + _ROW_PX - 0.5
        self._batch.draw(painter, left, y, left + width, y)
        tint = QColor(own.selection)
        tint.setAlpha(_VIEW_ALPHA)
        for row, top in rows:
            start, stop = self._share_in_view(row)
            if stop > start:
                seen = max((stop - start) * width, 2.0)
                area = QRectF(left + start * width, top, seen, _ROW_PX)
                painter.fillRect(area, tint)

    def _share_in_view(self, row: int) -> tuple[float, float]:
        """Return from where to where the trace shows a line; nothing if all of it."""
        start, stop = (
            min(max(at_s / _ROW_S - row, 0.0), 1.0) for at_s in self._selection.view_s
        )
        all_in_view = (start, stop) == (0.0, 1.0) and self._selection.view_s[0] <= 0
        return (0.0, 0.0) if all_in_view else (start, stop)

    def _picture(self, row: int, own: Colours) -> QImage | None:
        ratio = self.devicePixelRatioF()
        if (own, ratio) != self._painted_as:
            self._painted_as, self._inks = (own, ratio), inks_of(own)
            self._forget_rows()
        if row not in self._pictures:
            made, span = self._row(row), self._span
            if made is None or span is None:
                return None
            size = self._trace_dots(), round(_ROW_PX * ratio)
            span = replace(
                span, above=span.above / self._height, below=span.below / self._height
            )
            picture = row_picture(made, span, size, self._inks)
            picture.setDevicePixelRatio(ratio)
            self._pictures[row] = picture
        return self._pictures[row]

    def _row(self, row: int) -> DisclosureRow | None:
        session = self._document.session
        if session is None or self._lead >= len(self._document.envelopes):
            return None
        if self._span is None:
            record = session.record
            surveys = survey_leads(record, 0, record.n_samples)
            self._span = surveys[self._lead].span
        if row not in self._rows:
            if len(self._rows) >= _MAX_ROWS:
                self._forget_rows()
            fs = session.record.fs
            self._rows[row] = disclosure_row(
                self._document.envelopes[self._lead],
                self._document.columns,
                _stretch(row, fs),
                self._trace_dots(),
                fs,
            )
        return self._rows[row]

    def seconds_at(self, at: QPointF) -> float | None:
        """Return the moment at a place of the page; None beside the lines."""
        session = self._document.session
        row = int((at.y() + self.verticalScrollBar().value()) // _ROW_PX)
        share = (at.x() - self._gutter_px()) / self._trace_px()
        if session is None or not 0 <= share <= 1 or not 0 <= row < self.n_rows:
            return None
        return min((row + share) * _ROW_S, session.record.duration_s)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at_s = self.seconds_at(event.position())
        if at_s is not None and event.button() == Qt.MouseButton.LeftButton:
            self.place_chosen.emit(at_s)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # These move the page while it is read, not the trace behind it.
        asked = watched is self and event.type() == QEvent.Type.ShortcutOverride
        # On some keyboards + is typed with Shift.
        plain = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if asked and isinstance(event, QKeyEvent) and event.modifiers() in plain:
            event.setAccepted(event.key() in _OWN_KEYS)
            if event.isAccepted():
                return True
        return bool(super().eventFilter(watched, event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        actions: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Plus: partial(self.scale, _TALLER),
            Qt.Key.Key_Equal: partial(self.scale, _TALLER),
            Qt.Key.Key_Minus: partial(self.scale, 1 / _TALLER),
            Qt.Key.Key_Escape: self.left.emit,
        }
        if event.key() in actions:
            actions[event.key()]()
            return
        bar = self.verticalScrollBar()
        steps = {
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_Home: -bar.maximum(),
            Qt.Key.Key_End: bar.maximum(),
        }
        if event.key() in steps:
            bar.setValue(bar.value() + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


def _stretch(row: int, fs: float) -> tuple[int, int]:
    """Return the samples of a line, from the first to the one after the last."""
    return round(row * _ROW_S * fs), round((row + 1) * _ROW_S * fs)
