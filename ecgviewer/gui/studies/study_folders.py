"""The folders whose records the study list has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

if TYPE_CHECKING:
    from ecgviewer.gui.studies.study_window import StudyWindow
    from ecgviewer.studies.places import StudyPlaces


class StudyFolders(QObject):
    """Adds folders to the list of a window, and removes them."""

    def __init__(self, window: StudyWindow, places: StudyPlaces) -> None:
        super().__init__(window)
        self._window, self._places = window, places

    def add(self) -> None:
        """Ask for a folder, and list its records."""
        ask_folder(self._window, "Add a folder of records", self.watch)

    def watch(self, folder: Path) -> None:
        """List the records of a folder, too."""
        self._set_folders((*self._places.watched(), folder))

    def unwatch(self, folder: Path) -> None:
        """List the records of a folder no more; they stay as they are."""
        kept = (each for each in self._places.watched() if each != folder)
        self._set_folders(tuple(kept))

    def _set_folders(self, folders: tuple[Path, ...]) -> None:
        try:
            self._places.watch(folders)
        except OSError as error:
            self._window.note.setText(f"The folders cannot be kept: {error}.")
            return
        self._window.note.clear()
        self._window.take_settings()
        self._window.ask()
        self._window.work.look_through()


def ask_folder(parent: QWidget, title: str, do: Callable[[Path], object]) -> None:
    """Ask for a folder, and do something with it."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.fileSelected.connect(lambda path: do(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
