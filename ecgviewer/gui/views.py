"""The views of the window, in the order of menus and tabs: a new one is a line here."""

from __future__ import annotations

from ecgviewer.gui.beat_table.beats_view import BeatsView
from ecgviewer.gui.explanation.explanation_view import ExplanationView
from ecgviewer.gui.items.items_view import ItemsView
from ecgviewer.gui.kinds.kinds_view import KindsView
from ecgviewer.gui.kinds.suggestions_view import SuggestionsView
from ecgviewer.gui.readers.readers_view import ReadersView
from ecgviewer.gui.rhythm.rhythm_view import RhythmView
from ecgviewer.gui.window.view import View

VIEWS: tuple[type[View], ...] = (
    BeatsView,
    ExplanationView,
    KindsView,
    RhythmView,
    ItemsView,
    SuggestionsView,
    ReadersView,
)
