"""The middle of the window: bar, trace, tachogram, overview, or the full disclosure."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ecgviewer.core.trace.montage import PAGE_MM_S, PAGE_S
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.strips.disclosure_view import DisclosureView
from ecgviewer.gui.waveform.strips.median_view import WIDTH_MM, MedianView
from ecgviewer.gui.waveform.strips.overview import OverviewStrip
from ecgviewer.gui.waveform.strips.tachogram import TachogramStrip
from ecgviewer.gui.waveform.time_view import centred
from ecgviewer.gui.waveform.waveform_view import WaveformView

MEDIANS_NEVER, MEDIANS_ALWAYS, MEDIANS_IN_ROOM = _MEDIANS = "never", "always", "room"


class TracePanel(QWidget):
    """Lays the views of the trace out, and turns between trace and full disclosure.

    Signals
    -------
    turned()
        The other page is shown, a record was opened, or the tachogram has come or gone.
    """

    turned = Signal()

    def __init__(
        self,
        document: Document,
        selection: Selection,
        waveform: WaveformView,
        overview: OverviewStrip,
    ) -> None:
        super().__init__()
        self._selection, self._waveform = selection, waveform
        self.tachogram = TachogramStrip(document, selection, lambda: waveform.gutter_px)
        self.medians, self.wants_medians = MedianView(document), MEDIANS_IN_ROOM
        waveform.laid.connect(self._place_medians)
        self.disclosure = DisclosureView(document, selection)
        self._trace = QWidget()
        column = QVBoxLayout(self._trace)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.addWidget(waveform, 1)
        row.addWidget(self.medians)
        column.addLayout(row, 1)
        column.addWidget(self.tachogram)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._trace)
        self._pages.addWidget(self.disclosure)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._pages, 1)
        self._column.addWidget(overview)
        self._overview, self.shows_tachogram = overview, True
        self._document = document
        for strip in (overview, self.tachogram):
            strip.hide()
        self.bars: list[QWidget] = []
        self.disclosure.left.connect(self.show_trace)
        self.disclosure.place_chosen.connect(self._go_to)
        document.record_opened.connect(self.show_trace)
        document.record_opened.connect(self.turned)

    def add_bar(self, bar: QWidget) -> None:
        """Put a bar above the pages."""
        self._column.insertWidget(0, bar)
        self.bars.append(bar)

    @property
    def is_empty(self) -> bool:
        """Return whether no record is open: strips would be white bands."""
        return self._document.session is None

    @property
    def strips(self) -> tuple[QWidget, ...]:
        """The strips that are wanted below the trace, the most needed first."""
        return (self._overview, self.tachogram)[: 1 + self.shows_tachogram]

    @property
    def discloses(self) -> bool:
        """Return whether the full disclosure is shown."""
        return self._pages.currentWidget() is self.disclosure

    def turn(self) -> None:
        """Show the full disclosure, or the trace again."""
        if self.discloses:
            self.show_trace()
            return
        self._pages.setCurrentWidget(self.disclosure)
        self.disclosure.setFocus()
        self.disclosure.show_in_view()
        self.turned.emit()

    def show_trace(self) -> None:
        """Show the trace."""
        if self.discloses:
            self._pages.setCurrentWidget(self._trace)
            self._waveform.setFocus()
            self.turned.emit()

    def show_tachogram(self, shown: bool) -> None:
        """Show the tachogram where there is room for it, or hide it."""
        self.shows_tachogram = shown
        self.tachogram.setVisible(shown and not self.is_empty)
        self.turned.emit()

    def show_medians(self, wanted: str) -> None:
        """Show the median beats beside pages, never, always or where there is room."""
        self.wants_medians = wanted if wanted in _MEDIANS else MEDIANS_IN_ROOM
        self._place_medians()

    def turn_medians(self) -> str:
        """Show the median beats, or hide them; return what is wanted from now on."""
        shown = not self.medians.isHidden()
        self.show_medians(MEDIANS_NEVER if shown else MEDIANS_ALWAYS)
        return self.wants_medians

    def _place_medians(self) -> None:
        sheet = self._waveform.sheet
        shown = sheet is not None and self.wants_medians != MEDIANS_NEVER
        if sheet is None or not shown or not sheet.is_page:
            self.medians.hide()
            return
        page_px = self._waveform.gutter_px + PAGE_S * PAGE_MM_S * sheet.true_px_per_mm
        least, room = WIDTH_MM * sheet.true_px_per_mm, self.width() - page_px
        if room < least and self.wants_medians == MEDIANS_IN_ROOM:
            self.medians.hide()
        else:
            self.medians.show_at(sheet, int(max(least, room)))

    def _go_to(self, at_s: float) -> None:
        self._selection.set_view(*centred(self._selection.view_s, at_s))
        self.show_trace()
