"""A main window on which a file can be dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow


class DropWindow(QMainWindow):
    """Takes files of this computer, and nothing else.

    Signals
    -------
    dropped(Path)
        A file was dropped.
    """

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _path_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _path_of(event)
        if path:
            event.acceptProposedAction()
            self.dropped.emit(path)


def _path_of(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if urls and urls[0].isLocalFile() else None
