"""The middle of the window: the trace with its strips, commands and second row."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QSettings

from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.look.framing import HAS_TAB_KEY
from ecgviewer.gui.trace.left_places import LeftPlaces
from ecgviewer.gui.trace.look_keeper import LookKeeper
from ecgviewer.gui.trace.place_keeper import PlaceKeeper
from ecgviewer.gui.trace.trace_bar import TraceBar
from ecgviewer.gui.trace.trace_commands import TraceCommands
from ecgviewer.gui.trace.trace_looks import TraceLooks
from ecgviewer.gui.trace.trace_panel import TracePanel
from ecgviewer.gui.waveform.strips.overview import OverviewStrip
from ecgviewer.gui.waveform.waveform_view import WaveformView
from ecgviewer.gui.window.view import Parts
from ecgviewer.worker.envelope_filling import EnvelopeFilling
from ecgviewer.worker.messages import OpenedRecord


class TraceArea(QObject):
    """Makes what shows the trace, and connects it.

    Parameters
    ----------
    store : QSettings
        Where the looks of records are kept.
    envelope_folder : Path
        The cache of envelopes of long records.
    """

    def __init__(self, parts: Parts, store: QSettings, envelope_folder: Path) -> None:
        super().__init__(parts.window)
        document, selection, link = parts.document, parts.selection, parts.link
        self.waveform = WaveformView(document, selection)
        self.waveform.setProperty(HAS_TAB_KEY, True)
        self.overview = OverviewStrip(document, selection)
        self.panel = TracePanel(document, selection, self.waveform, self.overview)
        looks = LookKeeper(document, self.waveform, TraceLooks(store))
        self.commands = TraceCommands(document, self.waveform, self.panel, looks)
        self.places = PlaceKeeper(
            document, selection, self.waveform, looks, LeftPlaces(store)
        )
        self.waveform.rhythms.follow(parts.rhythms)
        self.overview.follow(parts.rhythms)
        self.panel.disclosure.follow(parts.rhythms)
        self._layers = parts.layers
        self._filling = EnvelopeFilling(self)
        self._envelope_folder = envelope_folder
        self._filling.progressed.connect(self.waveform.show_filling)
        self._filling.progressed.connect(self.panel.disclosure.refresh)
        self._layers.layers_chosen.connect(self.waveform.show_layers)
        self.waveform.add_requested.connect(link.add_beat_near)
        self.waveform.move_requested.connect(link.move_beat_near)
        self._document = document
        document.record_grew.connect(self._fill_envelopes)
        link.opened.connect(self._on_opened)

    def bind(self, actions: ActionSet) -> None:
        """Show what is on, put the bar above the trace, and offer menus on it."""
        self._beat_menu, self._rhythm_menu = (
            actions.menus[name] for name in ("beat", "rhythm")
        )
        self.waveform.menu_requested.connect(self._show_beat_menu)
        self.waveform.rhythms.menu_requested.connect(self._show_rhythm_menu)
        self.commands.bind(actions)
        self.panel.add_bar(TraceBar(actions, self._layers.menu))

    def _show_beat_menu(self, place: QPoint) -> None:
        self._beat_menu.popup(place)

    def _show_rhythm_menu(self, place: QPoint) -> None:
        self._rhythm_menu.popup(place)

    def stop(self) -> None:
        """End the work beside the window."""
        self._filling.stop()

    def _on_opened(self, opened: OpenedRecord) -> None:
        self._layers.fill_for(opened)
        self._fill_envelopes()

    def _fill_envelopes(self) -> None:
        session, envelopes = self._document.session, self._document.envelopes
        if session is not None:
            self._filling.fill(session.record, envelopes, self._envelope_folder)
