"""Notes which stretches of the open record were in view."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ecgviewer.core.review.viewed import Viewed
from ecgviewer.core.time_text import rough_text
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection


class ViewedRecord(QObject):
    """Follows the view from when a record is opened until the next one is."""

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__(document)
        self._document, self._selection = document, selection
        self._viewed = Viewed()
        document.record_opened.connect(self._begin)
        selection.view_changed.connect(self._add)

    @property
    def text(self) -> str:
        """How much was never in view since the record was opened, in words."""
        session = self._document.session
        if session is None:
            return ""
        self._add()
        duration_s = session.record.n_samples / session.record.fs
        never_s = self._viewed.never_s(duration_s)
        return (
            f"Since the record was opened, {rough_text(never_s)} of "
            f"{rough_text(duration_s)} were never in view at a minute or less across."
        )

    def _begin(self) -> None:
        self._viewed = Viewed()

    def _add(self) -> None:
        if self._document.session is not None:
            self._viewed.add(*self._selection.view_s)
