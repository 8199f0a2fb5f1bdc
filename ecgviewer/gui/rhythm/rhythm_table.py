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
from ecgviewer.core.rhythm.kinds import RhythmEvent
from ecgviewer.gui.look.guarded import Guard
from ecgviewer.gui.look.time_text import day_of, elapsed_text, time_text
from ecgviewer.gui.rhythm.event_order import in_order

Index = QModelIndex | QPersistentModelIndex
_TITLES = ("Time", "Rhythm", "Beats", "/min", "Length", "Day")
_TIPS = (
    "When it begins", "What it is called", "Beats from the first to the last",
    "Rate: mean of most, extreme of tachycardia and bradycardia", "How long it lasts",
    "Day of the recording",
)  # fmt: skip
_RHYTHM, _DAY = 1, 5
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ASCENDING = Qt.SortOrder.AscendingOrder


class RhythmModel(QAbstractTableModel):
    """Events in the order that was chosen: at first what is gravest, then by time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.events: list[RhythmEvent] = []
        self._given: list[RhythmEvent] = []
        self._order = -1, _ASCENDING
        self._record: Record | None = None

    def show_events(self, record: Record | None, events: list[RhythmEvent]) -> None:
        """Show other events."""
        if record is self._record and events == self._given:
            return
        self.beginResetModel()
        self._record, self._given = record, events
        self.events = in_order(events, self._order[0], self._descending)
        self.endResetModel()

    @property
    def spans_days(self) -> bool:
        """Return whether the record goes on after midnight, or after 24 hours."""
        record = self._record
        return record is not None and day_of(record.duration_s, record.start_time) > 1

    @property
    def _descending(self) -> bool:
        return self._order[1] is not _ASCENDING

    def sort(self, column: int, order: Qt.SortOrder = _ASCENDING) -> None:
        """Sort by a column, or as the events were found by column -1."""
        self._order = column, order
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        events = [self.events[index.row()] for index in before]
        self.events = in_order(self._given, column, self._descending)
        rows = {id(event): row for row, event in enumerate(self.events)}
        for index, event in zip(before, events, strict=True):
            moved = self.index(rows[id(event)], index.column())
            self.changePersistentIndex(index, moved)
        self.layoutChanged.emit()

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
        if horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        with Guard(self):
            return self._answer(index, role)
        return None

    def _answer(self, index: Index, role: int) -> Any:  # noqa: ANN401
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > _RHYTHM:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return self.texts(self.events[index.row()])[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _RHYTHM:
            return self.events[index.row()].title
        return None

    def texts(self, event: RhythmEvent) -> tuple[str, ...]:
        """Return what each column says of an event."""
        record = self._record
        if record is None:
            return ("",) * len(_TITLES)
        at_s, start = event.start / record.fs, record.start_time
        rate = "" if math.isnan(event.rate_bpm) else f"{event.rate_bpm:.0f}"
        return (
            time_text(at_s, 0, record.duration_s, start),
            event.title,
            f"{event.n_beats:,}",
            rate,
            elapsed_text(event.duration_s, 1, event.duration_s),
            str(day_of(at_s, start)),
        )


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
        header.setSectionResizeMode(_RHYTHM, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, _ASCENDING)
        self.setSortingEnabled(True)
        header.moveSection(_DAY, 0)
        texts = {0: "23:59:59", 2: "88,888", 3: "888", 4: "88:88.8", _DAY: "8"}
        for column, text in texts.items():
            title = header.fontMetrics().horizontalAdvance(_TITLES[column])
            width = max(self.fontMetrics().horizontalAdvance(text), title)
            self.setColumnWidth(column, width + 7)
        model.modelReset.connect(self._show_days)
        self._show_days()

    def _show_days(self) -> None:
        model = self.model()
        if isinstance(model, RhythmModel):
            self.setColumnHidden(_DAY, not model.spans_days)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose no row, as Qt would: the trace stays until the reviewer does."""
        chosen = self.currentIndex().isValid()
        with QSignalBlocker(self.selectionModel()):
            super().focusInEvent(event)
            if not chosen:
                self.selectionModel().clearCurrentIndex()

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: letters label beats."""
