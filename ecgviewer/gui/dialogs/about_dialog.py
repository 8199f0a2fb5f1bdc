"""What this program is, what it is not, and where it keeps its files."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ecgviewer import __version__
from ecgviewer.gui.dialogs.licences_dialog import LicencesDialog
from ecgviewer.gui.system.paths import journal_folder, log_path


class AboutDialog(QDialog):
    """A page of text that can be copied.

    Parameters
    ----------
    classifier_id : str
        The classifier at work; empty if none.
    settings_path : Path, optional
        The file of the settings.
    """

    def __init__(
        self,
        classifier_id: str,
        parent: QWidget | None = None,
        settings_path: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("About ecgviewer")
        self.text = QLabel(_about_html(classifier_id, settings_path))
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setWordWrap(True)
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        licences = buttons.addButton(
            "Parts and licences…", QDialogButtonBox.ButtonRole.ActionRole
        )
        licences.clicked.connect(self._show_licences)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()
        self.setMinimumWidth(520)

    def _show_licences(self) -> None:
        LicencesDialog(self).open()


def _about_html(classifier_id: str, settings_path: Path | None) -> str:
    files = [
        ("Corrections", f"beside the record, else in {journal_folder()}"),
        ("Log", str(log_path())),
    ]
    if settings_path:
        files.append(("Settings", str(settings_path)))
    return (
        f"<h2>ecgviewer {escape(__version__)}</h2>"
        "<p>Review the heartbeats of an ECG that a CNN classified, and see why.</p>"
        "<p><b>For research use only. Not a medical device: it must not decide on "
        "the diagnosis or treatment of a patient.</b></p>"
        f"<p>Classifier: {escape(classifier_id or 'none')}</p>"
        f"<h4>Files</h4>{_table(files)}"
        "<p>ecgviewer is under the MIT licence. It works offline and sends nothing "
        "anywhere.</p>"
    )


def _table(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(text)}</td></tr>"
        for name, text in rows
    )
    return f"<table cellspacing='2'>{cells}</table>"
