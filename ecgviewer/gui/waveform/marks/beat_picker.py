"""Picking beats with the mouse: one, one more, all from here to there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt

from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.beat_marks_item import BeatMarksItem

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class BeatPicker:
    """Finds beats by their marks and selects them.

    Beats are known by id, since rows can come and go under the mouse. `picking` is
    true while a beat that is in view anyway is selected: the page must not turn then.
    """

    def __init__(self, marks: BeatMarksItem, selection: Selection) -> None:
        self._marks, self._selection = marks, selection
        self.picking = False

    @property
    def _columns(self) -> BeatColumns | None:
        return self._marks.columns

    def beat_at(self, at: QPointF) -> int | None:
        """Return the beat whose badge or R-peak line is at a place of the sheet."""
        row = self._marks.row_near(at)
        return None if row is None else self._beat_in(row)

    def sample_of(self, beat: int | None) -> int | None:
        """Return the R-peak of a beat; None if it is gone."""
        row = self._row_of(beat)
        if self._columns is None or row is None:
            return None
        return int(self._columns.sample[row])

    def click(self, beat: int | None, modifiers: Qt.KeyboardModifier) -> None:
        """Select a beat; with Ctrl toggle it; with Shift extend the selection to it."""
        row = self._row_of(beat)
        if beat is None or row is None:
            return
        if modifiers & SHIFT:
            self._extend_to(row)
        elif modifiers & CTRL:
            self._toggle(beat)
        else:
            self._select([beat], beat)

    def point_at(self, beat: int | None) -> None:
        """Select a beat unless it is among those selected, as before a menu."""
        if beat is not None and beat not in self._selection.selected:
            self._select([beat], beat)

    def select_between(
        self, first_sample: int, last_sample: int, modifiers: Qt.KeyboardModifier
    ) -> None:
        """Select the beats from one sample to another; with Ctrl, them as well."""
        columns = self._columns
        if columns is None:
            return
        edges = np.array([first_sample, last_sample + 1])
        first, stop = np.searchsorted(columns.sample, edges)
        ids = columns.beat_id[first:stop]
        if not len(ids):
            return
        current = int(ids[0])
        if modifiers & CTRL:
            ids = np.union1d(self._selection.selected, ids)
        self._select(ids, current)

    def _extend_to(self, row: int) -> None:
        columns, anchor = self._columns, self._row_of(self._selection.current)
        if columns is None:
            return
        if anchor is None:
            anchor = row
        ids = columns.beat_id[min(anchor, row) : max(anchor, row) + 1]
        self._select(ids, self._beat_in(anchor))

    def _toggle(self, beat: int) -> None:
        selected = self._selection.selected
        if beat in selected:
            left = selected[selected != beat]
            self._select(left, int(left[-1]) if len(left) else None)
        else:
            self._select(np.append(selected, beat), beat)

    def _select(self, ids: npt.ArrayLike, current: int | None) -> None:
        self.picking = True
        self._selection.select(ids, current)
        self.picking = False

    def _beat_in(self, row: int) -> int | None:
        return None if self._columns is None else int(self._columns.beat_id[row])

    def _row_of(self, beat: int | None) -> int | None:
        if self._columns is None or beat is None:
            return None
        return self._columns.row_of(beat)
