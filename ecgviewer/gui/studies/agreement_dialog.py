"""How far the readers of a project agree: a text that can be copied."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.system.first_size import resize_on_screen
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.study_tasks import CompareReaders
from ecgviewer.worker.task import Background

_WAIT = "Comparing the two readers of each record…"
_HOW = (
    "Records count that two readers have signed: those to whom a record is assigned, "
    "or who read it unasked.\n`ecgviewer studies FOLDER --agreement --json` or --csv "
    "gives the same figures, and those of each record."
)


class AgreementDialog(QDialog):
    """Compares beside the window, and shows what came of it."""

    def __init__(self, task: CompareReaders, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Agreement of readers")
        self.text = QPlainTextEdit(_WAIT)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Agreement")
        fixed = QFontDatabase.SystemFont.FixedFont
        self.text.setFont(QFontDatabase.systemFont(fixed))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
        resize_on_screen(self, 760, 420)
        self.setSizeGripEnabled(True)
        self._background = Background(self)
        self._background.run(task, self._show, self._on_failed)

    def _show(self, text: str) -> None:
        self.text.setPlainText(f"{text}\n\n{_HOW}")

    def _on_failed(self, failed: Failed) -> None:
        self.text.setPlainText(failed.message)
