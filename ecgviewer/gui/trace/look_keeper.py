"""Opens records as others with the same leads were left, and remembers how that was."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from ecgviewer.core.trace.trace_filter import TraceFilter, filter_kind
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.trace.trace_looks import TraceLook, TraceLooks
from ecgviewer.gui.waveform.paper.paper import Fit, Gain
from ecgviewer.gui.waveform.waveform_view import WaveformView


class LookKeeper(QObject):
    """Puts looks on the trace, and keeps what the reader makes of them."""

    def __init__(
        self, document: Document, waveform: WaveformView, looks: TraceLooks
    ) -> None:
        super().__init__(waveform)
        self._document, self._waveform, self._looks = document, waveform, looks
        #: What the reader chose last is how leads are shown that were never seen.
        self._last = TraceLook()
        document.record_opened.connect(self._on_record_opened)

    def begin(self, settings: Settings) -> None:
        """Show an empty window, and leads never seen, as the settings say."""
        gain = settings.paper_gain
        self._last = TraceLook(
            None,
            settings.paper_speed,
            Gain(Fit.FIXED, gain) if gain > 0 else Gain(),
            TraceFilter(filter_kind(settings.trace_filter), settings.notch_hz),
        )
        self.show(self._last)

    def keep(self) -> None:
        """Keep how the trace is shown now."""
        session, look = self._document.session, self.look
        self._last = replace(look, montage=None)
        if session is not None:
            shown = look.montage and replace(look.montage, alone=None)
            self._looks.keep(session.record.leads, replace(look, montage=shown))

    @property
    def look(self) -> TraceLook:
        """How the trace is shown now."""
        paper = self._waveform.paper
        return TraceLook(
            paper.montage,
            paper.first_speed or self._last.speed,
            replace(paper.gain, factor=1.0),
            self._waveform.trace_filter,
        )

    def reset(self) -> None:
        """Show all leads at the standard speed and gain, raw, and keep nothing."""
        session, paper = self._document.session, self._waveform.paper
        self._last = TraceLook()
        if session is not None:
            self._looks.forget(session.record.leads)
            paper.show_montage(None)
        self.show(self._last)

    def _on_record_opened(self) -> None:
        session = self._document.session
        if session is not None:
            self.show(self._looks.find(session.record.leads) or self._last)

    def show(self, look: TraceLook) -> None:
        """Put a look on the trace; it is not kept."""
        paper = self._waveform.paper
        if look.montage is not None:
            paper.show_montage(look.montage)
        paper.show_gain(look.gain)
        self._waveform.show_filter(look.trace_filter)
        if paper.speed != look.speed:
            paper.show_speed(look.speed)
