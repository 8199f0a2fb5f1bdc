"""What a retraining learns from: corrections, their records, the training records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QWidget,
)

_LINES = 3
_TABLES = "Patients (*.csv);;All files (*)"
_FILES = "Corrections (*.csv);;All files, annotation files among them (*)"


class RetrainingFields(QWidget):
    """Files and folders, chosen by dialogs.

    Signals
    -------
    changed()
        Something was chosen or removed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.corrections = _list("Files with corrections")
        self.records = QLineEdit()
        self.records.textChanged.connect(self.changed)
        self.data = _list("Folders of the records that trained the classifier")
        self.patients = QLineEdit()
        self.patients.setPlaceholderText("each record is of a patient of its own")
        self.patients.textChanged.connect(self.changed)
        self._add(
            "&Corrections",
            self.corrections,
            self._ask_corrections,
            "Exported .beats.csv files, any CSV of record, sample and label, or "
            "annotation files",
        )
        self._add(
            "&Records",
            self.records,
            self._ask_records,
            "The folder of the corrected records",
        )
        self._add(
            "&Training data",
            self.data,
            self._ask_data,
            "The folders of the records that the classifier was trained on, such as "
            "mitdb and svdb",
        )
        self._add(
            "&Patients",
            self.patients,
            self._ask_patients,
            "A CSV with the columns record and patient, where several records are of "
            "one patient",
        )

    @property
    def is_complete(self) -> bool:
        """Return whether all that is needed was chosen."""
        files, records, _ = self.values()
        if not (files and self.records.text().strip() and records.is_dir()):
            return False
        return self.whose is None or self.whose.is_file()

    @property
    def whose(self) -> Path | None:
        """Return the file that says which records are of one patient, if any."""
        text = self.patients.text().strip()
        return Path(text) if text else None

    def values(self) -> tuple[tuple[Path, ...], Path, tuple[Path, ...]]:
        """Return the files of corrections, the records' folder and the others."""
        records = Path(self.records.text().strip())
        return _paths(self.corrections), records, _paths(self.data)

    def add_corrections(self, files: list[Path]) -> None:
        """Add files; the records are looked for beside the first one."""
        _append(self.corrections, files)
        if files and not self.records.text():
            self.records.setText(str(files[0].parent))
        self.changed.emit()

    def add_data(self, folder: Path) -> None:
        """Add a folder of training records."""
        _append(self.data, [folder])
        self.changed.emit()

    def _ask_corrections(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Corrections", filter=_FILES)
        self.add_corrections([Path(name) for name in names])

    def _ask_records(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Corrected records"):
            self.records.setText(folder)

    def _ask_patients(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Patients", filter=_TABLES)
        if name:
            self.patients.setText(name)

    def _ask_data(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Training records"):
            self.add_data(Path(folder))

    def _remove(self, box: QListWidget) -> None:
        for item in box.selectedItems():
            box.takeItem(box.row(item))
        self.changed.emit()

    def _add(
        self,
        title: str,
        widget: QListWidget | QLineEdit,
        ask: Callable[[], None],
        tip: str,
    ) -> None:
        row = self._grid.rowCount()
        label = QLabel(title)
        label.setBuddy(widget)
        widget.setToolTip(tip)
        button = QPushButton("Add…" if isinstance(widget, QListWidget) else "Choose…")
        button.setToolTip(tip)
        button.clicked.connect(ask)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(widget, row, 1, 2, 1)
        self._grid.addWidget(button, row, 2)
        if isinstance(widget, QListWidget):
            remove = QPushButton("Remove")
            remove.setToolTip("Remove what is selected from the list")
            remove.clicked.connect(lambda: self._remove(widget))
            self._grid.addWidget(remove, row + 1, 2)


def _list(name: str) -> QListWidget:
    box = QListWidget()
    box.setAccessibleName(name)
    box.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    box.setFixedHeight(_LINES * box.fontMetrics().lineSpacing() + 12)
    return box


def _append(box: QListWidget, paths: list[Path]) -> None:
    known = set(_paths(box))
    new = dict.fromkeys(path for path in paths if path not in known)
    box.addItems([str(path) for path in new])


def _paths(box: QListWidget) -> tuple[Path, ...]:
    return tuple(Path(box.item(row).text()) for row in range(box.count()))
