"""Asks before something is done that reaches farther than the eye."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget


class AskFirst(QMessageBox):
    """A question with two answers; not to do it is the default, so no key slips by.

    Parameters
    ----------
    text : str
        What would be done, and to what.
    label : str
        On the button that does it.
    do : callable
        Is called if the reader wants it done.
    """

    def __init__(
        self, text: str, label: str, do: Callable[[], object], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("ecgviewer")
        self.setIcon(QMessageBox.Icon.Question)
        self.setText(text)
        self.yes = self.addButton(label, QMessageBox.ButtonRole.AcceptRole)
        no = self.addButton(QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(no)
        self.setEscapeButton(no)
        self.yes.clicked.connect(lambda: do())
