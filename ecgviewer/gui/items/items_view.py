"""Strips, measurements and notes as a view of the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction

from ecgviewer.core.items.strip import Strip
from ecgviewer.gui.actions.view_actions import ITEMS_ACTIONS
from ecgviewer.gui.items.item_list_commands import ItemListCommands
from ecgviewer.gui.items.item_panel import ItemPanel
from ecgviewer.gui.items.reader_items import ReaderItems
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
        self.others = ReaderItems(
            parts.document, self.panel, parts.journal_folder, self
        )
        self._background = Background(self)
        for signal in (parts.document.record_opened, parts.document.blind_changed):
            signal.connect(self._read_markers)
        for part in (self.commands, self.others):
            part.remarked.connect(self.remarked)
            part.failed.connect(self.failed)

    def _read_markers(self) -> None:
        """Read what files of the record say besides beats and rhythms."""
        document, session = self.parts.document, self.parts.document.session
        self._background.drop()
        self.panel.show_markers(())
        if session is not None:
            task = MarkersRequest(session.record, document.blind)
            self._background.run_latest(task, self.panel.show_markers, self.failed.emit)

    def by_id(self) -> Commands:
        own = {"view.items": self.show}
        return {**self.commands.by_id(), **self.others.by_id(), **own}

    def strip(self) -> Strip | None:
        chosen = self.panel.chosen
        if len(chosen) != 1:
            return None
        (entry,) = chosen
        content = entry.item.content if entry.item else entry.proposal
        return content if isinstance(content, Strip) else None

    def bind(self, actions: Mapping[str, QAction]) -> None:
        self.panel.bind(actions)
        self.others.bind(actions["report.others"])

    def apply_settings(self, settings: Settings) -> None:
        self.commands.thresholds = settings.thresholds
