"""Choose where the reviewed beats go, and write them as CSV and WFDB annotations."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.errors import InputError
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.deidentified import deidentified
from ecgviewer.formats.export.output_guard import is_taken, work_in
from ecgviewer.formats.export.review_export import (
    csv_path,
    export_csv,
    export_items,
    export_rhythms,
    export_wfdb,
    items_path,
    rhythms_path,
    wfdb_path,
)
from ecgviewer.gui.dialogs.write_failure import write_failure
from ecgviewer.gui.look.plain_text import PlainLabel

_ANNOTATOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class ExportDialog(QDialog):
    """Writes `<record>.beats.csv` and `<record>.<annotator>`; never over an original.

    Signals
    -------
    exported(str)
        What was written, in words.
    """

    exported = Signal(str)

    def __init__(
        self, session: ReviewSession, reader: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export the beats")
        self._session = session
        self._reader = reader
        self._asked: tuple[Path, ...] = ()
        source = session.record.path
        self.folder = QLineEdit(str(source.parent if source else Path.home()))
        browse = QPushButton("Browse…")
        browse.clicked.connect(self._browse)
        self.csv = QCheckBox(f"Table:  {session.record.name}.beats.csv")
        self.wfdb = QCheckBox("WFDB annotations, readable by PhysioNet's tools")
        self.csv.setChecked(True)
        self.wfdb.setChecked(True)
        self.annotator = QLineEdit("review")
        self.deidentify = QCheckBox("De-identified: no reader, times, comments, texts")
        self.deidentify.setToolTip(
            "The record's name stays; the guide says what else files say about people"
        )
        self.problem = PlainLabel()
        self.problem.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save
            | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self._export)
        buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(self.folder, 1)
        line.addWidget(browse)
        form = QFormLayout()
        form.addRow("Folder", line)
        form.addRow(self.csv)
        form.addRow(self.wfdb)
        form.addRow("Annotator name", self.annotator)
        form.addRow(self.deidentify)
        layout = QVBoxLayout(self)
        layout.addWidget(PlainLabel(self._summary()))
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)
        self.setMinimumWidth(520)

    def _summary(self) -> str:
        columns = self._session.columns
        n, reviewed = len(columns.sample), int(columns.reviewed.sum())
        return (
            f"{reviewed:,} of {n:,} beats have been reviewed. The others are exported "
            "as the classifier labelled them,\nand marked as such. The recording "
            "itself does not change."
        )

    def _asks_before_replacing(self, folder: Path, annotator: str) -> bool:
        """Return whether the reader must press Save once more, and say so."""
        wanted = []
        if self.csv.isChecked():
            wanted.append(csv_path(self._session.record, folder))
            wanted.append(rhythms_path(self._session.record, folder))
            wanted.append(items_path(self._session.record, folder))
        if self.wfdb.isChecked():
            wanted.append(wfdb_path(self._session.record, folder, annotator))
        there = tuple(path for path in wanted if is_taken(path))
        asked, self._asked = self._asked, there
        if not there or there == asked:
            return False
        names = " and ".join(path.name for path in there)
        verb = "exists" if len(there) == 1 else "exist"
        lost = " and ".join(filter(None, map(work_in, there)))
        self.problem.setText(
            f"{names} already {verb}. Save again to replace"
            f"{f', which loses {lost}' if lost else ''}."
        )
        return True

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Folder", self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _export(self) -> None:
        name = self.annotator.text().strip()
        if self.wfdb.isChecked() and not _ANNOTATOR.fullmatch(name):
            self.problem.setText("An annotator name is letters and digits: review")
            return
        folder = Path(self.folder.text())
        try:
            if self._asks_before_replacing(folder, name):
                return
            written = self._written(folder, name)
        except InputError as error:
            self.problem.setText(str(error))
            return
        except OSError as error:
            self.problem.setText(write_failure(error, folder))
            return
        if written:
            names = " and ".join(path.name for path in written)
            self.exported.emit(f"Wrote {names} to {folder}")
        self.accept()

    def _written(self, folder: Path, annotator: str) -> list[Path]:
        written = []
        texts = not self.deidentify.isChecked()
        session = self._session if texts else deidentified(self._session)
        if self.csv.isChecked():
            reader = self._reader if texts else ""
            written.append(export_csv(session, folder, reader))
            lists = export_rhythms(session, folder), export_items(session, folder)
            written += filter(None, lists)
        if self.wfdb.isChecked():
            written.append(export_wfdb(session, folder, annotator, texts=texts))
        return written
