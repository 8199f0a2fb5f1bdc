"""The table of beats: uniform rows, no keyboard search, words when it is empty."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ecgviewer.gui.beat_table.beat_columns import CLASS_COLUMN, COLUMNS
from ecgviewer.gui.beat_table.beat_table_model import BeatTableModel
from ecgviewer.gui.beat_table.class_badge import ClassBadgeDelegate
from ecgviewer.gui.look.theme import colours

_PADDING = 12
_TYPING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class BeatTableView(QTableView):
    """Shows a `BeatTableModel`; keys that type a character are left to others."""

    def __init__(self, model: BeatTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegateForColumn(CLASS_COLUMN, ClassBadgeDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Beats")
        self._set_up_headers()

    def _set_up_headers(self) -> None:
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        # To paint a header as selected, Qt asks for the flags of every row: 1.7 s
        # with 100,000 rows. One with a selection of its own has nothing to ask.
        header.setSelectionModel(QItemSelectionModel(self._model, self))
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.setStretchLastSection(True)
        for position, column in enumerate(COLUMNS):
            text = self.fontMetrics().horizontalAdvance(column.sample_text)
            # The arrow of the sorted column stands beside its title.
            title = header.fontMetrics().horizontalAdvance(column.title) + 10
            self.setColumnWidth(position, max(text, title) + _PADDING)

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: letters label beats."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text().isprintable() and event.text()
        if typed and not event.modifiers() & ~_TYPING:
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._model.rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(colours(self.palette()).faint_text)
        area = self.viewport().rect().adjusted(12, 12, -12, -12)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, self.empty_text())
        painter.end()

    def empty_text(self) -> str:
        """Return why there is no beat to be seen."""
        if not self._model.has_record:
            return "Open a record to see its beats here."
        if not self._model.n_beats:
            if self._model.searching:
                return "Searching for beats\N{HORIZONTAL ELLIPSIS}"
            return "There are no beats."
        return self._model.search_remark or "No beat passes the filter."
