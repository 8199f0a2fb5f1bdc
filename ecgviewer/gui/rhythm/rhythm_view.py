"""Rhythm and heart rate as a view of the window."""

from __future__ import annotations

from functools import partial

from ecgviewer.gui.actions.view_actions import RHYTHM_ACTIONS
from ecgviewer.gui.rhythm.rhythm_panel import RhythmPanel
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.window.view import Commands, Parts, View


class RhythmView(View):
    """Rhythm events to go through, from the reviewer's thresholds on."""

    id, title, beside = "rhythm", "Rhythm", "explanation"
    actions = RHYTHM_ACTIONS

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.widget = self.panel = RhythmPanel(parts.document, parts.selection)
        self.panel.remarked.connect(self.remarked)

    def by_id(self) -> Commands:
        return {
            "view.rhythm": self.show,
            "go.next_rhythm": partial(self.panel.step, 1),
            "go.previous_rhythm": partial(self.panel.step, -1),
        }

    def apply_settings(self, settings: Settings) -> None:
        self.panel.set_thresholds(settings.thresholds)
