"""Strips, measurements and notes as a table; a row is gone to when it is chosen."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from ecgviewer.gui.items.item_model import ASCENDING, TEXT, ItemModel
from ecgviewer.gui.look.row_keys import RowKeys


class ItemTable(RowKeys):
    """The table; the text has what room is left."""

    def __init__(self, model: ItemModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAccessibleName("Strips, measurements and notes")
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, ASCENDING)
        self.setSortingEnabled(True)

    @property
    def chosen_rows(self) -> list[int]:
        """The rows that are selected, in their order."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose no row, as Qt would: the trace stays until the reviewer does."""
        chosen = self.currentIndex().isValid()
        with QSignalBlocker(self.selectionModel()):
            super().focusInEvent(event)
            if not chosen:
                self.selectionModel().clearCurrentIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the chosen rows, or do what Qt does."""
        if not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        model = self.model()
        rows = (
            "\t".join(
                str(model.index(row, column).data())
                for column in range(model.columnCount())
            )
            for row in self.chosen_rows
        )
        QGuiApplication.clipboard().setText("\n".join(rows))

    def keyboardSearch(self, search: str) -> None:
        """Find a row by the beginning of its text: letters label no beats here."""
        if search.isalnum():
            super().keyboardSearch(search)
