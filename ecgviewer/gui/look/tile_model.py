"""The tiles of a grid as a list: how many there are, and what a screen reader says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from ecgviewer.gui.look.guarded import Guard

#: As many runs of chosen tiles, before and after the current one, are told to Qt.
_RUNS = 500

Index = QModelIndex | QPersistentModelIndex
Mask = npt.NDArray[np.bool_]


class TileModel(QAbstractListModel):
    """As many rows as there are tiles, each with a text.

    Parameters
    ----------
    text_of : callable
        Says in words what is on a tile.
    """

    def __init__(self, text_of: Callable[[int], str]) -> None:
        super().__init__()
        self._text_of = text_of
        self._count = 0

    def set_count(self, count: int) -> None:
        """Have other tiles, this many."""
        self.beginResetModel()
        self._count = count
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        with Guard(self):
            spoken = role == Qt.ItemDataRole.AccessibleTextRole
            return self._text_of(index.row()) if spoken else None
        return None

    def selection_of(self, chosen: Mask, current: int) -> QItemSelection:
        """Return a selection of tiles: a range for each run of them.

        Of very many runs those around the current tile: Qt takes seconds for all of a
        day, and nobody hears them.
        """
        if len(chosen) and chosen.all():
            return QItemSelection(self.index(0), self.index(len(chosen) - 1))
        steps = np.diff(chosen.astype(np.int8), prepend=0, append=0)
        selection = QItemSelection()
        starts, stops = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
        near = int(np.searchsorted(starts, current))
        some = slice(max(near - _RUNS, 0), near + _RUNS)
        starts, stops = starts[some], stops[some]
        for first, stop in zip(starts.tolist(), stops.tolist(), strict=True):
            ends = self.index(first), self.index(stop - 1)
            selection.append(QItemSelectionRange(*ends))
        return selection


def chosen_in(selection: QItemSelection, count: int) -> Mask:
    """Return which of some tiles are in a selection."""
    chosen = np.zeros(count, bool)
    for i in range(selection.count()):
        span = selection.at(i)
        chosen[span.top() : span.bottom() + 1] = True
    return chosen
