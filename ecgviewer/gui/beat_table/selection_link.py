"""Keeps the rows selected in the beat table and the `Selection` the same."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
)

from ecgviewer.core.arrays import IndexArray
from ecgviewer.gui.beat_table.beat_columns import COLUMNS
from ecgviewer.gui.beat_table.beat_table_model import BeatTableModel
from ecgviewer.gui.beat_table.beat_table_view import BeatTableView
from ecgviewer.gui.look.when_seen import WhenSeen
from ecgviewer.gui.model.selection import Selection

_REPLACE = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect
    | QItemSelectionModel.SelectionFlag.Rows
)
#: A kind of beat scattered over a day is thousands of ranges, which Qt takes a second
#: to select: the table then marks the current beat, and says how many are selected.
_MAX_RANGES = 400


class SelectionLink(QObject):
    """Carries the selection both ways; what it sets itself it does not hear.

    Ranges of rows are selected, never rows one by one, so that selecting all of
    100,000 beats costs as much as selecting one.
    """

    def __init__(
        self,
        view: BeatTableView,
        model: BeatTableModel,
        selection: Selection,
        when_seen: WhenSeen,
    ) -> None:
        super().__init__(view)
        self._view, self._model, self._selection = view, model, selection
        self._applying = False
        view.selectionModel().selectionChanged.connect(self._on_rows_selected)
        view.selectionModel().currentRowChanged.connect(self._on_rows_selected)
        selected = partial(when_seen.do, self._on_beats_selected)
        selection.beats_changed.connect(selected)
        self.show_selection()

    def show_selection(self) -> None:
        """Select in the table the beats that are selected, as far as it shows them."""
        positions = self._model.positions_of(self._selection.selected)
        if _n_runs(positions) > _MAX_RANGES:
            index = self.current_index()
            positions = np.array([index.row()] if index.isValid() else [], np.intp)
        ranges = _ranges(self._model, positions)
        self._applying = True
        self._view.selectionModel().select(ranges, _REPLACE)
        self._view.selectionModel().setCurrentIndex(
            self.current_index(), QItemSelectionModel.SelectionFlag.NoUpdate
        )
        self._applying = False

    def scroll_to_current(self) -> None:
        """Bring the current beat into view, if the table shows it."""
        index = self.current_index()
        if index.isValid():
            x = self._view.horizontalScrollBar().value()
            self._view.scrollTo(index)
            self._view.horizontalScrollBar().setValue(x)

    def current_index(self) -> QModelIndex:
        """Return where the current beat is in the table; invalid if it is not."""
        current = self._selection.current
        found = self._model.positions_of([] if current is None else [current])
        if not len(found):
            return QModelIndex()
        # The column that the keyboard was in stays current.
        column = max(self._view.currentIndex().column(), 0)
        return self._model.index(int(found[0]), column)

    def drop_hidden(self) -> None:
        """Unselect beats that the table does not show; the current one stays.

        Never label a beat that an earlier filter has hidden.
        """
        current, selected = self._selection.current, self._selection.selected
        shown = self._model.beat_ids(self._model.positions_of(selected))
        if len(shown) == len(selected) or current is None:
            return
        kept = shown if current in shown else np.array([current], np.int64)
        self._selection.select(kept, current)

    def _on_beats_selected(self) -> None:
        if not self._applying:
            self.show_selection()
            self.scroll_to_current()

    def _on_rows_selected(self) -> None:
        if self._applying:
            return
        ranges = self._view.selectionModel().selection().toList()
        rows = [np.arange(r.top(), r.bottom() + 1) for r in ranges]
        beat_ids = self._model.beat_ids(np.concatenate(rows) if rows else [])
        here = self._view.currentIndex()
        current = (
            self._model.beat_ids([here.row()]) if here.isValid() else beat_ids[-1:]
        )
        self._applying = True
        if len(beat_ids) and current[0] not in beat_ids:
            current = beat_ids[-1:]
        self._selection.select(beat_ids, int(current[0]) if len(beat_ids) else None)
        self._applying = False


def _n_runs(positions: IndexArray) -> int:
    return int(np.count_nonzero(np.diff(np.sort(positions)) > 1)) + 1


def _ranges(model: BeatTableModel, positions: IndexArray) -> QItemSelection:
    ranges = QItemSelection()
    if not len(positions):
        return ranges
    places = np.unique(positions)
    for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
        first = model.index(int(run[0]), 0)
        last = model.index(int(run[-1]), len(COLUMNS) - 1)
        ranges.append(QItemSelectionRange(first, last))
    return ranges
