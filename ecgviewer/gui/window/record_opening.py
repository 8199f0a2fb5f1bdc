"""Opens records in a window, and knows which one it shows or is about to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ecgviewer.core.review.source import CONSENSUS
from ecgviewer.formats.record_formats import is_same_record
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.window.archive_choice import ArchiveChoice
from ecgviewer.gui.window.csv_import import CsvImport
from ecgviewer.worker.record_tasks import OpenRequest


class RecordOpening(QObject):
    """Opens records, asks first what nobody can guess, and knows which one is shown.

    Parameters
    ----------
    journal_folder : Path
        Where journals are whose record is in a folder that cannot be written.

    Attributes
    ----------
    text : CsvImport
        Asks how text files are read.

    Signals
    -------
    begun()
        A record is about to be opened, or asked about.
    """

    begun = Signal()

    def __init__(
        self,
        document: Document,
        link: AnalysisLink,
        journal_folder: Path,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._reader, self._folder = "", journal_folder
        self._document, self._link = document, link
        self._asked: Path | None = None
        self.text, self._archives = CsvImport(window), ArchiveChoice(window)
        self.text.told.connect(self.open)
        self._archives.chosen.connect(self.open)
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

    def open(
        self, path: Path, annotator: str | None = None, *, decides: bool = False
    ) -> None:
        """Open a record; the one shown stays until the new one is whole.

        `annotator` says whose annotations are reviewed, empty for beats to be
        detected, None for the review that the reader was at last. Of a text file that
        leaves out what nobody can guess, and of an archive with several records, the
        reader is asked first. Who `decides` about two readers opens their consensus.
        """
        self.begun.emit()
        if self.text.ask_if_needed(path) or self._archives.ask_if_needed(path):
            return
        self._asked = path
        if annotator is None and self._document.blind:
            # What the reader was at last may show the labels of a reference.
            annotator = ""
        reader, author = (CONSENSUS, self._reader) if decides else (self._reader, "")
        self._link.open(OpenRequest(path, reader, self._folder, annotator, author))

    def apply(self, settings: Settings) -> None:
        """Open the record again for another reader, or analyse it by another bundle."""
        reader_changed = settings.reader != self._reader
        bundle_changed = settings.classifier != self._link.bundle
        self._reader, self._link.bundle = settings.reader, settings.classifier
        session = self._document.session
        if session and reader_changed and session.record.path:
            self.open(session.record.path, session.annotator)
        elif session and bundle_changed:
            self._link.analyse_again()

    def _forget(self) -> None:
        self._asked = None
