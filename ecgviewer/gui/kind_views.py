"""The views of reviewing by kinds: built, docked and connected in one place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QWidget

from ecgviewer.gui.kinds.kind_commands import KindCommands
from ecgviewer.gui.kinds.morphology_panel import MorphologyPanel
from ecgviewer.gui.kinds.suggestion_panel import SuggestionPanel
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.groups import Groups
from ecgviewer.gui.model.queue_walker import QueueWalker
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.model.suggesting import Suggesting
from ecgviewer.gui.rhythm.rhythm_panel import RhythmPanel
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.window.review_commands import ReviewCommands
from ecgviewer.worker.messages import Failed

#: What docks of tiles take of the window: the rest is enough for two leads at 5 mm/mV.
_TALL_SHARE, _TALL_PX = 0.34, (220, 390)


class KindViews(QObject):
    """Kinds of beats, suggestions and rhythm: what a Holter laboratory works with.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    failed(Failed)
        Beats could not be grouped.
    """

    remarked = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        window: QMainWindow,
        document: Document,
        selection: Selection,
        groups: Groups,
        link: AnalysisLink,
        review: ReviewCommands,
    ) -> None:
        super().__init__(window)
        self._window, self._selection = window, selection
        self.suggesting = Suggesting(document, groups, link, self)
        self.queue = QueueWalker(document, selection, groups, self)
        self.morphology = MorphologyPanel(document, selection, groups)
        self.suggestions = SuggestionPanel(document, selection, self.suggesting)
        self.rhythm = RhythmPanel(document, selection)
        self.commands = KindCommands(
            document, selection, review, self.queue, self.suggesting
        )
        self.progress_label = QLabel()
        self.progress_label.setContentsMargins(0, 0, 12, 0)
        self.docks = {
            "kinds": self._dock("Kinds of beats", "kinds", self.morphology),
            "suggestions": self._dock("Suggestions", "suggestions", self.suggestions),
            "rhythm": self._dock("Rhythm", "rhythm", self.rhythm),
        }
        self.queue.progress_changed.connect(self.progress_label.setText)
        self.commands.similar_requested.connect(self._find_similar)
        self.suggesting.changed.connect(self._title_suggestions)
        groups.failed.connect(self._on_failed)
        for source in (self.queue, self.commands, self.rhythm):
            source.remarked.connect(self.remarked)

    def _dock(self, title: str, name: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(widget)
        return dock

    def add_docks(self, beats: QDockWidget, why: QDockWidget) -> None:
        """Put the docks behind those of the beat table and of the explanation."""
        window, areas = self._window, Qt.DockWidgetArea
        for name, place, beside in (
            ("kinds", areas.BottomDockWidgetArea, beats),
            ("suggestions", areas.BottomDockWidgetArea, beats),
            ("rhythm", areas.RightDockWidgetArea, why),
        ):
            window.addDockWidget(place, self.docks[name])
            window.tabifyDockWidget(beside, self.docks[name])
        beats.raise_()
        why.raise_()

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of the actions of these views does."""
        return {
            **self.commands.by_id(),
            "go.next_rhythm": partial(self.rhythm.step, 1),
            "go.previous_rhythm": partial(self.rhythm.step, -1),
            "beat.split_kind": partial(self._arrange, self.morphology.split),
            "beat.merge_kinds": partial(self._arrange, self.morphology.merge),
            "beat.move_to_kind": partial(
                self._arrange, self.morphology.buttons.show_move_menu
            ),
            "view.kinds": self.show_kinds,
            "view.suggestions": self.show_suggestions,
            "view.rhythm": self.show_rhythm,
        }

    def apply_settings(self, settings: Settings) -> None:
        """List rhythms from the reviewer's thresholds on."""
        self.rhythm.set_thresholds(settings.thresholds)

    def show_kinds(self) -> None:
        """Bring the kinds of beats to the front."""
        self._raise_tall("kinds")
        self.morphology.focus_groups()

    def show_suggestions(self) -> None:
        """Bring the suggestions to the front."""
        self._raise_tall("suggestions")
        self.suggestions.focus_suggestions()

    def show_rhythm(self) -> None:
        """Bring the rhythm to the front."""
        raise_dock(self.docks["rhythm"])
        self.rhythm.table.setFocus()

    def _arrange(self, arrange: Callable[[], None]) -> None:
        """Arrange kinds where it can be seen."""
        self._raise_tall("kinds")
        arrange()

    def _find_similar(self, beat_id: int) -> None:
        self._raise_tall("kinds")
        self.morphology.find_similar(beat_id)

    def _raise_tall(self, name: str) -> None:
        """Bring a dock to the front, with room for two rows of tiles if there is."""
        dock = self.docks[name]
        raise_dock(dock)
        least, most = _TALL_PX
        tall = min(max(round(_TALL_SHARE * self._window.height()), least), most)
        if dock.height() < tall and not dock.isFloating():
            self._window.resizeDocks([dock], [tall], Qt.Orientation.Vertical)

    def _title_suggestions(self) -> None:
        n = len(self.suggesting.standing)
        self.docks["suggestions"].setWindowTitle(
            f"Suggestions ({n:,})" if n else "Suggestions"
        )

    def _on_failed(self, failed: Failed) -> None:
        self.failed.emit(failed)


def raise_dock(dock: QDockWidget) -> None:
    """Show a dock, in front of those that share its place."""
    dock.show()
    dock.raise_()
