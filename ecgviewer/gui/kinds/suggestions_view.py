"""The suggestions of the adapted classifier as a view of the window."""

from __future__ import annotations

from functools import partial

from ecgviewer.core.record import Samples
from ecgviewer.gui.actions.view_actions import SUGGESTIONS_ACTIONS
from ecgviewer.gui.kinds.suggestion_panel import SuggestionPanel
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.model.suggesting import Suggesting
from ecgviewer.gui.window.view import BOTTOM, Commands, Parts, View


class SuggestionsView(View):
    """Suggested labels to be accepted or dismissed; the title says how many stand."""

    id, title, area, beside = "suggestions", "Suggestions", BOTTOM, "beats"
    actions = SUGGESTIONS_ACTIONS
    is_tall = True
    least_lines = 18

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.suggesting = Suggesting(parts.document, parts.groups, parts.link, self)
        self.widget = self.panel = SuggestionPanel(
            parts.document, parts.selection, self.suggesting, self.when_seen
        )
        self.suggesting.changed.connect(self._retitle)

    def by_id(self) -> Commands:
        return {
            "view.suggestions": self.show,
            "beat.accept_suggestions": partial(self._decide, accept=True),
            "beat.refuse_suggestions": partial(self._decide, accept=False),
        }

    def focus(self) -> None:
        self.panel.focus_suggestions()

    def _decide(self, *, accept: bool) -> None:
        decide = self.suggesting.accept if accept else self.suggesting.dismiss

        def decide_on(ids: Samples) -> bool:
            if decide(ids):
                return True
            self.remarked.emit("Nothing is suggested for the selected beats.")
            return False

        self.parts.review.edit_selected(
            decide_on, "Accept all" if accept else "Dismiss all"
        )

    def _retitle(self) -> None:
        n = len(self.suggesting.standing)
        self.retitled.emit(f"{self.title} ({whole(n)})" if n else self.title)
