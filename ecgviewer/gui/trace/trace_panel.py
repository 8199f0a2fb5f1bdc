"""The middle of the window: bar, trace, tachogram, overview, or the full disclosure."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.strips.disclosure_view import DisclosureView
from ecgviewer.gui.waveform.strips.overview import OverviewStrip
from ecgviewer.gui.waveform.strips.tachogram import TachogramStrip
from ecgviewer.gui.waveform.time_view import centred
from ecgviewer.gui.waveform.waveform_view import WaveformView


class TracePanel(QWidget):
    """Lays the views of the trace out, and turns between trace and full disclosure.

    Signals
    -------
    turned()
        The other page is shown, or the tachogram has come or gone.
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
        self.disclosure = DisclosureView(document, selection)
        self._trace = QWidget()
        column = QVBoxLayout(self._trace)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(waveform, 1)
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
        self.bars: list[QWidget] = []
        self.disclosure.place_chosen.connect(self._go_to)
        document.record_opened.connect(self.show_trace)

    def add_bar(self, bar: QWidget) -> None:
        """Put a bar above the pages."""
        self._column.insertWidget(0, bar)
        self.bars.append(bar)

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
        self.tachogram.setVisible(shown)
        self.turned.emit()

    def _go_to(self, at_s: float) -> None:
        self._selection.set_view(*centred(self._selection.view_s, at_s))
        self.show_trace()
