"""The beat table as a view of the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction

from ecgviewer.gui.actions.view_actions import BEATS_ACTIONS
from ecgviewer.gui.beat_table.beat_table_panel import BeatTablePanel
from ecgviewer.gui.window.view import BOTTOM, Commands, Parts, View


class BeatsView(View):
    """Every beat, a row each; beside the beats of a second row of annotations."""

    id, title, area = "beats", "Beats", BOTTOM
    size_px = 240
    actions = BEATS_ACTIONS

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.widget = self.panel = BeatTablePanel(
            parts.document, parts.selection, parts.groups, self.when_seen
        )
        parts.layers.layer_chosen.connect(self.panel.model.set_layer)

        self.panel.view.searched.connect(self.remarked)

    def bind(self, actions: Mapping[str, QAction]) -> None:
        self.panel.view.activated.connect(actions["view.trace"].trigger)

    def by_id(self) -> Commands:
        return {"view.table": self.show, "view.search": self.search}

    def search(self) -> None:
        """Bring the table to the front, and go to its search."""
        self.raise_requested.emit()
        self.panel.filter_bar.search.setFocus()
        self.panel.filter_bar.search.selectAll()
