"""What the actions on rhythms do: over the document, the list and the time cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.gui import dialogs
from ecgviewer.gui.look.time_text import elapsed_text, time_text
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.rhythm_entries import EntryState, RhythmEntry
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.window.record_dialogs import open_about

_CHOOSE = "Choose a rhythm first, in the list or above the trace."
_CLICK = "Click on the trace first, where the episode {what}."
_CONFIRM = "That is a suggestion; confirm it first."
#: Samples [start, stop) and what of.
_Stretch = tuple[int, int, str]


class RhythmCommands(QObject):
    """Answers suggestions, and makes episodes of stretches.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    """

    remarked = Signal(str)

    def __init__(
        self,
        document: Document,
        selection: Selection,
        found: FoundRhythms,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._selection, self._found = document, selection, found
        self._window = window

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        return {
            "rhythm.confirm": self.confirm,
            "rhythm.dismiss": self.dismiss,
            "rhythm.kind": self.change_kind,
            "rhythm.add": self.add,
            "rhythm.delete": self.delete,
            "rhythm.join": self.join,
            "rhythm.split": self.split,
            "rhythm.start_here": self.start_here,
            "rhythm.end_here": self.end_here,
        }

    def confirm(self) -> None:
        """Make the chosen suggestions episodes."""
        for entry in self._chosen():
            if entry.event is not None:
                self._document.confirm_rhythm(entry.event)
            elif entry.state is EntryState.DISMISSED:
                self.remarked.emit("It was dismissed; let it be suggested again first.")
            else:
                self.remarked.emit(f"{entry.title} is an episode already.")

    def dismiss(self) -> None:
        """Dismiss the chosen suggestions; what was dismissed is suggested again."""
        chosen = self._chosen()
        again = [e.episode for e in chosen if e.state is EntryState.DISMISSED]
        if again:
            ids = [row.episode_id for row in again if row is not None]
            self._document.delete_episodes(ids)
        for entry in chosen:
            if entry.event is not None:
                self._document.dismiss_rhythm(entry.event)
            elif entry.state is EntryState.CONFIRMED:
                self.remarked.emit(f"{entry.title} is an episode; delete it instead.")

    def delete(self) -> None:
        """Delete the chosen episodes."""
        chosen = self._chosen()
        ids = [entry.key for entry in chosen if isinstance(entry.key, int)]
        if ids:
            self._document.delete_episodes(ids)
        elif chosen:
            self.remarked.emit("That is a suggestion; dismiss it instead.")

    def join(self) -> None:
        """Join the chosen episodes, or the chosen one with the next of its kind."""
        chosen = self._chosen()
        ids = [entry.key for entry in chosen if isinstance(entry.key, int)]
        if len(chosen) == 1 and ids:
            ids += self._next_of_kind(chosen[0])
        if len(ids) > 1:
            self._document.join_episodes(ids)
        elif chosen:
            text = "Choose two episodes of one kind; no later one is there to join."
            self.remarked.emit(text if ids else _CONFIRM)

    def split(self) -> None:
        """Split the chosen episode at the time cursor."""
        self._at_cursor(self._document.split_episode, "is to be split")

    def start_here(self) -> None:
        """Move the beginning of the chosen episode to the time cursor."""
        self._at_cursor(self._document.move_episode_start, "begins")

    def end_here(self) -> None:
        """Move the end of the chosen episode to the time cursor."""
        self._at_cursor(self._document.move_episode_stop, "ends")

    def change_kind(self) -> None:
        """Ask what the chosen rhythms are called."""
        chosen = self._chosen()
        if not chosen:
            return
        first = chosen[0]
        note = first.episode.note if first.episode else ""
        place = self._place_text(first.start, first.stop)
        dialog = dialogs.RhythmDialog(
            "Kind of rhythm", f"{first.title}: {place}", first.kind, note, self._window
        )
        dialog.accepted.connect(partial(self._take_kind, dialog, chosen))
        open_about(self._document, dialog)

    def _take_kind(
        self, dialog: dialogs.RhythmDialog, chosen: Sequence[RhythmEntry]
    ) -> None:
        kind, note = dialog.kind, dialog.note_text()
        if kind is None:
            return
        for entry in chosen:
            if entry.event is not None:
                self._document.confirm_rhythm(entry.event, kind, note)
            elif isinstance(entry.key, int):
                self._document.set_episode_kind(entry.key, kind, note)

    def add(self) -> None:
        """Ask what the marked range, the selected beats or the view are called."""
        found = self._stretch()
        if found is None:
            return
        start, stop, what = found
        place = f"{what}: {self._place_text(start, stop)}"
        dialog = dialogs.RhythmDialog("Add an episode", place, parent=self._window)
        dialog.accepted.connect(partial(self._take_new, dialog, start, stop))
        open_about(self._document, dialog)

    def _take_new(self, dialog: dialogs.RhythmDialog, start: int, stop: int) -> None:
        kind: EpisodeKind | None = dialog.kind
        if kind is not None:
            self._document.add_episode(kind, start, stop, dialog.note_text())

    def _chosen(self) -> list[RhythmEntry]:
        """Return what is chosen; first show it, if it is not in view."""
        chosen, session = self._found.chosen, self._document.session
        if not chosen or session is None:
            self.remarked.emit(_CHOOSE)
            return []
        fs = session.record.fs
        start_s, stop_s = self._selection.view_s
        if any(e.start < stop_s * fs and e.stop > start_s * fs for e in chosen):
            return chosen
        self._selection.show_place(chosen[0].start / fs, chosen[0].stop / fs)
        self.remarked.emit("The chosen rhythm was out of view; press again.")
        return []

    def _at_cursor(self, edit: Callable[[int, int], bool], what: str) -> None:
        chosen, cursor = self._found.chosen, self._selection.cursor_sample
        if not chosen:
            self.remarked.emit(_CHOOSE)
        elif not isinstance(chosen[0].key, int):
            self.remarked.emit(_CONFIRM)
        elif cursor is None:
            self.remarked.emit(_CLICK.format(what=what))
        else:
            edit(chosen[0].key, cursor)

    def _next_of_kind(self, entry: RhythmEntry) -> list[int]:
        episodes = self._document.rhythms.of_kind(entry.kind)
        later = [row for row in episodes if row.start > entry.start]
        return [row.episode_id for row in later[:1]]

    def _stretch(self) -> _Stretch | None:
        columns, session = self._document.columns, self._document.session
        if columns is None or session is None:
            return None
        if self._selection.stretch is not None:
            return *self._selection.stretch, "Marked range"
        chosen = np.isin(columns.beat_id, self._selection.selected)
        at = columns.sample[chosen]
        if len(at) > 1:
            return int(at[0]), int(at[-1]) + 1, "Selected beats"
        fs, view_s = session.record.fs, self._selection.view_s
        start, stop = max(round(view_s[0] * fs), 0), round(view_s[1] * fs)
        return start, min(stop, session.record.n_samples), "What is in view"

    def _place_text(self, start: int, stop: int) -> str:
        session = self._document.session
        if session is None:
            return ""
        record, fs = session.record, session.record.fs
        times = [
            time_text(at / fs, 1, record.duration_s, record.start_time)
            for at in (start, stop)
        ]
        length_s = (stop - start) / fs
        return f"{times[0]} to {times[1]} ({elapsed_text(length_s, 1, length_s)})"
