"""Two recordings of a patient: facts side by side, median beats over each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.labels import BeatClass
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.studies.median_picture import MedianPicture
from ecgviewer.gui.system.first_size import resize_on_screen
from ecgviewer.studies.comparison import (
    SHOWN_CLASSES,
    Fact,
    Recording,
    curves_of,
    facts_beside,
)
from ecgviewer.studies.study import Study
from ecgviewer.worker.comparison_tasks import CompareRecordings
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.task import Background

_READING = "Reading both recordings…"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CompareDialog(QDialog):
    """Reads two recordings beside the window, and shows them.

    Parameters
    ----------
    task : CompareRecordings
        The earlier recording first.
    """

    def __init__(self, task: CompareRecordings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Two recordings compared")
        self._pair: tuple[Recording, Recording] | None = None
        self.table, self.picture = QTableWidget(0, 4), MedianPicture()
        self.classes, self.caption = QComboBox(), PlainLabel()
        self._lay_out(task.first, task.second)
        self.picture.show_curves([], _READING)
        self.classes.currentIndexChanged.connect(self._show_curves)
        self._background = Background(self)
        self._background.run(task, self._show, self._on_failed)

    def _lay_out(self, first: Study, second: Study) -> None:
        resize_on_screen(self, 1080, 620)
        self.setSizeGripEnabled(True)
        titles = ["", _title(first), _title(second), "Change"]
        self.table.setHorizontalHeaderLabels(titles)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setAccessibleName("Facts of both recordings")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self.classes.setAccessibleName("Class of the median beats")
        for each in SHOWN_CLASSES:
            self.classes.addItem(AAMI.classes[each].title, each)
        top = QHBoxLayout()
        top.addWidget(self.classes)
        top.addWidget(self.caption, 1)
        beats = QWidget()
        right = QVBoxLayout(beats)
        right.setContentsMargins(0, 0, 0, 0)
        right.addLayout(top)
        right.addWidget(self.picture, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(beats)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(split, 1)
        layout.addWidget(buttons)

    def _show(self, pair: tuple[Recording, Recording]) -> None:
        self._pair = pair
        facts = facts_beside(*pair)
        self.table.setRowCount(len(facts))
        for row, fact in enumerate(facts):
            self._show_fact(row, fact)
        self._show_curves()

    def _show_fact(self, row: int, fact: Fact) -> None:
        texts = (fact.title, fact.first, fact.second, fact.change)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column:
                item.setTextAlignment(_RIGHT)
            self.table.setItem(row, column, item)

    def _show_curves(self) -> None:
        if self._pair is None:
            return
        beat_class: BeatClass = self.classes.currentData()
        curves = curves_of(*self._pair, beat_class)
        self.picture.show_curves(curves)
        self.caption.setText(_caption(self._pair, curves[0].n_beats) if curves else "")

    def _on_failed(self, failed: Failed) -> None:
        self.picture.show_curves([], failed.message)


def _title(study: Study) -> str:
    return "\n".join(filter(None, (study.name, study.start)))


def _caption(pair: tuple[Recording, Recording], n_beats: tuple[int, int]) -> str:
    first, second = pair
    return (
        f"Dashed: {first.name}, median of {n_beats[0]:,} beats. "
        f"Line: {second.name}, of {n_beats[1]:,}."
    )
