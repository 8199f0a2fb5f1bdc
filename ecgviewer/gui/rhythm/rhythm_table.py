"""The rhythm events as a table; a row is gone to when it is chosen."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
)
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ecgviewer.core.record import Record
from ecgviewer.core.review.session import BeatColumns
from ecgviewer.core.rhythm.events import RhythmEvent
from ecgviewer.gui.look.guarded import Guard
from ecgviewer.gui.look.time_text import elapsed_text, time_text

Index = QModelIndex | QPersistentModelIndex
_TITLES = ("Time", "Rhythm", "Beats", "Rate /min", "Duration")
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RhythmModel(QAbstractTableModel):
    """Events in order of time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.events: list[RhythmEvent] = []
        self._columns: BeatColumns | None = None
        self._record: Record | None = None

    def show_events(
        self,
        record: Record | None,
        columns: BeatColumns | None,
        events: list[RhythmEvent],
    ) -> None:
        """Show other events; they are of these beats, whatever is edited meanwhile."""
        same = events == self.events
        if not same:
            self.beginResetModel()
        self._record, self._columns, self.events = record, columns, events
        if not same:
            self.endResetModel()
        elif events:
            last = self.index(len(events) - 1, len(_TITLES) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.events)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401
        horizontal = orientation is Qt.Orientation.Horizontal
        if horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        with Guard(self):
            return self._answer(index, role)
        return None

    def _answer(self, index: Index, role: int) -> Any:  # noqa: ANN401
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 1:
            return _RIGHT
        record, columns = self._record, self._columns
        shown = role == Qt.ItemDataRole.DisplayRole
        if not shown or record is None or columns is None:
            return None
        event = self.events[index.row()]
        at_s = float(columns.sample[event.first])
        rate = "" if math.isnan(event.rate_bpm) else f"{event.rate_bpm:.0f}"
        return (
            time_text(at_s / record.fs, 0, record.duration_s, record.start_time),
            event.kind.value,
            f"{event.n_beats:,}",
            rate,
            elapsed_text(event.duration_s, 1, event.duration_s),
        )[index.column()]


class RhythmTable(QTableView):
    """The table, a row each; letters label beats and search nothing."""

    def __init__(self, model: RhythmModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Rhythm events")
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        for column, text in ((0, "23:59:59"), (2, "88,888"), (4, "88:88:88.8")):
            title = header.fontMetrics().horizontalAdvance(_TITLES[column])
            width = max(self.fontMetrics().horizontalAdvance(text), title)
            self.setColumnWidth(column, width + 14)
        self.setColumnWidth(3, header.fontMetrics().horizontalAdvance(_TITLES[3]) + 14)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose no row, as Qt would: the trace stays until the reviewer does."""
        chosen = self.currentIndex().isValid()
        with QSignalBlocker(self.selectionModel()):
            super().focusInEvent(event)
            if not chosen:
                self.selectionModel().clearCurrentIndex()

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: letters label beats."""
