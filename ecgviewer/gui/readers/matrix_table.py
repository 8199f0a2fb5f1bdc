"""The matrix of EC57 of two readers; its cells jump to their beats."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from ecgviewer.core.ec57.matrix import ROWS
from ecgviewer.core.ec57.reader_comparison import ReaderComparison, cell_name
from ecgviewer.gui.look.theme import colours

#: Classes and "no beat"; shutdown is not compared here.
_SHOWN = 6
_TITLES = [*ROWS[:5], "–"]


class MatrixTable(QTableWidget):
    """The first reader's classes in rows, the second's in columns.

    Signals
    -------
    cell_chosen(int, int)
        Row and column of the cell that was clicked or entered.
    """

    cell_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__(_SHOWN, _SHOWN)
        self.setHorizontalHeaderLabels(_TITLES)
        self.setVerticalHeaderLabels(_TITLES)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("First reader in rows, second in columns")
        resize = QHeaderView.ResizeMode.Stretch
        self.horizontalHeader().setSectionResizeMode(resize)
        self.verticalHeader().setSectionResizeMode(resize)
        self.setFixedHeight(7 * (self.fontMetrics().height() + 12))
        self.cellClicked.connect(self.cell_chosen)
        self.cellActivated.connect(self.cell_chosen)

    def show_comparison(self, comparison: ReaderComparison | None) -> None:
        """Show the counts; what the readers do not agree on stands out."""
        self.clearContents()
        if comparison is None:
            return
        theme = colours(self.palette())
        for row in range(_SHOWN):
            for column in range(_SHOWN):
                count = int(comparison.matrix[row, column])
                item = QTableWidgetItem(f"{count:,}" if count else "")
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                item.setToolTip(f"{cell_name(row, column)}: {count:,}")
                if count and row != column:
                    tint = QColor(theme.beat[2])
                    tint.setAlpha(60)
                    item.setBackground(tint)
                self.setItem(row, column, item)

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: letters label beats."""
