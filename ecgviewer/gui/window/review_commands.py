"""What the beat, edit and go actions do, over document and selection."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.label_class import Role
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET
from ecgviewer.core.review.arrangement import Arrangement, ViewStep
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.change import Change, ChangeKind
from ecgviewer.core.review.history import AnyEdit
from ecgviewer.core.review.item_edits import ItemEdit
from ecgviewer.core.review.navigation import neighbour_row, next_listed, next_row_where
from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.window.reach import reach_question

Mask = Callable[[BeatColumns], BoolArray]


def _ectopic(columns: BeatColumns) -> BoolArray:
    plain = columns.scheme.with_role(Role.NORMAL, Role.PACED)
    return ~np.isin(columns.label, (*plain, UNSET))


def _unreviewed(columns: BeatColumns) -> BoolArray:
    return ~columns.reviewed


def _labelled(name: str, columns: BeatColumns) -> BoolArray:
    return np.asarray(columns.label == columns.scheme.code(name))


def _disagreeing(columns: BeatColumns) -> BoolArray:
    return columns.disagrees


class ReviewCommands(QObject):
    """Editing and moving about by key.

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

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the edit, beat and go menus does."""
        kinds = (
            ("ectopic", _ectopic),
            ("unreviewed", _unreviewed),
            ("disagreement", _disagreeing),
        )
        jumps: dict[str, Callable[[], object]] = {}
        for name, mask in kinds:
            word = "in disagreement" if name == "disagreement" else name
            jumps[f"go.next_{name}"] = partial(self.jump, word, mask)
            jumps[f"go.previous_{name}"] = partial(self.jump, word, mask, forward=False)
        return {
            **self.of_classes(AAMI),
            **jumps,
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
            "go.next": partial(self.step, 1),
            "go.previous": partial(self.step, -1),
            "go.least_confident": self.go_least_confident,
        }

    def of_classes(self, scheme: LabelScheme) -> dict[str, Callable[[], object]]:
        """Return what the actions of the classes of a scheme do.

        By the names of the classes: codes are those of the review that is open.
        """
        found: dict[str, Callable[[], object]] = {}
        for name in scheme.names:
            jump = partial(self.jump, name, partial(_labelled, name))
            found[f"beat.label_{name}"] = partial(self._label_as, name)
            found[f"go.next_{name}"] = jump
            found[f"go.previous_{name}"] = partial(jump, forward=False)
        return found

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
        following = None if onward else self._following(1)

        def edit_and_go_on() -> None:
            if edit(ids) and self.auto_advance:
                if onward:
                    onward()
                else:
                    self._select(following)

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

    def step(self, step: int) -> None:
        """Go to the beat before or after, in the table's order while it has its own."""
        self._select(self._following(step))

    def _following(self, step: int) -> int | None:
        columns, listed = self._document.columns, self._selection.listed
        if columns is None:
            return None
        if listed is not None:
            chosen = listed[np.isin(listed, self._selection.selected)]
            last = None
            if len(chosen):
                last = int(chosen[-1] if step > 0 else chosen[0])
            return next_listed(listed, last, step)
        row = neighbour_row(columns.sample, self._place(step), step)
        return None if row is None else int(columns.beat_id[row])

    def jump(self, name: str, mask: Mask, *, forward: bool = True) -> None:
        """Go to the next beat of a kind, round the end of the record."""
        columns = self._document.columns
        if columns is None:
            return
        place = self._place(1 if forward else -1)
        row = next_row_where(mask(columns), columns.sample, place, forward=forward)
        if row is None:
            self.remarked.emit(f"No beat of the record is {name}.")
            return
        if (columns.sample[row] > place) != forward:
            end = "end" if forward else "start"
            self.remarked.emit(f"Past the {end} of the record: wrapped around.")
        self._select(int(columns.beat_id[row]))

    def go_least_confident(self) -> None:
        """Go to the unreviewed beat the classifier is least sure of."""
        columns = self._document.columns
        if columns is None:
            return
        open_ = ~columns.reviewed & columns.readable & ~np.isnan(columns.confidence)
        if not open_.any():
            self.remarked.emit("Every classified beat has been reviewed.")
            return
        row = int(np.argmin(np.where(open_, columns.confidence, np.inf)))
        self._select(int(columns.beat_id[row]))

    def _place(self, direction: int) -> float:
        """Return where a step in a direction begins.

        At the selected beats if one is in view, else at the cursor if it is, else at
        the edge of the view: a step never goes back from where the reader went.
        """
        session, columns = self._document.session, self._document.columns
        if session is None or columns is None:
            return 0.0
        start, stop = (at_s * session.record.fs for at_s in self._selection.view_s)
        places = columns.sample[np.isin(columns.beat_id, self._selection.selected)]
        if np.any((places >= start) & (places <= stop)):
            return float(places[-1] if direction > 0 else places[0])
        cursor = self._selection.cursor_sample
        if cursor is not None and start <= cursor <= stop:
            return float(cursor)
        return start - 1 if direction > 0 else stop + 1

    def _select(self, beat_id: int | None) -> None:
        columns = self._document.columns
        if beat_id is not None and columns is not None and beat_id in columns.beat_id:
            self._selection.select(beat_id)
