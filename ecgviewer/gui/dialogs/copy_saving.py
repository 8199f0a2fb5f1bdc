"""File > Save copy as: the recording and its review in another format."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ecgviewer.core.errors import InputError
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_review import merge_review
from ecgviewer.formats.export.copy_formats import COPY_FORMATS, copy_format_of
from ecgviewer.formats.export.deidentified import deidentified
from ecgviewer.formats.export.output_guard import is_taken
from ecgviewer.formats.export.record_copy import Hidden, copy_name, files_of_copy
from ecgviewer.formats.record_formats import annotations_of
from ecgviewer.formats.wfdb.annotations import Annotations
from ecgviewer.gui.model.document import Document
from ecgviewer.worker.copy_tasks import CopyRequest
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.task import Background

_HIDDEN = ", de-identified"
#: What the dialog offers: each ending, and whether it says nothing of people.
FILTERS: dict[str, tuple[str, bool]] = {
    f"{each.title}{words} (*{each.endings[0]})": (each.endings[0], bool(words))
    for words in ("", _HIDDEN)
    for each in COPY_FORMATS
}


class CopySaving(QObject):
    """Asks where to save a copy, and saves it beside the window.

    Signals
    -------
    saved(str)
        What was saved and what the copy cannot hold, or why it was not saved.
    """

    saved = Signal(str)

    def __init__(self, window: QWidget, document: Document) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self._background = Background(self)

    def ask(self) -> None:
        """Ask for a file, whose kind says what is written."""
        session = self._document.session
        if session is None:
            return
        record = session.record
        folder = record.path.parent if record.path else Path.home()
        name, chosen = QFileDialog.getSaveFileName(
            self._window,
            "Save a copy of the recording",
            str(folder / f"{copy_name(record)}-copy.edf"),
            ";;".join(FILTERS),
        )
        if name:
            ending, is_deidentified = FILTERS.get(chosen, next(iter(FILTERS.values())))
            asked = Path(name)
            stem = asked.stem
            if is_deidentified:
                stem = copy_name(record, Hidden(0))
            path = asked.with_name(f"{stem}{ending}")
            # The dialog has asked about one file that is there, and no other.
            there = [p for p in files_of_copy(path) if p != asked and is_taken(p)]
            if there:
                self.saved.emit(
                    f"{there[0]} exists already and is left as it is. Save the copy "
                    "under another name, or into another folder."
                )
                return
            self.save(path, is_deidentified=is_deidentified)

    def save(self, path: Path, *, is_deidentified: bool) -> None:
        """Save a copy of the open recording, which replaces what is there."""
        session = self._document.session
        if session is None:
            return
        if is_deidentified:
            session = deidentified(session)
        try:
            annotations = _annotations(session, path)
        except (InputError, OSError) as error:
            self.saved.emit(str(error))
            return
        request = CopyRequest(path, session.record, annotations, is_deidentified)
        self._background.run(request, partial(self._done, path), self._failed)

    def _done(self, path: Path, losses: tuple[str, ...]) -> None:
        self.saved.emit("  ".join((f"Saved {path}.", *losses)))

    def _failed(self, failure: Failed) -> None:
        self.saved.emit(failure.message)


def _annotations(session: ReviewSession, path: Path) -> Annotations:
    original = None
    if session.annotator:
        original = annotations_of(session.record, session.annotator)
    found = copy_format_of(path) or COPY_FORMATS[0]
    return merge_review(original, session, found.between)
