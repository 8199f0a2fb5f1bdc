"""The buttons that most dialogs end with."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox


def ok_and_cancel(dialog: QDialog) -> QDialogButtonBox:
    """Return OK and Cancel, which accept and reject a dialog."""
    box = QDialogButtonBox.StandardButton
    buttons = QDialogButtonBox(box.Ok | box.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons
