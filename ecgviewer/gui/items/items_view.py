"""Strips, measurements and notes as a view of the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction

from ecgviewer.gui.actions.view_actions import ITEMS_ACTIONS
from ecgviewer.gui.items.item_list_commands import ItemListCommands
from ecgviewer.gui.items.item_panel import ItemPanel
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.window.view import Commands, Parts, View


class ItemsView(View):
    """What a reader added to the review, to go to, to change and to arrange."""

    id, title, beside = "items", "Strips", "explanation"
    actions = ITEMS_ACTIONS

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.widget = self.panel = ItemPanel(parts.document, parts.selection)
        self.commands = ItemListCommands(parts.document, self.panel, parts.window)
        self.commands.remarked.connect(self.remarked)
        self.commands.failed.connect(self.failed)

    def by_id(self) -> Commands:
        return {**self.commands.by_id(), "view.items": self.show}

    def bind(self, actions: Mapping[str, QAction]) -> None:
        self.panel.bind(actions)

    def apply_settings(self, settings: Settings) -> None:
        self.commands.thresholds = settings.thresholds
