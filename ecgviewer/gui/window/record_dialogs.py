"""Dialogs about the open record, which go with it."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from ecgviewer.gui.model.document import Document


def open_about(document: Document, dialog: QDialog) -> None:
    """Show a dialog about the open record, until it is answered or another is open.

    What is decided about one record must never be done to the one that was being
    loaded meanwhile.
    """
    document.record_opened.connect(dialog.reject)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
