"""Asks how a text recording is read, where it does not say so, before it is opened."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ecgviewer.core.errors import InputError, message_of
from ecgviewer.formats.record_formats import CSV, format_of
from ecgviewer.gui import dialogs

if TYPE_CHECKING:
    from ecgviewer.formats.csv.options import CsvOptions


class CsvImport(QObject):
    """Shows the import dialog, and remembers the answer.

    Signals
    -------
    told(Path)
        The reader said how a file is read, which can be opened now.
    failed(str)
        What cannot be asked or kept, in words.
    """

    told = Signal(object)
    failed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def choose(self) -> None:
        """Ask for a text file and how it is read."""
        endings = " ".join(f"*{ending}" for ending in CSV.endings)
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            "Import a text file",
            "",
            f"Text ({endings});;All files (*)",
        )
        if path:
            self.ask(Path(path))

    def ask_if_needed(self, path: Path) -> bool:
        """Return whether a file is text that leaves out how it is read, and ask."""
        missing = format_of(path).reader.leaves_out(path)
        if missing:
            self.ask(path)
        return missing

    def ask(self, path: Path) -> None:
        """Ask how a file is read."""
        try:
            dialog = dialogs.CsvDialog.of(path, self._window)
        except InputError as error:
            self.failed.emit(str(error))
            return
        dialog.chosen.connect(partial(self._take, dialog, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, dialog: dialogs.CsvDialog, path: Path, options: CsvOptions) -> None:
        try:
            dialog.keep(options)
        except OSError as error:
            self.failed.emit(message_of(error))
        else:
            self.told.emit(path)
