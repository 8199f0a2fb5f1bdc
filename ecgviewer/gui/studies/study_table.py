"""The table of studies: sorted by its header, its columns chosen and kept."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from zlib import crc32

from PySide6.QtCore import (
    QByteArray,
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QWidget

from ecgviewer.gui.look.row_keys import RowKeys
from ecgviewer.gui.studies.study_columns import COLUMNS
from ecgviewer.gui.studies.study_model import StudyModel
from ecgviewer.studies.study import Study

_PADDING_PX = 16
#: What was kept of other columns, by another version, does not fit these.
_KEY = f"studies/columns-{crc32(' '.join(each.name for each in COLUMNS).encode()):08x}"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StudyTable(RowKeys):
    """Shows a `StudyModel`.

    Signals
    -------
    chosen(Study)
        To be opened: by Enter or a double click.
    current_changed(object)
        The study that is shown beside the table, or None.
    """

    chosen = Signal(object)
    current_changed = Signal(object)

    def __init__(self, model: StudyModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Studies")
        self._set_up_headers()
        self.doubleClicked.connect(lambda index: self._choose(index.row()))
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def _set_up_headers(self) -> None:
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionsMovable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_menu)
        self.setSortingEnabled(True)
        width = self.fontMetrics().horizontalAdvance("n")
        for position, column in enumerate(COLUMNS):
            self.setColumnWidth(position, column.width * width + _PADDING_PX)
            self.setColumnHidden(position, not column.is_shown)

    @property
    def current(self) -> Study | None:
        """The study that the keyboard is at."""
        return self._model.study(self.currentIndex().row())

    @property
    def selected(self) -> tuple[Study, ...]:
        """The studies that are selected, in order."""
        rows = sorted(each.row() for each in self.selectionModel().selectedRows())
        found = (self._model.study(row) for row in rows)
        return tuple(each for each in found if each is not None)

    def go_to(self, row: int) -> None:
        """Select a row, and have it in view."""
        self.setCurrentIndex(self._model.index(row, self._first_column()))

    def refresh(self) -> None:
        """Show what the index says now; what is selected stays, and the current one."""
        current, bar = self.current, self.verticalScrollBar()
        chosen = self.selectionModel().selectedRows()
        ids = self._model.ids_of(index.row() for index in chosen)
        place = bar.value()
        self._model.refresh()
        self.return_to(current)
        if len(ids) > 1:
            self._select(self._model.rows_of(ids))
        bar.setValue(place)

    def _select(self, rows: Iterable[int]) -> None:
        """Select these rows alone; the keyboard stays where it is."""
        chosen = QItemSelection()
        for row in rows:
            index = self._model.index(row, 0)
            chosen.select(index, index)
        how = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(chosen, how.ClearAndSelect | how.Rows)

    def return_to(self, study: Study | None) -> None:
        """Go back to a study, or to the first one where it is not listed."""
        row = self._model.row_of(study.path) if study else None
        if self._model.rowCount():
            self.go_to(row or 0)
        else:
            self.current_changed.emit(None)

    def _first_column(self) -> int:
        header = self.horizontalHeader()
        sections = map(header.logicalIndex, range(header.count()))
        return next((each for each in sections if not self.isColumnHidden(each)), 0)

    def _on_current(self) -> None:
        self.current_changed.emit(self.current)

    def _choose(self, row: int) -> None:
        study = self._model.study(row)
        if study is not None:
            self.chosen.emit(study)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.currentIndex().isValid():
            self._choose(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Leave letters to the actions of the window."""

    def fill_menu(self, menu: QMenu) -> None:
        """Offer each column to be shown or hidden."""
        menu.clear()
        for position, column in enumerate(COLUMNS):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(position))
            action.toggled.connect(partial(self._show_column, position))

    def _show_column(self, position: int, shown: bool) -> None:
        n_shown = sum(not self.isColumnHidden(each) for each in range(len(COLUMNS)))
        if shown or n_shown > 1:
            self.setColumnHidden(position, not shown)

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(self.horizontalHeader().mapToGlobal(place))

    def save(self, store: QSettings) -> None:
        """Keep which columns are shown, where, and how wide."""
        store.setValue(_KEY, self.horizontalHeader().saveState())

    def restore(self, store: QSettings) -> None:
        """Show the columns as they were kept; the order by what is worst stays."""
        state, header = store.value(_KEY), self.horizontalHeader()
        if isinstance(state, QByteArray):
            header.restoreState(state)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
