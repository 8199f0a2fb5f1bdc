"""Strips, measurements and notes as a table; a row is gone to when it is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from ecgviewer.gui.items.item_model import ASCENDING, TEXT, ItemModel
from ecgviewer.gui.look.font_scale import scaled
from ecgviewer.gui.look.row_keys import RowKeys

#: Of a longer text the beginning is shown; all of it is in its tip.
_MOST_TEXT_PX = 420


class ItemTable(RowKeys):
    """The table; the text has what room is left, and no less than it needs.

    Where that is too little, the list scrolls: measurements end with their figures.
    """

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
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, ASCENDING)
        self.setSortingEnabled(True)
        model.modelReset.connect(self._fit)

    def _fit(self) -> None:
        header = self.horizontalHeader()
        others_px = sum(
            max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(header.count())
            if column != TEXT
        )
        text_px = min(self.sizeHintForColumn(TEXT), scaled(_MOST_TEXT_PX))
        self.setColumnWidth(TEXT, max(self.viewport().width() - others_px, text_px))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            rows_px = self.fontMetrics().height() + 8
            self.verticalHeader().setDefaultSectionSize(rows_px)
            self._fit()

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
