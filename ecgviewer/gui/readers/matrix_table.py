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

from ecgviewer.core.ec57.reader_comparison import (
    AAMI_ROWS,
    NO_BEAT,
    NO_CLASS,
    ReaderComparison,
    cell_name,
)
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.theme import colours

_TITLES = {NO_BEAT: "–", NO_CLASS: "?"}


class MatrixTable(QTableWidget):
    """The first reader's classes in rows, the second's in columns.

    Signals
    -------
    cell_chosen(int, int)
        Row and column of the cell that was clicked or entered.
    """

    cell_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._show_rows(AAMI_ROWS)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("First reader in rows, second in columns")
        resize = QHeaderView.ResizeMode.Stretch
        self.horizontalHeader().setSectionResizeMode(resize)
        self.verticalHeader().setSectionResizeMode(resize)
        self.cellClicked.connect(self.cell_chosen)
        self.cellActivated.connect(self.cell_chosen)

    def show_comparison(self, comparison: ReaderComparison | None) -> None:
        """Show the counts; what the readers do not agree on stands out."""
        self.clearContents()
        if comparison is None:
            return
        theme = colours(self.palette())
        n_shown = self._show_rows(comparison.rows)
        for row in range(n_shown):
            for column in range(n_shown):
                count = int(comparison.matrix[row, column])
                item = QTableWidgetItem(f"{whole(count)}" if count else "")
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                item.setToolTip(
                    f"{cell_name(row, column, comparison.rows)}: {whole(count)}"
                )
                if count and row != column:
                    tint = QColor(theme.beat[2])
                    tint.setAlpha(60)
                    item.setBackground(tint)
                self.setItem(row, column, item)

    def _show_rows(self, rows: tuple[str, ...]) -> int:
        """Have a row and a column for each class and for "no beat"; return how many."""
        # Shutdown, which is behind these, is not compared here.
        n_shown = rows.index(NO_BEAT) + 1
        titles = [_TITLES.get(name, name) for name in rows[:n_shown]]
        self.setRowCount(n_shown)
        self.setColumnCount(n_shown)
        self.setHorizontalHeaderLabels(titles)
        self.setVerticalHeaderLabels(titles)
        self.setFixedHeight((n_shown + 1) * (self.fontMetrics().height() + 12))
        return n_shown

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: letters label beats."""
