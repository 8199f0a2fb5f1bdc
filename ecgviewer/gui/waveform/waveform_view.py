"""The waveform: all leads on ECG paper with the label of every beat above them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.arrays import Float32Array as Values
from ecgviewer.core.trace.trace_filter import TraceFilter
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.system.screen_scale import px_per_mm, screen_of
from ecgviewer.gui.waveform.current_beat import CurrentBeat
from ecgviewer.gui.waveform.empty_page import empty_page
from ecgviewer.gui.waveform.interaction import Interaction
from ecgviewer.gui.waveform.marks.badges import BadgeSet
from ecgviewer.gui.waveform.marks.beat_marks_item import BeatMarksItem
from ecgviewer.gui.waveform.marks.caliper_item import CaliperItem
from ecgviewer.gui.waveform.marks.caliper_tool import CaliperTool
from ecgviewer.gui.waveform.marks.layer_rows import LayerRows
from ecgviewer.gui.waveform.marks.leads_off_item import LeadsOffItem
from ecgviewer.gui.waveform.marks.overlay_item import OverlayItem
from ecgviewer.gui.waveform.marks.rhythm_item import RhythmItem
from ecgviewer.gui.waveform.marks.rhythm_tool import RhythmTool
from ecgviewer.gui.waveform.marks.spikes_item import SpikesItem
from ecgviewer.gui.waveform.navigator import TimeNavigator
from ecgviewer.gui.waveform.paper.axes import AmplitudeAxis, TimeAxis, gutter_px
from ecgviewer.gui.waveform.paper.grid_item import GridItem
from ecgviewer.gui.waveform.paper.paper_control import PaperControl
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.throttle import Throttle
from ecgviewer.gui.waveform.traces.filtered_trace import FilteredTrace
from ecgviewer.gui.waveform.traces.lead_names_item import LeadNamesItem, analysed_in
from ecgviewer.gui.waveform.traces.trace_item import TraceItem

_FRAME_MS = 33
_ANOTHER_SCREEN = (QEvent.Type.DevicePixelRatioChange, QEvent.Type.ScreenChangeInternal)
#: Badges stand above the traces; speed, gain and filter below, never over them.
_BAND_MARGIN, _FOOTER_MARGIN, _NAME_PX = 10, 6, 4
#: Room beside the selected beats when they are zoomed to.
_BESIDE, _BESIDE_S = 0.08, 0.6


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
        Speed, gain, leads or the stretch in view have changed.
    wanted()
        The height that leads would have is another one.
    """

    move_requested = Signal(int, int)
    add_requested = Signal(int)
    menu_requested = Signal(QPoint)
    laid = Signal()
    wanted = Signal()

    def __init__(
        self, document: Document, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._current = CurrentBeat(document, selection)
        self._followed: int | None = None
        self._calibrations: tuple[str, ...] = ()
        self._wanted_px = 0.0, 0.0
        self._navigator = TimeNavigator(selection, self)
        self.paper = PaperControl(self._navigator, lambda: self._current.at_s, self)
        self._filtered = FilteredTrace(self)
        self._beats = Throttle(_FRAME_MS, self._refresh_beats, self)
        self._build_plot()
        self._build_items()
        self._connect()
        self._set_colours()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("ECG waveform")
        self.installEventFilter(self)
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
        self._empty = empty_page()
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._plot)

    def _build_items(self) -> None:
        self._grid, self._trace = GridItem(self._box), TraceItem(self._box)
        self._marks = BeatMarksItem(self._box, self._selection)
        self._names, self._overlay = LeadNamesItem(self._box), OverlayItem(self._box)
        self._layers, self._caliper = LayerRows(self._box), CaliperItem(self._box)
        self._spikes, self._off = SpikesItem(self._box), LeadsOffItem(self._box)
        self.rhythms = RhythmTool(
            RhythmItem(self._box), self._document, self._selection, self
        )
        self.calipers = CaliperTool(
            self._caliper, self._document, self._selection, self
        )
        self._mouse = Interaction(
            *(self._plot, self._marks, self._overlay, self._navigator),
            *(self.calipers, self.rhythms, self._document, self._selection),
        )

    def _connect(self) -> None:
        self._mouse.move_requested.connect(self.move_requested)
        self._mouse.add_requested.connect(self.add_requested)
        self._mouse.menu_requested.connect(self.menu_requested)
        self._mouse.amplitude_requested.connect(self.scale_amplitude)
        self._filtered.came.connect(self._trace.update)
        self.paper.changed.connect(self._lay)
        self.rhythms.followed.connect(self._lay)
        self._box.sigResized.connect(self._on_resized)
        self._document.record_opened.connect(self._on_record_opened)
        self._document.record_grew.connect(self._on_record_grew)
        self._document.scheme_changed.connect(self._set_colours)
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
        at_s = self._current.at_s
        if at_s is None or not start <= at_s <= stop:
            at_s = (start + stop) / 2
        self._navigator.zoom(factor, at_s)

    def show_span(self, seconds: float) -> None:
        """Show this many seconds, about the current beat if it is in view."""
        self._navigator.show_span(seconds, self._current.at_s)

    def show_all(self) -> None:
        """Show the whole record."""
        self._navigator.show_all()

    def zoom_back(self) -> None:
        """Show what was in view before the last zoom or jump."""
        self._navigator.back()

    def centre_on_current(self) -> None:
        """Bring the current beat to the middle, at the same zoom."""
        at_s = self._current.at_s
        if at_s is not None:
            self._navigator.centre(at_s)

    def calibrate(self, calibrations: Iterable[str]) -> None:
        """Use what was measured of screens; see `screen_scale`."""
        self._calibrations = tuple(calibrations)
        self._set_colours()

    def scale_amplitude(self, factor: float) -> None:
        """Draw the traces higher, or lower by a factor below one."""
        self.paper.scale(factor)

    def fit_amplitude(self) -> None:
        """Fit all leads to what they span in view, artefact left out."""
        self.paper.fit(self.sheet)

    @property
    def sheet(self) -> Sheet | None:
        """What is where on the paper; None without a record."""
        return self._grid.sheet

    @property
    def lead_texts(self) -> list[tuple[str, str]]:
        """Name of each lead that is drawn, and what stands behind it."""
        return self._names.texts()

    @property
    def cursor_text(self) -> str:
        """What stands at the cursor."""
        return self._overlay.cursor_text()

    @property
    def trace_filter(self) -> TraceFilter:
        """What is taken out of the trace that is drawn."""
        return self._filtered.trace_filter

    def show_filter(self, trace_filter: TraceFilter) -> None:
        """Draw the trace filtered; data and classifier never are."""
        self._filtered.use(trace_filter)
        self._lay()

    def filtered_values(
        self, lead: int, start: int, stop: int
    ) -> tuple[int, Values] | None:
        """Return what is drawn of [start, stop) filtered; see `FilteredTrace`."""
        return self._filtered.values(lead, start, stop)

    @property
    def layers(self) -> tuple[AnnotationLayer, ...]:
        """The second row, a line each."""
        return self._layers.layers

    def show_layers(self, layers: tuple[AnnotationLayer, ...]) -> None:
        """Show what other readers or references say below the marks."""
        self._layers.show_layers(layers)
        self._lay()

    def show_filling(self, share: float) -> None:
        """Draw what has come of a long record: so much of it has been looked at."""
        self._trace.show_filling(share)

    def zoom_to_selection(self) -> None:
        """Show the stretch of the selected beats."""
        session, columns = self._document.session, self._document.columns
        if session is None or columns is None:
            return
        chosen = np.isin(columns.beat_id, self._selection.selected)
        at_s = columns.sample[chosen] / session.record.fs
        if len(at_s):
            spare = max(_BESIDE * (at_s[-1] - at_s[0]), _BESIDE_S)
            self._navigator.show((float(at_s[0] - spare), float(at_s[-1] + spare)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._set_colours()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._set_colours()  # Only now is it known which screen it is on.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Moved to a screen where a millimetre has other pixels.
        if event.type() in _ANOTHER_SCREEN:
            self._set_colours()
        # While something is dragged keys belong to the mouse: Escape lets go.
        if event.type() == QEvent.Type.ShortcutOverride and self._mouse.dragging:
            event.accept()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or not self._mouse.cancel():
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())

    @property
    def gutter_px(self) -> float:
        """How wide the axis beside the paper is; strips below it keep to that."""
        return gutter_px(QFontMetricsF(self.font()), self.paper.px_per_mm)

    def _set_colours(self) -> None:
        self.paper.take_scale(px_per_mm(screen_of(self), self._calibrations))
        own = colours(self.palette(), self._document.scheme)
        self._marks.restyle(BadgeSet(self.font(), own, self.devicePixelRatioF()))
        self._plot.setBackground(own.paper)
        self._time_axis.setHeight(self.fontMetrics().height() + 10)
        self._amplitude_axis.setWidth(self.gutter_px)
        self._lay()

    def _on_record_opened(self) -> None:
        session = self._document.session
        if session is None:
            return
        record = session.record
        self._followed = self._selection.current
        self._layers.show_layers(())
        self._filtered.show_record(record)
        self._trace.show_leads(self._document.envelopes, self._filtered)
        self._time_axis.start = record.start_time
        self._time_axis.longest_s = record.duration_s
        self._pages.setCurrentWidget(self._plot)
        self.paper.open(record)
        self._refresh_beats()
        self._lay()

    def _on_record_grew(self, first_new: int) -> None:
        session = self._document.session
        if session is not None:
            record = session.record
            self._filtered.grow(record, first_new)
            self._trace.show_leads(self._document.envelopes, self._filtered)
            self._time_axis.longest_s = record.duration_s
            self.paper.grow(record)
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
        self.paper.note(sheet)
        for part in (
            *(self._grid, self._trace, self._marks, self._names, self._overlay),
            *(self._layers, self._caliper, self._spikes, self._off, self.rhythms.item),
            *(self._time_axis, self._amplitude_axis),
        ):
            part.lay(sheet)
        self.laid.emit()
        self._want(sheet)

    @property
    def wanted_px(self) -> tuple[float, float]:
        """The height at which every row of leads has the paper that it should have.

        First if no page had to shrink to the width, then as it is.
        """
        return self._wanted_px

    def _want(self, sheet: Sheet) -> None:
        axis_px = self.height() - self._box.rect().height()
        wanted = self.paper.wanted_px(sheet, axis_px + self._footer_px)
        if wanted != self._wanted_px:
            self._wanted_px = wanted
            self.wanted.emit()

    @property
    def _footer_px(self) -> float:
        return self.fontMetrics().height() + _FOOTER_MARGIN

    def _on_resized(self) -> None:
        self.paper.resize(float(self._box.rect().width()))

    def _sheet(self) -> Sheet | None:
        rect, badges, stack = self._box.rect(), self._marks.badges, self.paper.stack
        if stack is None or badges is None or rect.width() < 1:
            return None
        record = stack.record
        start_s, stop_s = self._selection.view_s
        blank = Sheet(
            width=rect.width(),
            height=rect.height(),
            band_px=badges.size + _BAND_MARGIN,
            pixel_ratio=self.devicePixelRatioF(),
            start_s=start_s,
            stop_s=stop_s,
            fs=record.fs,
            n_samples=record.n_samples,
            lanes=(),
            colours=colours(self.palette(), self._document.scheme),
            font=self.font(),
            start_time=record.start_time,
            filter_text=self.trace_filter.text,
            layers=self._layers.lines(self.font()),
            rhythm_px=self.rhythms.height_px(self.font()),
        )
        name_px = self.fontMetrics().height() + _NAME_PX
        return self.paper.filled(blank, self._footer_px, name_px)

    def _refresh_beats(self) -> None:
        self._marks.show_beats(self._document.columns)
        self._layers.show_beats(self._document.columns)
        if self._document.session is not None:
            self._spikes.show_spikes(self._document.session.findings.spikes)
            self._off.show_leads_off(self._document.session.leads_off)
            self._names.show_analysed(analysed_in(self._document.session))

    def _on_selected(self) -> None:
        current = self._selection.current
        changed, self._followed = current != self._followed, current
        at_s = self._current.at_s
        if changed and at_s is not None and not self._mouse.picker.picking:
            self._navigator.follow(at_s)
        self.setAccessibleDescription(self._current.text)
        self._marks.refresh()

    def _on_cursor_changed(self) -> None:
        self._overlay.show_cursor(self._selection.cursor_sample)
