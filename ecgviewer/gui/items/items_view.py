"""Strips, measurements and notes as a view of the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction

from ecgviewer.gui.actions.view_actions import ITEMS_ACTIONS
from ecgviewer.gui.items.item_list_commands import ItemListCommands
from ecgviewer.gui.items.item_panel import ItemPanel
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.window.view import Commands, Parts, View
from ecgviewer.worker.report_tasks import MarkersRequest
from ecgviewer.worker.task import Background


class ItemsView(View):
    """What a reader added to the review, to go to, to change and to arrange."""

    id, title, beside = "items", "Strips", "explanation"
    actions = ITEMS_ACTIONS

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.widget = self.panel = ItemPanel(parts.document, parts.selection)
        self.commands = ItemListCommands(parts.document, self.panel, parts.window)
        self._background = Background(self)
        for signal in (parts.document.record_opened, parts.document.blind_changed):
            signal.connect(self._read_markers)
        self.commands.remarked.connect(self.remarked)
        self.commands.failed.connect(self.failed)

    def _read_markers(self) -> None:
        """Read what files of the record say besides beats and rhythms."""
        document, session = self.parts.document, self.parts.document.session
        self._background.drop()
        self.panel.show_markers(())
        if session is not None:
            task = MarkersRequest(session.record, document.blind)
            self._background.run_latest(task, self.panel.show_markers, self.failed.emit)

    def by_id(self) -> Commands:
        return {**self.commands.by_id(), "view.items": self.show}

    def bind(self, actions: Mapping[str, QAction]) -> None:
        self.panel.bind(actions)

    def apply_settings(self, settings: Settings) -> None:
        self.commands.thresholds = settings.thresholds
