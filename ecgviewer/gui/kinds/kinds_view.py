"""Kinds of beats as a view of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QAction

from ecgviewer.gui.actions.view_actions import KINDS_ACTIONS
from ecgviewer.gui.kinds.morphology_panel import MorphologyPanel
from ecgviewer.gui.window.view import RIGHT, Commands, Parts, View


class KindsView(View):
    """Groups of beats to be relabelled, split, merged; and beats similar to one."""

    id, title, area, beside = "kinds", "Kinds", RIGHT, "explanation"
    is_tall = True
    least_lines = 27
    actions = KINDS_ACTIONS

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.widget = self.panel = MorphologyPanel(
            parts.document, parts.selection, parts.groups, self.when_seen
        )
        parts.groups.failed.connect(self.failed)

    def by_id(self) -> Commands:
        return {
            "view.kinds": self.show,
            "beat.similar": self.find_similar,
            "beat.split_kind": partial(self._arrange, self.panel.split),
            "beat.merge_kinds": partial(self._arrange, self.panel.merge),
            "beat.move_to_kind": partial(
                self._arrange, self.panel.buttons.show_move_menu
            ),
        }

    def bind(self, actions: Mapping[str, QAction]) -> None:
        self.panel.buttons.bind(actions)

    def focus(self) -> None:
        self.panel.focus_groups()

    def find_similar(self) -> None:
        """Show the beats that look like the current one."""
        current = self.parts.selection.current
        if current is not None:
            self.raise_requested.emit()
            self.panel.find_similar(current)

    def _arrange(self, arrange: Callable[[], None]) -> None:
        """Arrange kinds where it can be seen."""
        self.raise_requested.emit()
        arrange()
