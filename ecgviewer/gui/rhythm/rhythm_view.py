"""Rhythm and heart rate as a view of the window."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtGui import QAction

from ecgviewer.gui.actions.view_actions import RHYTHM_ACTIONS
from ecgviewer.gui.rhythm.rhythm_commands import RhythmCommands
from ecgviewer.gui.rhythm.rhythm_import import RhythmImport
from ecgviewer.gui.rhythm.rhythm_panel import RhythmPanel
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.window.view import Commands, Parts, View


class RhythmView(View):
    """Rhythms to go through and to answer, from the reviewer's thresholds on."""

    id, title, beside = "rhythm", "Rhythm", "explanation"
    least_lines = 27
    actions = RHYTHM_ACTIONS

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        shared = parts.document, parts.selection, parts.rhythms
        self.widget = self.panel = RhythmPanel(*shared, self.when_seen)
        self.commands = RhythmCommands(*shared, parts.window)
        self.import_ = RhythmImport(parts.document, parts.layers, self)
        for part in (self.panel, self.commands, self.import_):
            part.remarked.connect(self.remarked)
        self.import_.failed.connect(self.failed)

    def by_id(self) -> Commands:
        return {
            **self.commands.by_id(),
            "rhythm.take_over": self.import_.take_over,
            "view.rhythm": self.show,
            "go.next_rhythm": partial(self.panel.step, 1),
            "go.previous_rhythm": partial(self.panel.step, -1),
        }

    def bind(self, actions: Mapping[str, QAction]) -> None:
        self.panel.bind(actions)
        self.import_.bind(actions["rhythm.take_over"])

    def apply_settings(self, settings: Settings) -> None:
        self.panel.set_thresholds(settings.thresholds)
