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

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.events import RhythmEvent
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
        self._session: ReviewSession | None = None

    def show_events(
        self, session: ReviewSession | None, events: list[RhythmEvent]
    ) -> None:
        """Show other events."""
        self.beginResetModel()
        self._session, self.events = session, events
        self.endResetModel()

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
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 1:
            return _RIGHT
        if role != Qt.ItemDataRole.DisplayRole or self._session is None:
            return None
        event, record = self.events[index.row()], self._session.record
        columns = self._session.columns
        at_s = float(columns.sample[min(event.first, len(columns.sample) - 1)])
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
