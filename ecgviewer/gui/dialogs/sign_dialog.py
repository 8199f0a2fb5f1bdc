"""Ask what a signature means, and say what is being signed."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.look.plain_text import PlainLabel

_MEANINGS = (
    "Reviewed: every beat that needed it was looked at",
    "Reviewed by kinds and queue; the rest as the classifier has it",
    "Adjudicated: this is the consensus",
)


class SignDialog(QDialog):
    """Signs the review as it is now; an edit after it reopens the record.

    Parameters
    ----------
    reader : str
        Who signs.
    progress : str
        How far the review is, in words.
    """

    def __init__(
        self, reader: str, progress: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sign off")
        self.meaning = QComboBox()
        self.meaning.setEditable(True)
        self.meaning.addItems(_MEANINGS)
        self.meaning.setAccessibleName("What the signature means")
        caption = PlainLabel("What the signature &means")
        caption.setBuddy(self.meaning)
        note = PlainLabel(
            "The signature is recorded in the journal with the current time. Edits "
            "after it reopen the record, and say so."
        )
        note.setWordWrap(True)
        box = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(box.Ok | box.Cancel)
        buttons.button(box.Ok).setText("&Sign")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        about = PlainLabel(f"Reader {reader}: {progress or 'no beats yet'}.")
        for widget in (about, caption, self.meaning, note, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(480)

    def text(self) -> str:
        """Return what the signature means, in one line."""
        return " ".join(self.meaning.currentText().split()).rstrip(".")
