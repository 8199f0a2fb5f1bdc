"""The audit trail of a review: who did what and when; it can be exported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.formats.journal.audit_trail import AuditEntry, write_audit
from ecgviewer.formats.journal.places import JOURNAL_SUFFIX
from ecgviewer.gui.dialogs.write_failure import write_failure
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.look.sorted_item import SortedItem
from ecgviewer.gui.system.first_size import resize_on_screen

_TITLES = ("Line", "When (UTC)", "Who", "What", "Beats", "First sample", "Classifier")
_ASCENDING = Qt.SortOrder.AscendingOrder


class AuditDialog(QDialog):
    """Every line of a journal, whose chain has been checked.

    Signals
    -------
    exported(str)
        A file was written; which, in words.
    """

    exported = Signal(str)

    def __init__(
        self, path: Path, entries: list[AuditEntry], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Audit trail")
        self._path, self._entries = path, entries
        self.table = QTableWidget(len(entries), len(_TITLES))
        self.table.setHorizontalHeaderLabels(_TITLES)
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName("Lines of the journal")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        behaviour = QAbstractItemView.SelectionBehavior.SelectRows
        self.table.setSelectionBehavior(behaviour)
        self.table.verticalHeader().hide()
        self.table.setAlternatingRowColors(True)
        for row, entry in enumerate(entries):
            texts = (
                str(entry.line),
                entry.at[:19].replace("T", " "),
                entry.by,
                entry.what,
                f"{entry.beats:,}",
                entry.first_sample,
                entry.classifier_id,
            )
            first = int(entry.first_sample or -1)
            keys: tuple[float | str, ...]
            keys = (entry.line, *texts[1:4], entry.beats, first, texts[6])
            for column, text in enumerate(texts):
                self.table.setItem(row, column, SortedItem(text, keys[column], row))
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setSortIndicator(0, _ASCENDING)
        self.table.setSortingEnabled(True)
        self._message = PlainLabel(
            f"{path.name}: {len(entries):,} lines; each holds the SHA-256 of the one "
            "before it, and the chain is whole."
        )
        self._message.setWordWrap(True)
        box = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(box.Save | box.Close)
        buttons.button(box.Save).setText("&Export as CSV…")
        buttons.accepted.connect(self._choose_file)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self._message, self.table, buttons):
            layout.addWidget(widget)
        resize_on_screen(self, 900, 480)
        if entries:
            self.table.setCurrentCell(len(entries) - 1, 0)

    def _choose_file(self) -> None:
        name = self._path.name.removesuffix(JOURNAL_SUFFIX)
        suggested = str(self._path.with_name(f"{name}.audit.csv"))
        path, _ = QFileDialog.getSaveFileName(
            self, "Export the audit trail", suggested, "CSV (*.csv)"
        )
        if path:
            self.export(Path(path))

    def export(self, path: Path) -> None:
        """Write the trail as CSV; a failure is said in the dialog."""
        try:
            write_audit(path, self._entries)
        except OSError as error:
            self._message.setText(write_failure(error, path))
            return
        self.exported.emit(f"Audit trail written to {path}")
        self._message.setText(f"Written to {path}.")
