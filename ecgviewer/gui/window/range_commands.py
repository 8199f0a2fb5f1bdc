"""What the actions over a stretch of beats do: ranges and noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal

from ecgviewer.gui.look.number_text import count
from ecgviewer.gui.look.time_text import elapsed_text
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.window.review_commands import ReviewCommands


class RangeCommands(QObject):
    """Marks stretches of a record, and beats where it cannot be read.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    """

    remarked = Signal(str)

    def __init__(
        self, document: Document, selection: Selection, review: ReviewCommands
    ) -> None:
        super().__init__(review)
        self._document, self._selection, self._review = document, selection, review
        self._range_start: int | None = None
        document.record_opened.connect(self._forget_range)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        return {"beat.range": self.mark_range, "beat.noise": self.mark_noise}

    def mark_range(self) -> None:
        """Begin a range at the cursor or the current beat, or end it there."""
        columns, session = self._document.columns, self._document.session
        place = self._place()
        if columns is None or session is None or place is None:
            self.remarked.emit("Select a beat, or click on the trace, where it begins.")
            return
        at = elapsed_text(place / session.record.fs, 1, session.record.duration_s)
        if self._range_start is None:
            self._range_start = place
            self.remarked.emit(f"Range from {at}; go to its end and press R again.")
            return
        start, stop = sorted((self._range_start, place))
        self._range_start = None
        inside = (columns.sample >= start) & (columns.sample <= stop)
        ids = columns.beat_id[inside]
        if not len(ids):
            self._selection.mark_stretch((start, stop + 1))
            self.remarked.emit(f"Range to {at} without a beat: Ctrl+R adds an episode.")
            return
        self._selection.select(ids)
        self._selection.mark_stretch((start, stop + 1))
        beats = count(len(ids), "beat")
        self.remarked.emit(
            f"Range to {at}, {beats}: {' '.join(session.scheme.keys)} label all, "
            "Shift+X marks noise."
        )

    def mark_noise(self) -> None:
        """Mark the selected beats as noise, or as readable if they all are noise."""
        session = self._document.session
        if session is None:
            return
        there = np.intersect1d(self._selection.selected, session.beats.beat_id)
        noise = not session.beats.noise[session.beats.rows_of(there)].all()
        self._review.edit_selected(
            lambda ids: self._document.mark_noise(ids, noise=noise),
            "Mark all as noise" if noise else "Mark all as readable",
        )

    def _place(self) -> int | None:
        columns, current = self._document.columns, self._selection.current
        if columns is not None and current is not None:
            row = columns.row_of(current)
            if row is not None:
                return int(columns.sample[row])
        return self._selection.cursor_sample

    def _forget_range(self) -> None:
        self._range_start = None
