"""What the actions of queue, ranges, similar beats, rhythm and suggestions do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ecgviewer.core.record import Samples
from ecgviewer.core.wording import count
from ecgviewer.gui.look.time_text import elapsed_text
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.queue_walker import QueueWalker
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.model.suggesting import Suggesting
from ecgviewer.gui.window.review_commands import ReviewCommands


class KindCommands(QObject):
    """Commands over more than one beat at a time.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    similar_requested(int)
        Beats similar to this one are wanted.
    """

    remarked = Signal(str)
    similar_requested = Signal(int)

    def __init__(
        self,
        document: Document,
        selection: Selection,
        review: ReviewCommands,
        queue: QueueWalker,
        suggesting: Suggesting,
    ) -> None:
        super().__init__(review)
        self._document, self._selection, self._review = document, selection, review
        self._queue, self._suggesting = queue, suggesting
        self._range_start: int | None = None
        document.record_opened.connect(self._forget_range)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        return {
            "go.next_in_queue": self._queue.forward,
            "go.previous_in_queue": self._queue.back,
            "beat.range": self.mark_range,
            "beat.noise": self.mark_noise,
            "beat.similar": self.find_similar,
            "beat.accept_suggestions": partial(self._decide, accept=True),
            "beat.refuse_suggestions": partial(self._decide, accept=False),
        }

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
            self.remarked.emit("No beat is in that range.")
            return
        self._selection.select(ids)
        beats = count(len(ids), "beat")
        self.remarked.emit(
            f"Range to {at}, {beats}: N S V F Q label all, Shift+X marks noise."
        )

    def mark_noise(self) -> None:
        """Mark the selected beats as noise, or as readable if they all are noise."""
        session = self._document.session
        if session is None:
            return
        there = np.intersect1d(self._selection.selected, session.beats.beat_id)
        noise = not session.beats.noise[session.beats.rows_of(there)].all()
        self._review.edit_selected(
            lambda ids: self._document.mark_noise(ids, noise=noise)
        )

    def find_similar(self) -> None:
        """Ask for the beats that look like the current one."""
        if self._selection.current is not None:
            self.similar_requested.emit(self._selection.current)

    def _decide(self, *, accept: bool) -> None:
        decide = self._suggesting.accept if accept else self._suggesting.refuse

        def decide_on(ids: Samples) -> bool:
            if decide(ids):
                return True
            self.remarked.emit("Nothing is suggested for the selected beats.")
            return False

        self._review.edit_selected(decide_on)

    def _place(self) -> int | None:
        columns, current = self._document.columns, self._selection.current
        if columns is not None and current is not None:
            row = columns.row_of(current)
            if row is not None:
                return int(columns.sample[row])
        return self._selection.cursor_sample

    def _forget_range(self) -> None:
        self._range_start = None
