"""Strips, measurements and notes as a model: an entry a row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from ecgviewer.core.record import Record
from ecgviewer.gui.items.item_entries import ItemEntry
from ecgviewer.gui.look.guarded import Guard
from ecgviewer.gui.look.plain_text import plain_tip
from ecgviewer.gui.look.time_text import moment_text

Index = QModelIndex | QPersistentModelIndex
TITLES = ("Time", "What", "Text", "Leads")
TEXT = 2
_NOWHERE = QModelIndex()
ASCENDING = Qt.SortOrder.AscendingOrder


class ItemModel(QAbstractTableModel):
    """Entries as they are in the report, or sorted by a column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[ItemEntry] = []
        self._given: list[ItemEntry] = []
        self._order = -1, ASCENDING
        self._record: Record | None = None

    def show_entries(self, record: Record | None, entries: list[ItemEntry]) -> None:
        """Show other entries."""
        self.beginResetModel()
        self._record, self._given = record, entries
        self.entries = self._in_order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = ASCENDING) -> None:
        """Sort by a column, or as in the report by column -1."""
        self._order = column, order
        self.beginResetModel()
        self.entries = self._in_order()
        self.endResetModel()

    def _in_order(self) -> list[ItemEntry]:
        column, order = self._order
        if column < 0:
            return list(self._given)
        return sorted(
            self._given,
            key=lambda entry: (entry.start, self.texts(entry)[column].casefold())[
                1 if column else 0 :
            ],
            reverse=order is not ASCENDING,
        )

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401
        if (
            orientation is Qt.Orientation.Horizontal
            and role == Qt.ItemDataRole.DisplayRole
        ):
            return TITLES[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        with Guard(self):
            return self._answer(index, role)
        return None

    def _answer(self, index: Index, role: int) -> Any:  # noqa: ANN401
        text = self.texts(self.entries[index.row()])[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(text.split())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == TEXT:
            return plain_tip(text)
        return None

    def texts(self, entry: ItemEntry) -> tuple[str, ...]:
        """Return what each column says of an entry."""
        record = self._record
        if record is None:
            return ("",) * len(TITLES)
        at_s = entry.start / record.fs
        moment = moment_text(at_s, 1, record.duration_s, record.start_time)
        return moment if entry.has_place else "", entry.title, entry.text, entry.leads
