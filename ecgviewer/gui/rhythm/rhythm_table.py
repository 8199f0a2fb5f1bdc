"""Episodes and suggestions as a table; a row is gone to when it is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from ecgviewer.gui.look.font_scale import scaled
from ecgviewer.gui.look.row_keys import RowKeys
from ecgviewer.gui.rhythm.rhythm_model import (
    ASCENDING,
    DAY,
    RHYTHM,
    TITLES,
    RhythmModel,
)

#: Around a text, and the badge before a rhythm.
_BESIDE_PX, _BADGE_PX = 8, 22
#: A rhythm is known by this much of its title; facts after it may be cut off.
_LEAST_PX = 160


class RhythmTable(RowKeys):
    """The table, a row each.

    Signals
    -------
    typed(str)
        A letter or figure, to find entries by: in the list they label no beats.
    """

    typed = Signal(str)

    def __init__(self, model: RhythmModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName("Rhythms")
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        self._fit_rows()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, ASCENDING)
        self.setSortingEnabled(True)
        header.moveSection(DAY, 0)
        model.listed.connect(self._on_listed)
        self._on_listed()

    def _fit_rows(self) -> None:
        row_px = self.fontMetrics().height() + 8
        self.verticalHeader().setDefaultSectionSize(row_px)

    @property
    def chosen_rows(self) -> list[int]:
        """The rows that are selected, the current one first."""
        current = self.currentIndex().row()
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        return sorted(rows, key=lambda row: (row != current, row))

    def _on_listed(self) -> None:
        self.setColumnHidden(DAY, not self._model.spans_days)
        self._widths = self._content_widths()
        self._fit()

    def _content_widths(self) -> list[int]:
        """Return how wide each column must be for all that stands in it."""
        metrics, header = self.fontMetrics(), self.horizontalHeader().fontMetrics()
        found = []
        for title, texts in zip(TITLES, self._model.widest_texts(), strict=True):
            widest = max(map(metrics.horizontalAdvance, texts), default=0)
            found.append(max(widest, header.horizontalAdvance(title)) + _BESIDE_PX)
        found[RHYTHM] = min(found[RHYTHM] + _BADGE_PX, scaled(_LEAST_PX))
        return found

    def _fit(self) -> None:
        """Give the rhythm what is left; where that is too little, the list scrolls."""
        shown = [c for c in range(len(TITLES)) if not self.isColumnHidden(c)]
        others = sum(self._widths[c] for c in shown if c != RHYTHM)
        for column in shown:
            self.setColumnWidth(column, self._widths[column])
        left = self.viewport().width() - others
        self.setColumnWidth(RHYTHM, max(left, self._widths[RHYTHM]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._model.palette = self.palette()
            self._fit_rows()
            self._on_listed()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose no row, as Qt would: the trace stays until the reviewer does."""
        chosen = self.currentIndex().isValid()
        with QSignalBlocker(self.selectionModel()):
            super().focusInEvent(event)
            if not chosen:
                self.selectionModel().clearCurrentIndex()

    def keyboardSearch(self, search: str) -> None:
        """Hand on what is typed: the panel finds by it."""
        if search.isalnum():
            self.typed.emit(search)
