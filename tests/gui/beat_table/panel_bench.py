"""A panel on a document, as tests use it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ecgviewer.gui.beat_table.beat_table_panel import BeatTablePanel
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection


class PanelBench:
    """A panel on a document, and how often its selection changed."""

    def __init__(self, qtbot: QtBot, document: Document) -> None:
        self.document = document
        self.selection = Selection()
        self.panel = BeatTablePanel(document, self.selection)
        qtbot.addWidget(self.panel)
        self.panel.resize(700, 400)
        self.panel.show()
        self.n_changes = 0
        self.selection.beats_changed.connect(self._count)

    def _count(self) -> None:
        self.n_changes += 1

    def numbers(self) -> list[int]:
        model = self.panel.model
        texts = [model.index(row, 0).data() for row in range(model.rowCount())]
        return [int(text.replace(",", "")) for text in texts]

    def click_row(
        self,
        row: int,
        keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        view = self.panel.view
        place = view.visualRect(self.panel.model.index(row, 1)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, place)

    def click_header(self, column: int) -> None:
        header = self.panel.view.horizontalHeader()
        x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
        place = QPoint(x, header.height() // 2)
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(header.viewport(), left, none, place)

    def selected_rows(self) -> list[int]:
        return [i.row() for i in self.panel.view.selectionModel().selectedRows()]

    def in_sight(self, row: int) -> bool:
        view = self.panel.view
        rect = view.visualRect(self.panel.model.index(row, 0))
        return view.viewport().rect().contains(rect)
