"""The studies of a query as rows; those in view are read from the index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QGuiApplication

from ecgviewer.gui.look.guarded import Guard
from ecgviewer.gui.look.plain_text import plain_tip
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.studies.study_columns import COLUMNS, REASON
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.query import FOUND, WORST_FIRST, StudyQuery
from ecgviewer.studies.study import Status, Study
from ecgviewer.studies.table import reason_of, text_of

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
#: Rows that are read at once.
_PAGE = 100
_HIDDEN = "–"
_NOWHERE = QModelIndex()


class StudyModel(QAbstractTableModel):
    """What `query` asks for, in its order.

    Parameters
    ----------
    index : StudyIndex
        Opened in the thread of the window.
    """

    def __init__(self, index: StudyIndex, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index = index
        # Nothing, until the window says which folders.
        self.query = StudyQuery(())
        self.n_all = 0
        self._ids: list[int] = []
        self._rows: dict[int, Study] = {}

    def ask(self, query: StudyQuery) -> None:
        """Show what another query asks for."""
        self.query = query
        self.refresh()

    def refresh(self) -> None:
        """Show what the index says now."""
        self.beginResetModel()
        self._rows.clear()
        self._ids = self._index.ids(*self.query.where, self.query.order_by)
        everything = StudyQuery(self.query.roots)
        self.n_all = self._index.count(*everything.where)
        self.endResetModel()

    def study(self, row: int) -> Study | None:
        """Return the study of a row; None where there is none any more."""
        if not 0 <= row < len(self._ids):
            return None
        number = self._ids[row]
        if number not in self._rows:
            first = row // _PAGE * _PAGE
            self._rows |= self._index.by_ids(self._ids[first : first + _PAGE])
        return self._rows.get(number)

    def ids_of(self, rows: Iterable[int]) -> frozenset[int]:
        """Return by what the studies of rows are known, wherever they are listed."""
        return frozenset(self._ids[row] for row in rows if row < len(self._ids))

    def rows_of(self, ids: frozenset[int]) -> list[int]:
        """Return the rows of studies; see `ids_of`."""
        return [row for row, number in enumerate(self._ids) if number in ids]

    def row_of(self, path: str) -> int | None:
        """Return the row of the study at a path."""
        found = self._index.ids("path = ?", [path], "id")
        if not found or found[0] not in self._ids:
            return None
        return self._ids.index(found[0])

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:  # noqa: ANN401
        if orientation is not Qt.Orientation.Horizontal or section >= len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == _Role.DisplayRole:
            return column.title
        if role == _Role.ToolTipRole:
            return column.tip
        return column.alignment if role == _Role.TextAlignmentRole else None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:  # noqa: ANN401
        with Guard(self):
            study = self.study(index.row())
            if study is not None:
                return self._value(study, index.column(), role)
        return None

    def _value(self, study: Study, section: int, role: int) -> object:
        column = COLUMNS[section]
        if role == _Role.DisplayRole:
            return " ".join(self.text(study, column.name).split())
        if role == _Role.ToolTipRole:
            return plain_tip(self.text(study, column.name))
        if role == _Role.TextAlignmentRole:
            return column.alignment
        if role == _Role.ForegroundRole and _is_faint(study):
            return colours(QGuiApplication.palette()).faint_text
        return None

    def text(self, study: Study, name: str) -> str:
        """Return what is shown of a study in a column."""
        blind = self.hides(study)
        if name == REASON:
            return reason_of(study, self.query.today, blind=blind)
        if blind and name in FOUND:
            return _HIDDEN
        return text_of(name, study)

    def hides(self, study: Study) -> bool:
        """Return whether the reader is not to see what was found in a study."""
        return self.query.blind or study.is_hidden_from(self.query.reader)

    def sort(
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        name = COLUMNS[column].name if 0 <= column < len(COLUMNS) else REASON
        by = WORST_FIRST if name == REASON else name
        down = order is Qt.SortOrder.DescendingOrder
        self.ask(replace(self.query, order=by, descending=down))

    def set_today(self, today: date) -> None:
        """Take note of the day, by which studies are overdue."""
        self.query = replace(self.query, today=today)


def _is_faint(study: Study) -> bool:
    return bool(study.missing) or study.status == Status.SIGNED.value
