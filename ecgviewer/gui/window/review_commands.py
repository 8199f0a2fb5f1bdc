"""What the beat and edit actions do, over document and selection."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.review.arrangement import Arrangement, ViewStep
from ecgviewer.core.review.change import Change, ChangeKind
from ecgviewer.core.review.history import AnyEdit
from ecgviewer.core.review.item_edits import ItemEdit
from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.window.go_commands import GoCommands
from ecgviewer.gui.window.reach import reach_question


class ReviewCommands(QObject):
    """Editing by key.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    asked(str, str, callable)
        A question, the answer that does something, and what it does.

    Attributes
    ----------
    auto_advance : bool
        Labelling and accepting go on to the next beat.
    go : GoCommands
        How one gets there.
    """

    remarked = Signal(str)
    asked = Signal(str, str, object)

    def __init__(
        self,
        document: Document,
        selection: Selection,
        link: AnalysisLink,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.auto_advance = True
        self._document = document
        self._selection = selection
        self._link = link
        self._after_removal: int | None = None
        self.go = GoCommands(document, selection, self)
        self.go.remarked.connect(self.remarked)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the edit, beat and go menus does."""
        return {
            **self.go.by_id(),
            **self.of_classes(AAMI),
            "edit.undo": self.undo,
            "edit.redo": self.redo,
            "edit.select_all": self.select_all,
            "beat.accept": self.accept,
            "beat.add": self.add_at_cursor,
            "beat.remove": self.remove,
            "beat.nudge_left": partial(self.nudge, -1),
            "beat.nudge_right": partial(self.nudge, 1),
            "beat.nudge_left_10": partial(self.nudge, -10),
            "beat.nudge_right_10": partial(self.nudge, 10),
        }

    def of_classes(self, scheme: LabelScheme) -> dict[str, Callable[[], object]]:
        """Return what the actions of the classes of a scheme do.

        By the names of the classes: codes are those of the review that is open.
        """
        labels = {f"beat.label_{n}": partial(self._label_as, n) for n in scheme.names}
        return {**labels, **self.go.of_classes(scheme)}

    def _label_as(self, name: str) -> None:
        self.label(self._document.scheme.code(name))

    def label(self, beat_class: int) -> None:
        """Label the selected beats."""
        label = partial(self._document.label, beat_class=beat_class)
        self._edit_reviewing(
            label, f"Label all {self._document.scheme.name(beat_class)}"
        )

    def accept(self) -> None:
        """Confirm the selected beats."""
        self._edit_reviewing(self._document.accept, "Accept all")

    def set_symbol(self, symbol: str) -> None:
        """Give the selected beats a WFDB symbol."""
        set_symbol = partial(self._document.set_symbol, symbol=symbol)
        self._edit_reviewing(set_symbol, f"Label all {symbol}")

    def _edit_reviewing(self, edit: Callable[..., bool], doing: str) -> None:
        """Edit the selected beats, as a kind if they were chosen as one."""
        as_kind = self._selection.as_kind
        self.edit_selected(lambda ids: edit(ids, as_kind=as_kind), doing)

    def edit_selected(self, edit: Callable[[IntArray], bool], doing: str) -> None:
        """Edit the selected beats and go on; first show them, if they are not.

        `doing` is what an answer to a question says that does it: it is asked where
        more beats would be edited than the reader sees.
        """
        if not (self._selection.is_framed or self._in_view()):
            return
        ids, onward = self._selection.selected, self._selection.onward
        following = None if onward else self.go.following(1)

        def edit_and_go_on() -> None:
            if edit(ids) and self.auto_advance:
                if onward:
                    onward()
                else:
                    self.go.select(following)

        self._ask_or(edit_and_go_on, doing)

    def _ask_or(self, do: Callable[[], None], doing: str) -> None:
        """Do something to the selected beats, or ask first."""
        session = self._document.session
        if session is None:
            return
        fs, columns = session.record.fs, session.columns
        question = reach_question(self._selection, columns, fs)
        if question and self._document.editable:
            self.asked.emit(question, doing, do)
        else:
            do()

    def _in_view(self) -> bool:
        """Return whether a selected beat is in view; if none is, bring it there.

        Never change a beat that is out of view.
        """
        columns, session = self._document.columns, self._document.session
        if columns is None or session is None:
            return False
        rows = np.flatnonzero(np.isin(columns.beat_id, self._selection.selected))
        at_s = columns.sample[rows] / session.record.fs
        start_s, stop_s = self._selection.view_s
        if not len(rows) or np.any((at_s >= start_s) & (at_s <= stop_s)):
            return True
        half_s = (stop_s - start_s) / 2
        self._selection.set_view(at_s[-1] - half_s, at_s[-1] + half_s)
        what = "beat was" if len(rows) == 1 else f"{whole(len(rows))} beats were"
        self.remarked.emit(f"The selected {what} out of view; press again.")
        return False

    def undo(self) -> None:
        """Take back what was last done, and show the beats it was done to."""
        self._retrace(self._document.to_undo, self._document.undo)

    def redo(self) -> None:
        """Do again what was last taken back, and show the beats it was done to."""
        self._retrace(self._document.to_redo, self._document.redo)

    def _retrace(
        self, step: AnyEdit | ViewStep | None, take: Callable[[], bool]
    ) -> None:
        columns_after = take() and self._document.columns
        if isinstance(step, RhythmEdit | ItemEdit) and columns_after:
            self._show_span(step.span)
        # Groups that are arranged otherwise are shown by their own view.
        elif columns_after and step and not isinstance(step, Arrangement):
            there = step.beat_ids[np.isin(step.beat_ids, columns_after.beat_id)]
            self._selection.select(there)

    def _show_span(self, span: tuple[int, int] | None) -> None:
        """Bring where an edit of rhythms or items was into view, unless it is."""
        session = self._document.session
        if session is None or span is None:
            return
        start_s, stop_s = (at / session.record.fs for at in span)
        left_s, right_s = self._selection.view_s
        if start_s < left_s or stop_s > right_s:
            self._selection.show_place(start_s, stop_s)

    def remove(self) -> None:
        """Delete the selected beats and select the one after them, or before."""
        ids = self._selection.selected

        def remove() -> None:
            self._after_removal = self._remaining()
            self._document.remove(ids)
            self._after_removal = None

        if self._in_view():
            self._ask_or(remove, "Delete all")

    def drop_removed(self, change: Change) -> None:
        """Unselect beats that no longer exist; to be connected after all views."""
        columns = self._document.columns
        if columns is not None and change.kind is ChangeKind.ROWS:
            self._selection.keep(columns.beat_id, self._after_removal)

    def _remaining(self) -> int | None:
        """Return the beat that a reviewer goes on with when the selected ones go."""
        columns, listed = self._document.columns, self._selection.listed
        if columns is None:
            return None
        ids = columns.beat_id if listed is None else listed
        going = np.flatnonzero(np.isin(ids, self._selection.selected))
        staying = np.delete(np.arange(len(ids)), going)
        if not len(staying):
            return None
        last = going[-1] if len(going) else -1
        after = int(np.searchsorted(staying, last))
        return int(ids[staying[min(after, len(staying) - 1)]])

    def add_at_cursor(self) -> None:
        """Add a beat at the R-peak next to the cursor."""
        cursor = self._selection.cursor_sample
        if cursor is None:
            self.remarked.emit("First click on the trace where the beat is.")
        else:
            self._link.add_beat_near(cursor)

    def nudge(self, samples: int) -> None:
        """Move the current beat by some samples."""
        columns, beat_id = self._document.columns, self._selection.current
        if columns is not None and beat_id is not None and self._in_view():
            row = columns.row_of(beat_id)
            if row is not None:
                self._document.move(beat_id, int(columns.sample[row]) + samples)

    def select_all(self) -> None:
        """Select every beat that the table lists."""
        columns, listed = self._document.columns, self._selection.listed
        if columns is None:
            return
        ids = columns.beat_id if listed is None else listed
        current = self._selection.current
        keeps = current is not None and bool(np.any(ids == current))
        self._selection.select(ids, current if keeps else None)
