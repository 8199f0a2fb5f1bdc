"""What a report of a problem needs to say, to be copied; nothing of any patient."""

from __future__ import annotations

import platform
from pathlib import Path

from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ecgviewer import __version__
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.system.first_size import resize_on_screen
from ecgviewer.gui.system.paths import log_path

_NOTE = (
    "Copy this into your report, and say what you did, what you expected and what "
    "happened. It names no patient and no file of a recording. The log may name files: "
    "look through it before you send it."
)


class TellUsDialog(QDialog):
    """The facts of this program and this computer, with a button to copy them.

    Parameters
    ----------
    classifier_id : str
        The classifier at work; empty if none.
    bundle : str
        Its bundle as it was chosen; empty for the default.
    """

    def __init__(
        self, classifier_id: str, bundle: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Facts for a report")
        self.text = QPlainTextEdit(report_text(classifier_id, bundle))
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Facts for a report")
        note = PlainLabel(_NOTE)
        note.setWordWrap(True)
        box = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(box.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.copy: QPushButton = buttons.addButton("&Copy", role)
        folder: QPushButton = buttons.addButton("Open the &log's folder", role)
        self.copy.clicked.connect(self._copy)
        folder.clicked.connect(_open_log_folder)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (note, self.text, buttons):
            layout.addWidget(widget)
        resize_on_screen(self, 560, 340)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def report_text(classifier_id: str, bundle: str) -> str:
    """Return the facts, a line each."""
    screens = (
        f"{s.size().width()} x {s.size().height()} at {s.devicePixelRatio():.2g}"
        for s in QGuiApplication.screens()
    )
    # Of a bundle in a folder of the reader's own only the name is given.
    named = Path(bundle).name if bundle else "the default"
    facts = {
        "ecgviewer": __version__,
        "Classifier": classifier_id or "none",
        "Bundle": named,
        "System": platform.platform(),
        "Python": platform.python_version(),
        "Qt": f"{qVersion()}, {QGuiApplication.platformName()}",
        "Screens": "; ".join(screens),
        "Log": str(log_path()),
    }
    home = str(Path.home())
    return "\n".join(f"{k}: {v.replace(home, '~')}" for k, v in facts.items())


def _open_log_folder() -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path().parent)))
