"""Ask what a signature means, and say what is being signed."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.look.answer_buttons import ok_and_cancel
from ecgviewer.gui.look.plain_text import PlainLabel


class SignDialog(QDialog):
    """Signs the review as it is now; an edit after it reopens the record.

    What the signature means is the reader's own sentence: none is filled in.

    Parameters
    ----------
    reader : str
        Who signs.
    progress : str
        How far the review is, in words.
    seen : str
        What was looked at and what was not, a line each.
    """

    def __init__(
        self, reader: str, progress: str, seen: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sign off")
        self.meaning = QLineEdit()
        self.meaning.setAccessibleName("What the signature means")
        caption = PlainLabel("What the signature &means, in your words")
        caption.setBuddy(self.meaning)
        self.seen = PlainLabel(seen)
        note = PlainLabel(
            "The signature is recorded in the journal with the current time and the "
            "numbers of beats above. Edits after it reopen the record, and say so."
        )
        for label in (self.seen, note):
            label.setWordWrap(True)
        buttons = ok_and_cancel(self)
        self._sign = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._sign.setText("&Sign")
        self._sign.setEnabled(False)
        self.meaning.textChanged.connect(self._allow)
        layout = QVBoxLayout(self)
        about = PlainLabel(f"Reader {reader}: {progress or 'no beats yet'}.")
        for widget in (about, self.seen, caption, self.meaning, note, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(480)

    def text(self) -> str:
        """Return what the signature means, in one line."""
        return " ".join(self.meaning.text().split()).rstrip(".")

    def _allow(self) -> None:
        self._sign.setEnabled(bool(self.text()))
