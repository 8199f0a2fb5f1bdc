"""What is kept so that recordings open sooner: how much, and a button to delete it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ecgviewer.core.errors import message_of
from ecgviewer.formats.files.bounded_folder import BoundedFolder


class CacheField(QWidget):
    """Says what some folders take up, and deletes the files in them.

    Parameters
    ----------
    folders : sequence of Path
        They hold nothing that the program cannot make again.
    """

    def __init__(self, folders: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Nothing is put there by this dialog, so that no bound matters.
        self._folders = [BoundedFolder(folder, 0) for folder in folders]
        self.text = QLabel()
        self.clear = QPushButton("De&lete")
        self.clear.setToolTip(
            "Delete what is kept. Recordings are analysed again when they are opened; "
            "no edit is lost."
        )
        self.clear.clicked.connect(self.delete)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        layout.addStretch()
        layout.addWidget(self.clear)
        self._show_size()
        self.setFocusProxy(self.clear)

    def delete(self) -> None:
        """Delete what is kept."""
        try:
            for folder in self._folders:
                folder.clear()
        except OSError as error:
            self.text.setText(message_of(error))
            return
        self._show_size()

    def _show_size(self) -> None:
        n_bytes = sum(folder.n_bytes for folder in self._folders)
        self.text.setText(QLocale().formattedDataSize(n_bytes))
        self.clear.setEnabled(n_bytes > 0)
