"""Full disclosure: the whole record on one page, a line a minute, beats coloured."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.theme import Colours, colours
from ecgviewer.gui.look.time_text import moment_text
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.paper.text_set import TextSet
from ecgviewer.gui.waveform.strips.disclosure_ground import DisclosureGround
from ecgviewer.gui.waveform.strips.disclosure_lines import DisclosureLines
from ecgviewer.gui.waveform.strips.disclosure_name import paint_lead_name
from ecgviewer.gui.waveform.strips.disclosure_rhythms import DisclosureRhythms
from ecgviewer.gui.waveform.strips.disclosure_rows import ROW_S, stretch_of
from ecgviewer.gui.waveform.throttle import Throttle

_ROW_PX = 30
_RECOMPUTE_MS = 200
#: Pixels of a page are counted in 32 bits.
_MOST_ROWS = (2**31 - 1) // _ROW_PX
_OWN_KEYS = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus),
)
_TALLER = 1.25


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
        self.lines = DisclosureLines(document)
        self._texts: TextSet | None = None
        self._ground = DisclosureGround()
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
        return min(-int(-session.record.duration_s // ROW_S), _MOST_ROWS)

    def lead_name(self) -> str:
        """Return the lead that is shown: the analysed one, or that chosen here."""
        return self.lines.lead_name()

    def step_lead(self, step: int) -> None:
        """Show the next lead (1), the one before (-1), or the analysed one (0)."""
        self.lines.choose(step)
        self._on_beats()

    def scale(self, factor: float) -> None:
        """Draw the lines higher, or lower by a factor below one."""
        self.lines.scale(factor)
        self.viewport().update()

    def show_in_view(self) -> None:
        """Scroll to the stretch that the trace shows."""
        row = int(max(self._selection.view_s[0], 0.0) // ROW_S)
        page = self.viewport().height()
        self.verticalScrollBar().setValue(row * _ROW_PX - page // 2)

    def refresh(self) -> None:
        """Draw all lines again, as when more of the record has been looked at."""
        self.lines.forget()
        self._on_view()

    def _on_record(self) -> None:
        self.lines.begin()
        self._on_beats()
        self._lay()

    def _on_grown(self, first_new: int) -> None:
        self.lines.forget_from(first_new)
        self._lay()

    def _on_beats(self) -> None:
        self.lines.forget()
        self.lines.find_lead()
        self._on_view()

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
        self.lines.forget()
        self._lay()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._texts = None
            self.lines.forget()
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

    def _areas(self) -> dict[int, QRectF]:
        """Return where the lines in view are, by their numbers."""
        offset = self.verticalScrollBar().value()
        first = offset // _ROW_PX
        last = min((offset + self.viewport().height()) // _ROW_PX + 1, self.n_rows)
        left, width = self._gutter_px(), self._trace_px()
        return {
            row: QRectF(left, row * _ROW_PX - offset, width, _ROW_PX)
            for row in range(first, last)
        }

    def paint_on(self, painter: QPainter) -> None:
        own = colours(self.palette(), self._document.scheme)
        painter.fillRect(self.viewport().rect(), own.paper)
        areas = self._areas()
        if areas:
            self._ground.paint(painter, own, areas, self._selection.view_s)
            self._paint_times(painter, own, areas)
            self._paint_lines(painter, own, areas)
            self._paint_rhythms(painter, own, areas)
        painter.setFont(self.font())
        paint_lead_name(painter, own, self.lead_name(), self.viewport().width())

    def _paint_lines(
        self, painter: QPainter, own: Colours, areas: dict[int, QRectF]
    ) -> None:
        ratio = self.devicePixelRatioF()
        size = round(self._trace_px() * ratio), round(_ROW_PX * ratio)
        for row, area in areas.items():
            picture = self.lines.picture(row, own, size, ratio)
            if picture is not None:
                painter.drawImage(area.topLeft(), picture)

    def _paint_rhythms(
        self, painter: QPainter, own: Colours, areas: dict[int, QRectF]
    ) -> None:
        session = self._document.session
        if session is None:
            return
        painter.setFont(self._times().font)
        for row, area in areas.items():
            self._rhythms.paint(painter, own, stretch_of(row, session.record.fs), area)

    def _paint_times(
        self, painter: QPainter, own: Colours, areas: dict[int, QRectF]
    ) -> None:
        session = self._document.session
        if session is None:
            return
        record, right = session.record, self._gutter_px() - 8
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._times().font)
        painter.setPen(own.faint_text)
        for row, area in areas.items():
            text = moment_text(row * ROW_S, 0, record.duration_s, record.start_time)
            # Drawn as it is: on the next page there is another one.
            beside = QRectF(0.0, area.top(), right, _ROW_PX)
            painter.drawText(beside, align, text)

    def seconds_at(self, at: QPointF) -> float | None:
        """Return the moment at a place of the page; None beside the lines."""
        session = self._document.session
        row = int((at.y() + self.verticalScrollBar().value()) // _ROW_PX)
        share = (at.x() - self._gutter_px()) / self._trace_px()
        if session is None or not 0 <= share <= 1 or not 0 <= row < self.n_rows:
            return None
        return min((row + share) * ROW_S, session.record.duration_s)

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
