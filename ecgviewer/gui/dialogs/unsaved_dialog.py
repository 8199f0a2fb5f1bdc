"""Asks before edits are lost that could be written nowhere."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

_TEXT = (
    "Some edits could not be saved, neither beside the record nor in the "
    "application's folder. Go back to free some space or to export the review; or "
    "close and lose them."
)


def may_lose_edits(parent: QWidget) -> bool:
    """Ask whether to close though edits would be lost; going back is the default."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Edits not saved", _TEXT, parent=parent)
    back = box.addButton("Go back", QMessageBox.ButtonRole.RejectRole)
    lose = box.addButton("Close and lose them", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(back)
    box.setEscapeButton(back)
    box.exec()
    return box.clickedButton() is lose
