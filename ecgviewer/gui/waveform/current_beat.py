"""The beat that the reviewer is at: where it is, and what is said of it."""

from __future__ import annotations

from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.beat_text import beat_text


class CurrentBeat:
    """Finds the current beat of the selection in the open record."""

    def __init__(self, document: Document, selection: Selection) -> None:
        self._document, self._selection = document, selection

    @property
    def _row(self) -> int | None:
        columns, current = self._document.columns, self._selection.current
        return None if columns is None or current is None else columns.row_of(current)

    @property
    def at_s(self) -> float | None:
        """Time of its R-peak; None where there is none."""
        session, row = self._document.session, self._row
        if session is None or row is None:
            return None
        return float(session.beats.sample[row]) / session.record.fs

    @property
    def text(self) -> str:
        """What is said of it; empty where there is none."""
        session, row = self._document.session, self._row
        return "" if session is None or row is None else beat_text(session, row)
