"""Home and End in a list of rows: to its first row and to its last."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

_Action = QAbstractItemView.CursorAction


class RowKeys(QTableView):
    """A table whose rows are the entries: its columns are not gone through.

    Qt goes to the first and the last column, which tells a reader of rows nothing.
    """

    def moveCursor(
        self, action: _Action, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        if action not in (_Action.MoveHome, _Action.MoveEnd):
            return super().moveCursor(action, modifiers)
        rows = self.model().rowCount()
        row = 0 if action is _Action.MoveHome else rows - 1
        return self.model().index(row, max(self.currentIndex().column(), 0))
