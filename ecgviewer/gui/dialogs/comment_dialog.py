"""Ask for a comment on the selected beats."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.look.answer_buttons import ok_and_cancel

_MAX_LENGTH = 500


class CommentDialog(QDialog):
    """One line, so that it fits a table; Enter writes it, an empty one takes it away.

    Parameters
    ----------
    text : str
        The comment so far.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Comment")
        self.line = QLineEdit(text)
        self.line.setMaxLength(_MAX_LENGTH)
        self.line.selectAll()
        caption = QLabel("&Comment on the selected beats (empty for none)")
        caption.setBuddy(self.line)
        buttons = ok_and_cancel(self)
        layout = QVBoxLayout(self)
        for widget in (caption, self.line, buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(420)

    def text(self) -> str:
        """Return what was typed, without spaces around it."""
        return self.line.text().strip()
