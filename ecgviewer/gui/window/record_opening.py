"""Opens records in a window, and knows which one it shows or is about to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ecgviewer.formats.record_formats import is_same_record
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.worker.record_tasks import OpenRequest


class RecordOpening(QObject):
    """Knows which record a window shows or is about to.

    Parameters
    ----------
    journal_folder : Path
        Where journals are whose record is in a folder that cannot be written.

    Attributes
    ----------
    reader : str
        Who reads the records that are opened.
    """

    def __init__(
        self,
        document: Document,
        link: AnalysisLink,
        journal_folder: Path,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.reader, self._folder = "", journal_folder
        self._document, self._link = document, link
        self._asked: Path | None = None
        link.open_failed.connect(self._forget)

    @property
    def is_empty(self) -> bool:
        """Return whether no record is shown or being opened."""
        return self._document.session is None and self._asked is None

    def shows(self, path: Path) -> bool:
        """Return whether a record is shown, by any of its files."""
        session = self._document.session
        shown = session.record.path if session else self._asked
        if shown is None:
            return False
        return is_same_record(shown, path)

    def open(self, path: Path, annotator: str | None = None) -> None:
        """Open a record; the one shown stays until the new one is whole."""
        self._asked = path
        if annotator is None and self._document.blind:
            # What the reader was at last may show the labels of a reference.
            annotator = ""
        self._link.open(OpenRequest(path, self.reader, self._folder, annotator))

    def _forget(self) -> None:
        self._asked = None
