"""Asks which record of an archive is to be opened, where it holds several."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from ecgviewer.formats.archive.names import MARK, archive_of
from ecgviewer.formats.record_formats import format_of


class ArchiveChoice(QObject):
    """Shows the names of the records in an archive.

    Signals
    -------
    chosen(Path)
        What the record that the reader chose is opened by.
    """

    chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def ask_if_needed(self, path: Path) -> bool:
        """Return whether an archive holds several records, and ask for one."""
        if archive_of(path)[1]:
            return False
        paths = format_of(path).reader.paths_in(path)
        if len(paths) < 2:
            return False
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(f"Open {path.name}")
        dialog.setLabelText(f"&Record, one of {len(paths)}")
        dialog.setOption(QInputDialog.InputDialogOption.UseListViewForComboBoxItems)
        dialog.setComboBoxItems([archive_of(each)[1] for each in paths])
        dialog.setTextValue(archive_of(paths[0])[1])
        dialog.textValueSelected.connect(
            lambda name: self.chosen.emit(path.with_name(f"{path.name}{MARK}{name}"))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return True
