"""Choose where a review goes, and write it in the formats chosen."""

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
from ecgviewer.formats.export.date_shift import kept_shift_days
from ecgviewer.formats.export.export_formats import (
    EXPORT_FORMATS,
    Exported,
    ExportFormat,
    ReviewExport,
    export_review,
    paths_of_export,
)
from ecgviewer.formats.export.output_guard import is_taken, work_in
from ecgviewer.formats.export.record_copy import Hidden
from ecgviewer.gui.dialogs.write_failure import write_failure
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.resources import user_data_folder

_ANNOTATOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class ExportDialog(QDialog):
    """Writes a review in some of `EXPORT_FORMATS`; never over an original.

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
        self.choices = {each.name: QCheckBox(each.title) for each in EXPORT_FORMATS}
        for each in EXPORT_FORMATS:
            self.choices[each.name].setChecked(each.is_usual)
        self.annotator = QLineEdit("review")
        self.folder.setAccessibleName("Folder")
        self.annotator.setAccessibleName("Annotator")
        self.deidentify = QCheckBox(
            "De-identified: no patient, reader, times, comments, texts; dates shifted"
        )
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
        for choice in self.choices.values():
            form.addRow(choice)
        form.addRow("Annotator name", self.annotator)
        form.addRow(self.deidentify)
        layout = QVBoxLayout(self)
        summary = PlainLabel(self._summary())
        summary.setWordWrap(True)
        layout.addWidget(summary)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)
        self.setMinimumWidth(520)

    def _summary(self) -> str:
        columns = self._session.columns
        n, reviewed = len(columns.sample), int(columns.reviewed.sum())
        return (
            f"{whole(reviewed)} of {whole(n)} beats have been reviewed. The others are "
            "exported as the classifier labelled them, and marked as such. The "
            "recording itself does not change."
        )

    def _asks_before_replacing(self, folder: Path, annotator: str) -> bool:
        """Return whether the reader must press Save once more, and say so."""
        record = self._session.record
        wanted = paths_of_export(self._chosen(), record, folder, annotator)
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
        if not _ANNOTATOR.fullmatch(name):
            self.problem.setText("An annotator name is letters and digits: review")
            return
        folder = Path(self.folder.text())
        try:
            if self._asks_before_replacing(folder, name):
                return
            exported = self._exported(folder, name)
        except InputError as error:
            self.problem.setText(str(error))
            return
        except OSError as error:
            self.problem.setText(write_failure(error, folder))
            return
        if exported.paths:
            names = " and ".join(path.name for path in exported.paths)
            told = f"Wrote {names} to {folder}"
            self.exported.emit("  ".join((told, *exported.losses)))
        self.accept()

    def _chosen(self) -> list[ExportFormat]:
        return [e for e in EXPORT_FORMATS if self.choices[e.name].isChecked()]

    def _exported(self, folder: Path, annotator: str) -> Exported:
        hidden = None
        if self.deidentify.isChecked():
            dated = any(each.says_start for each in self._chosen())
            hidden = Hidden(kept_shift_days(user_data_folder()) if dated else 0)
        review = ReviewExport(self._session, self._reader, annotator, hidden)
        return export_review(self._chosen(), review, folder)
