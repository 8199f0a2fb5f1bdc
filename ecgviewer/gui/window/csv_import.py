"""Asks how a text recording is read, where it does not say so, before it is opened."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ecgviewer.core.errors import InputError, message_of
from ecgviewer.formats.csv.format import CSV
from ecgviewer.formats.csv.head import read_head
from ecgviewer.formats.csv.layout import layout_of
from ecgviewer.formats.csv.options import CsvOptions
from ecgviewer.formats.csv.remembered import options_for, remember, remembered
from ecgviewer.formats.record_formats import format_of
from ecgviewer.gui.dialogs.csv_dialog import CsvDialog


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
        if format_of(path) is not CSV:
            return False
        try:
            head = read_head(path)
            options, _ = options_for(head)
            missing = layout_of(head, options).missing
        except InputError:
            # Opening it says why.
            return False
        if missing:
            self.ask(path)
        return bool(missing)

    def ask(self, path: Path) -> None:
        """Ask how a file is read."""
        try:
            head = read_head(path)
            dialog = CsvDialog(head, remembered(head), self._window)
        except InputError as error:
            self.failed.emit(str(error))
            return
        dialog.chosen.connect(partial(self._take, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, path: Path, options: CsvOptions) -> None:
        try:
            remember(read_head(path), options)
        except (InputError, OSError) as error:
            self.failed.emit(message_of(error))
        else:
            self.told.emit(path)
