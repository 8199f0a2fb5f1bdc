"""The review queue: what to look at first, one key to go on, and how much is left."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ecgviewer.core.review.change import Change
from ecgviewer.core.review.review_progress import progress
from ecgviewer.core.review.review_queue import ReviewQueue
from ecgviewer.core.review.triage import queue, triage
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.groups import Groups
from ecgviewer.gui.model.selection import Selection

_REFRESH_MS = 200


class QueueWalker(QObject):
    """Takes the reviewer through the beats that are most worth a look.

    Signals
    -------
    remarked(str)
        Why this beat, or that there is none.
    progress_changed(str)
        How far the review is, in words; empty without beats.
    """

    remarked = Signal(str)
    progress_changed = Signal(str)

    def __init__(
        self,
        document: Document,
        selection: Selection,
        groups: Groups,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._selection, self._groups = document, selection, groups
        self._queue = ReviewQueue()
        self._timer = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._timer.timeout.connect(self._report)
        document.record_opened.connect(self._begin)
        document.beats_changed.connect(self._on_beats_changed)
        document.state_changed.connect(self._timer.start)

    def forward(self) -> None:
        """Go to the beat that is most worth a look, of those not seen yet."""
        columns = self._document.columns
        if columns is None:
            return
        judged = triage(columns, self._groups.codes(columns))
        beat_id = self._queue.forward(queue(columns, judged.value))
        if beat_id is None:
            self.remarked.emit("The queue is empty: every beat has been reviewed.")
            return
        found = (columns.beat_id == beat_id).nonzero()[0]
        if not len(found):
            self.forward()
            return
        self._show(beat_id)
        self.remarked.emit(f"Look: {judged.reason(int(found[0])).value}.")

    def back(self) -> None:
        """Go to the beat looked at before."""
        columns, beat_id = self._document.columns, self._queue.back()
        if beat_id is None or columns is None:
            self.remarked.emit("This is the first beat of the queue.")
        elif beat_id in columns.beat_id:
            self._show(beat_id)

    def _show(self, beat_id: int) -> None:
        self._selection.select([beat_id], beat_id, self.forward)

    def _begin(self) -> None:
        self._queue = ReviewQueue()
        self._report()

    def _on_beats_changed(self, _: Change) -> None:
        self._timer.start()

    def _report(self) -> None:
        columns = self._document.columns
        if columns is None or not len(columns.label):
            self.progress_changed.emit("")
            return
        document, far = self._document, progress(columns)
        estimated = document.state is DocumentState.READY and not document.blind
        self.progress_changed.emit(far.text if estimated else far.reviewed_text)
