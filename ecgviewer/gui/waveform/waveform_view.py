"""The waveform: all leads on ECG paper with the label of every beat above them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from ecgviewer.core.montage import Montage
from ecgviewer.gui.document import Document
from ecgviewer.gui.screen_scale import px_per_mm
from ecgviewer.gui.selection import Selection
from ecgviewer.gui.theme import colours
from ecgviewer.gui.waveform.axes import AmplitudeAxis, TimeAxis, gutter_px
from ecgviewer.gui.waveform.badges import BadgeSet
from ecgviewer.gui.waveform.beat_marks_item import BeatMarksItem
from ecgviewer.gui.waveform.beat_text import beat_text
from ecgviewer.gui.waveform.grid_item import GridItem
from ecgviewer.gui.waveform.interaction import Interaction
from ecgviewer.gui.waveform.lead_names_item import LeadNamesItem
from ecgviewer.gui.waveform.lead_stack import LeadStack
from ecgviewer.gui.waveform.navigator import TimeNavigator
from ecgviewer.gui.waveform.overlay_item import OverlayItem
from ecgviewer.gui.waveform.paper import Fit, Gain, next_gain, same
from ecgviewer.gui.waveform.sheet import Sheet
from ecgviewer.gui.waveform.throttle import Throttle
from ecgviewer.gui.waveform.trace_item import TraceItem

_EMPTY_TEXT = "Open a recording: File > Open, or drop a .hea or .dat file here"
_FRAME_MS = 33
_BAND_MARGIN = 10


class WaveformView(QWidget):
    """All leads of the record, the beats, and the mouse on them.

    Signals
    -------
    move_requested(int, int)
        A beat's mark was dropped elsewhere: beat id and sample.
    add_requested(int)
        Double click on empty paper: the sample.
    menu_requested(QPoint)
        Right click, or the menu key: where on the screen.
    laid()
        Speed, gain, leads or the stretch in view are others now.
    """

    move_requested = Signal(int, int)
    add_requested = Signal(int)
    menu_requested = Signal(QPoint)
    laid = Signal()

    def __init__(
        self, document: Document, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._stack: LeadStack | None = None
        self._followed: int | None = None
        self._speed: float | None = None
        self._gain = Gain()
        self._calibrations: tuple[str, ...] = ()
        self._navigator = TimeNavigator(selection, self)
        self._beats = Throttle(_FRAME_MS, self._refresh_beats, self)
        self._build_plot()
        self._build_items()
        self._connect()
        self._set_colours()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("ECG waveform")
        if document.session is not None:
            self._on_record_opened()

    def _build_plot(self) -> None:
        self._time_axis, self._amplitude_axis = TimeAxis(), AmplitudeAxis()
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, invertY=True)
        self._plot = pg.PlotWidget(
            viewBox=self._box,
            axisItems={"bottom": self._time_axis, "left": self._amplitude_axis},
        )
        self._plot.hideButtons()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # A file that is dropped here is for the window.
        self._plot.setAcceptDrops(False)
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._box.disableAutoRange()
        self._empty = QLabel(_EMPTY_TEXT, alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._plot)

    def _build_items(self) -> None:
        self._grid, self._trace = GridItem(self._box), TraceItem(self._box)
        self._marks = BeatMarksItem(self._box, self._selection)
        self._names, self._overlay = LeadNamesItem(self._box), OverlayItem(self._box)
        self._mouse = Interaction(
            self._plot,
            self._marks,
            self._overlay,
            self._navigator,
            self._document,
            self._selection,
        )

    def _connect(self) -> None:
        self._mouse.move_requested.connect(self.move_requested)
        self._mouse.add_requested.connect(self.add_requested)
        self._mouse.menu_requested.connect(self.menu_requested)
        self._mouse.amplitude_requested.connect(self.scale_amplitude)
        self._box.sigResized.connect(self._on_resized)
        self._document.record_opened.connect(self._on_record_opened)
        self._document.beats_changed.connect(self._beats.trigger)
        self._selection.beats_changed.connect(self._on_selected)
        self._selection.view_changed.connect(self._lay)
        self._selection.cursor_changed.connect(self._on_cursor_changed)

    def scroll(self, fraction_of_page: float) -> None:  # type: ignore[override]
        """Go forward by a share of the page, or back by a negative one."""
        self._navigator.scroll(fraction_of_page)

    def zoom(self, factor: float) -> None:
        """Show a span `factor` times as long, about the current beat if in view."""
        start, stop = self._navigator.view
        at_s = self._current_s()
        if at_s is None or not start <= at_s <= stop:
            at_s = (start + stop) / 2
        self._navigator.zoom(factor, at_s)

    def show_span(self, seconds: float) -> None:
        """Show so many seconds, about the current beat if it is in view."""
        self._navigator.show_span(seconds, self._current_s())

    def show_all(self) -> None:
        """Show the whole record."""
        self._navigator.show_all()

    def zoom_back(self) -> None:
        """Show what was in view before the last zoom or jump."""
        self._navigator.back()

    def centre_on_current(self) -> None:
        """Bring the current beat to the middle, at the same zoom."""
        at_s = self._current_s()
        if at_s is not None:
            self._navigator.centre(at_s)

    @property
    def speed(self) -> float | None:
        """The paper speed that is kept, in mm/s; None at any other zoom."""
        return self._speed

    def show_speed(self, mm_s: float) -> None:
        """Show the record at a paper speed, and keep it when the window is resized."""
        self._speed = mm_s
        if self._page_s > 0:
            self._navigator.show_page(self._page_s, self._current_s())
        self._lay()

    @property
    def _page_s(self) -> float:
        """Seconds that the paper holds at the speed that is kept; 0 without one."""
        if not self._speed or self._box.rect().width() < 1:
            return 0.0
        return float(self._box.rect().width()) / (self.px_per_mm * self._speed)

    @property
    def px_per_mm(self) -> float:
        """Pixels that a millimetre of this screen has."""
        return px_per_mm(self.screen(), self._calibrations)

    def calibrate(self, calibrations: Iterable[str]) -> None:
        """Use what was measured of screens; see `screen_scale`."""
        if tuple(calibrations) != self._calibrations:
            self._calibrations = tuple(calibrations)
            self._set_colours()
            self._on_resized()

    @property
    def gain(self) -> Gain:
        """How high a millivolt is drawn."""
        return self._stack.gain if self._stack else self._gain

    def show_gain(self, gain: Gain) -> None:
        """Draw leads in volts at a gain."""
        self._gain = gain
        if self._stack is not None:
            self._stack.gain = gain
            self._lay()

    def step_gain(self, step: int) -> None:
        """Go to the next larger (1) or smaller (-1) gain of recorders."""
        sheet = self._grid.sheet
        if sheet is None or not sheet.lanes:
            return
        known = [lane.px_per_mv for lane in sheet.lanes if lane.px_per_mv > 0]
        if known:
            mm_mv = next_gain(known[0] / sheet.px_per_mm, step)
            self.show_gain(Gain(Fit.FIXED, mm_mv))
        else:
            self.scale_amplitude(1.25**step)

    def scale_amplitude(self, factor: float) -> None:
        """Draw the traces higher, or lower by a factor below one."""
        if self._stack is not None:
            self._stack.scale(factor)
            self._gain = self._stack.gain
            self._lay()

    def fit_amplitude(self) -> None:
        """Fit all leads to what they span in view, artefact left out."""
        sheet = self._grid.sheet
        if self._stack is not None and sheet is not None:
            self._gain = self._stack.gain = Gain(Fit.ROOM)
            self._stack.fit(*sheet.samples)
            self._lay()

    @property
    def montage(self) -> Montage | None:
        """The leads in view; None without a record."""
        return self._stack.shown if self._stack else None

    def show_montage(self, montage: Montage) -> None:
        """Show other leads, or the same ones otherwise."""
        if self._stack is not None:
            self._stack.montage = montage
            self._lay()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._set_colours()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        # Moved to a screen of another resolution.
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._set_colours()
        # While something is dragged keys belong to the mouse: Escape lets go.
        if event.type() == QEvent.Type.ShortcutOverride and self._mouse.dragging:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or not self._mouse.cancel():
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())

    @property
    def gutter_px(self) -> float:
        """How wide the axis beside the paper is; strips below it keep to that."""
        return gutter_px(QFontMetricsF(self.font()), self.px_per_mm)

    def _set_colours(self) -> None:
        ratio = self.devicePixelRatioF()
        self._marks.restyle(BadgeSet(self.font(), colours(self.palette()), ratio))
        self._plot.setBackground(colours(self.palette()).paper)
        self._time_axis.setStyle(tickFont=self.font())
        self._amplitude_axis.setStyle(tickFont=self.font())
        metrics = self.fontMetrics()
        self._time_axis.setHeight(metrics.height() + 10)
        self._amplitude_axis.setWidth(self.gutter_px)
        self._lay()

    def _on_record_opened(self) -> None:
        session = self._document.session
        if session is None:
            return
        record = session.record
        self._stack = LeadStack(record, replace(self._gain, factor=1.0))
        self._followed = self._selection.current
        self._trace.show_leads(self._document.envelopes)
        self._time_axis.start = record.start_time
        self._time_axis.longest_s = record.duration_s
        self._pages.setCurrentWidget(self._plot)
        self._navigator.open(record.duration_s)
        if self._page_s > 0:
            self._navigator.show_page(self._page_s, None)
        self._refresh_beats()
        self._lay()

    def _lay(self) -> None:
        sheet = self._sheet()
        if sheet is None:
            return
        self._box.setRange(
            xRange=(sheet.start_s, sheet.stop_s),
            yRange=(0.0, sheet.height),
            padding=0.0,
        )
        if self._speed and not same(sheet.speed_mm_s, self._speed):
            self._speed = None
        for part in (
            *(self._grid, self._trace, self._marks, self._names, self._overlay),
            *(self._time_axis, self._amplitude_axis),
        ):
            part.lay(sheet)
        self.laid.emit()

    def _on_resized(self) -> None:
        if self._page_s > 0:
            self._navigator.show_page(self._page_s, None)
        self._lay()

    def _sheet(self) -> Sheet | None:
        rect, badges = self._box.rect(), self._marks.badges
        if self._stack is None or badges is None or rect.width() < 1:
            return None
        record = self._stack.record
        start_s, stop_s = self._selection.view_s
        band_px = badges.size + _BAND_MARGIN
        self._stack.px_per_mm = self.px_per_mm
        self._stack.follow(int(start_s * record.fs), int(stop_s * record.fs))
        return Sheet(
            width=rect.width(),
            height=rect.height(),
            band_px=band_px,
            pixel_ratio=self.devicePixelRatioF(),
            start_s=start_s,
            stop_s=stop_s,
            fs=record.fs,
            n_samples=record.n_samples,
            lanes=self._stack.lanes(band_px, rect.height()),
            colours=colours(self.palette()),
            font=self.font(),
            start_time=record.start_time,
            px_per_mm=self.px_per_mm,
        )

    def _refresh_beats(self) -> None:
        self._marks.show_beats(self._document.columns)
        if self._document.session is not None:
            self._names.show_analysed(self._document.session.lead)

    def _on_selected(self) -> None:
        current = self._selection.current
        changed, self._followed = current != self._followed, current
        at_s = self._current_s()
        if changed and at_s is not None and not self._mouse.picker.picking:
            self._navigator.follow(at_s)
        self._describe()
        self._marks.refresh()

    def _on_cursor_changed(self) -> None:
        self._overlay.show_cursor(self._selection.cursor_sample)

    def _current_row(self) -> int | None:
        session, current = self._document.session, self._selection.current
        if session is None or current is None or not session.beats.contains(current):
            return None
        return int(session.beats.rows_of(current)[0])

    def _current_s(self) -> float | None:
        session, row = self._document.session, self._current_row()
        if session is None or row is None:
            return None
        return float(session.beats.sample[row]) / session.record.fs

    def _describe(self) -> None:
        session, row = self._document.session, self._current_row()
        text = "" if session is None or row is None else beat_text(session, row)
        self.setAccessibleDescription(text)
