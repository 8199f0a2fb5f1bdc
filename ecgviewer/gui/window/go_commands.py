"""What the go actions do: from beat to beat, and to the next of a kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.label_class import Role
from ecgviewer.core.label_scheme import LabelScheme
from ecgviewer.core.labels import UNSET
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.navigation import neighbour_row, next_listed, next_row_where
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection

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


class GoCommands(QObject):
    """Moving about by key.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    """

    remarked = Signal(str)

    def __init__(
        self, document: Document, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._selection = selection

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the go menu does, those of classes aside."""
        kinds = (
            ("ectopic", "ectopic", _ectopic),
            ("unreviewed", "unreviewed", _unreviewed),
            ("disagreement", "in disagreement", _disagreeing),
        )
        found: dict[str, Callable[[], object]] = {
            "go.next": partial(self.step, 1),
            "go.previous": partial(self.step, -1),
            "go.least_confident": self.go_least_confident,
        }
        for name, word, mask in kinds:
            found |= self._both_ways(name, word, mask)
        return found

    def of_classes(self, scheme: LabelScheme) -> dict[str, Callable[[], object]]:
        """Return what the actions do that go to the beats of a class."""
        found: dict[str, Callable[[], object]] = {}
        for name in scheme.names:
            found |= self._both_ways(name, name, partial(_labelled, name))
        return found

    def _both_ways(
        self, name: str, word: str, mask: Mask
    ) -> dict[str, Callable[[], object]]:
        jump = partial(self.jump, word, mask)
        return {
            f"go.next_{name}": jump,
            f"go.previous_{name}": partial(jump, forward=False),
        }

    def step(self, step: int) -> None:
        """Go to the beat before or after, in the table's order while it has its own."""
        self.select(self.following(step))

    def following(self, step: int) -> int | None:
        """Return the beat that a step leads to; None where there is none."""
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
        self.select(int(columns.beat_id[row]))

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
        self.select(int(columns.beat_id[row]))

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

    def select(self, beat_id: int | None) -> None:
        """Select a beat, if it is there."""
        columns = self._document.columns
        if beat_id is not None and columns is not None and beat_id in columns.beat_id:
            self._selection.select(beat_id)
