"""The table of beats: uniform rows, found by typing, words when it is empty."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from ecgviewer.gui.beat_table.beat_columns import CLASS_COLUMN, COLUMNS
from ecgviewer.gui.beat_table.beat_table_model import BeatTableModel
from ecgviewer.gui.beat_table.class_badge import ClassBadgeDelegate
from ecgviewer.gui.beat_table.type_ahead import TypedWord
from ecgviewer.gui.look.framing import HAS_TAB_KEY
from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.row_keys import RowKeys
from ecgviewer.gui.look.theme import colours

_PADDING = 12
_LABELS = "Enter goes to the trace, where letters label."
_FOUND = f"Found by “{{typed}}”. {_LABELS}"
_NOT_FOUND = (
    f"No beat listed has class, symbol, number or comment “{{typed}}”. {_LABELS}"
)


class BeatTableView(RowKeys):
    """Shows a `BeatTableModel`; what is typed finds a beat, and labels none.

    Signals
    -------
    searched(str)
        Letters or figures were typed; what was found, in words.
    """

    searched = Signal(str)

    def __init__(self, model: BeatTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._note, self._typed = _EmptyNote(self), TypedWord(self)
        self.setModel(model)
        model.modelReset.connect(self._show_note)
        self.horizontalScrollBar().valueChanged.connect(self._show_note)
        self.setItemDelegateForColumn(CLASS_COLUMN, ClassBadgeDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Beats")
        self.setProperty(HAS_TAB_KEY, True)
        self._set_up_headers()

    def _set_up_headers(self) -> None:
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # To paint a header as selected, Qt asks for the flags of every row: 1.7 s
        # with 100,000 rows. One with a selection of its own has nothing to ask.
        header.setSelectionModel(QItemSelectionModel(self._model, self))
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.setStretchLastSection(True)
        self._fit_to_font()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_to_font()

    def _fit_to_font(self) -> None:
        header = self.horizontalHeader()
        row_px = self.fontMetrics().height() + 8
        self.verticalHeader().setDefaultSectionSize(row_px)
        for position, column in enumerate(COLUMNS):
            text = self.fontMetrics().horizontalAdvance(column.sample_text)
            # The arrow of the sorted column stands beside its title.
            title = header.fontMetrics().horizontalAdvance(column.title) + 10
            self.setColumnWidth(position, max(text, title) + _PADDING)

    def keyboardSearch(self, search: str) -> None:
        """Go to the next beat that fits what is typed."""
        if not search.isalnum():
            return
        goes_on = bool(self._typed.text) and self._typed.text != search
        self._typed.add(search)
        typed, here = self._typed.text, self.currentIndex()
        row = self._model.next_fitting(typed, max(here.row(), 0), stay=goes_on)
        if row is None:
            self.searched.emit(_NOT_FOUND.format(typed=typed))
            return
        self.setCurrentIndex(self._model.index(row, max(here.column(), 0)))
        self.searched.emit(_FOUND.format(typed=typed))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_note()

    def _show_note(self) -> None:
        # What is on the viewport is scrolled with the rows.
        self._note.setGeometry(self.viewport().rect())
        self._note.setVisible(not self._model.rowCount())

    def empty_text(self) -> str:
        """Return why there is no beat to be seen."""
        if not self._model.has_record:
            return "Open a record to see its beats here."
        if not self._model.n_beats:
            if self._model.searching:
                return "Searching for beats\N{HORIZONTAL ELLIPSIS}"
            return "There are no beats."
        return self._model.search_remark or "No beat passes the filter."


class _EmptyNote(Painted, QWidget):
    """Says over an empty table why it is empty.

    A widget of its own: were the table's paint overridden, an error of the model could
    not be told from it.
    """

    def __init__(self, view: BeatTableView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paint_on(self, painter: QPainter) -> None:
        painter.setPen(colours(self.palette()).faint_text)
        area = self.rect().adjusted(12, 12, -12, -12)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, self._view.empty_text())
