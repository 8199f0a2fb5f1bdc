"""Where the reader is in the record: keys to the next of something go on from there."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection


class Whereabouts(QObject):
    """Follows time cursor, current beat and view, whichever was chosen last."""

    def __init__(
        self, document: Document, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._sample: int | None = -1
        document.record_opened.connect(self._forget)
        selection.cursor_changed.connect(self._on_cursor_changed)
        selection.beats_changed.connect(self._on_beats_chosen)
        selection.view_changed.connect(self._on_view_changed)

    def stay_at(self, sample: int) -> None:
        """Take note of where the reader was led."""
        self._sample = sample

    def at(self, step: int) -> int:
        """Return the sample where a step forward (1) or back (-1) begins.

        Where the reader has moved the view away, it is the edge of what is in view.
        """
        start, stop = self._view
        if self._sample is None:
            return start - 1 if step > 0 else stop + 1
        return self._sample

    @property
    def _view(self) -> tuple[int, int]:
        session = self._document.session
        fs = session.record.fs if session else 1.0
        start_s, stop_s = self._selection.view_s
        return round(start_s * fs), round(stop_s * fs)

    def _on_view_changed(self) -> None:
        """Forget a place that the reader has moved away from."""
        start, stop = self._view
        if self._sample is not None and not start <= self._sample <= stop:
            self._sample = None

    def _forget(self) -> None:
        self._sample = -1

    def _on_cursor_changed(self) -> None:
        if self._selection.cursor_sample is not None:
            self._sample = self._selection.cursor_sample

    def _on_beats_chosen(self) -> None:
        columns, current = self._document.columns, self._selection.current
        row = None if columns is None or current is None else columns.row_of(current)
        if columns is not None and row is not None:
            self._sample = int(columns.sample[row])
