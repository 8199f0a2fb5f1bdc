"""The review queue: what to look at first, one key to go on, and how much is left."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from ecgviewer.core.review.change import Cause, Change
from ecgviewer.core.review.edits import Edit
from ecgviewer.core.review.review_progress import progress
from ecgviewer.core.review.review_queue import ReviewQueue
from ecgviewer.core.review.triage import queue, triage
from ecgviewer.gui.look.number_text import of_edit
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.groups import Groups
from ecgviewer.gui.model.selection import Selection

_REFRESH_MS = 200
_EMPTY = "The queue is empty: every beat has been reviewed."
_EMPTY_KINDS = (
    "The queue is empty: every beat has been reviewed, and of each accepted kind some "
    "beats, and what is early or wide, have been looked at."
)
_NO_KIND = "Accept a kind of beats first, then look at some of them."
_NO_CODES = np.empty(0, np.int64)


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
        self._queue, self._codes = ReviewQueue(), _NO_CODES
        self._new = False
        self._timer = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._timer.timeout.connect(self._report)
        document.record_opened.connect(self._begin)
        document.beats_changed.connect(self._on_beats_changed)
        document.state_changed.connect(self._timer.start)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Return what each of these actions does."""
        return {
            "go.next_in_queue": self.forward,
            "go.previous_in_queue": self.back,
            "go.look_at_kind": self.look_at_kind,
        }

    def forward(self) -> None:
        """Go to the beat that is most worth a look, of those not seen yet.

        When all are reviewed, beats follow that were accepted with their kind.
        """
        columns, kinds = self._document.columns, self._groups.looks()
        if columns is None or kinds is None:
            return
        judged = triage(columns, self._groups.codes(columns))
        unreviewed = queue(columns, judged.value)
        offered = kinds.offered(columns.beat_id)
        beat_id = self._queue.forward(np.concatenate((unreviewed, offered)))
        if beat_id is None:
            self.remarked.emit(_EMPTY_KINDS if kinds.any_accepted else _EMPTY)
            return
        found = (columns.beat_id == beat_id).nonzero()[0]
        if not len(found):
            self.forward()
            return
        row = int(found[0])
        self._show(beat_id, self.forward)
        reason = kinds.reason(row) or judged.reason(row).value
        self.remarked.emit(f"Look: {reason}.")

    def look_at_kind(self) -> None:
        """Go to a beat that is offered of the kinds of the selected beats.

        Where these were not accepted, of the kind that was accepted last; where enough
        were looked at, to one more.
        """
        columns, kinds = self._document.columns, self._groups.looks()
        if columns is None or kinds is None:
            return
        selected = np.isin(columns.beat_id, self._selection.selected)
        codes = np.unique(kinds.code[selected])
        if kinds.text(codes):
            self._codes = codes
        self._look_on()

    def _look_on(self) -> None:
        columns, kinds = self._document.columns, self._groups.looks()
        if columns is None or kinds is None:
            return
        seen = kinds.text(self._codes)
        offered = kinds.of_kinds(columns.beat_id, self._codes)
        others = kinds.next_of_kinds(columns.beat_id, self._codes)
        if not len(others):
            self.remarked.emit(f"All of this kind: {seen}." if seen else _NO_KIND)
            return
        self._show(int((*offered, *others)[0]), self._look_on)
        more = f"{len(offered)} more of this kind" if len(offered) else "as many more"
        more += "" if len(offered) else " of this kind as you like"
        self.remarked.emit(f"Look at {more} ({seen}).")

    def back(self) -> None:
        """Go to the beat looked at before."""
        columns, beat_id = self._document.columns, self._queue.back()
        if beat_id is None or columns is None:
            self.remarked.emit("This is the first beat of the queue.")
        elif beat_id in columns.beat_id:
            self._show(beat_id, self.forward)

    def _show(self, beat_id: int, onward: Callable[[], None]) -> None:
        self._selection.select([beat_id], beat_id, onward)

    def _begin(self) -> None:
        self._queue, self._codes = ReviewQueue(), _NO_CODES
        self._report()

    def _on_beats_changed(self, change: Change) -> None:
        self._timer.start()
        session = self._document.session
        if session is None or change.cause is not Cause.EDIT:
            return
        edit = session.history.done[-1]
        as_kind = isinstance(edit, Edit) and edit.as_kind
        kinds = self._groups.looks() if as_kind else None
        if kinds is not None:
            mine = np.isin(session.columns.beat_id, change.beat_ids)
            self._codes, self._new = np.unique(kinds.code[mine]), True

    def offer(self, edited: str) -> None:
        """Say what was edited, and offer a look at some beats of an accepted kind.

        To be connected to `Document.edited` after what else says it.
        """
        columns = self._document.columns
        kinds = self._groups.looks() if self._new else None
        if columns is None or kinds is None:
            return
        self._new = False
        n = len(kinds.of_kinds(columns.beat_id, self._codes))
        if n:
            seen = kinds.text(self._codes)
            offer = f"{seen[:1].upper()}{seen[1:]}; look at {n} with Look at some"
            self.remarked.emit(f"{offer}. {of_edit(edited)}")

    def _report(self) -> None:
        columns = self._document.columns
        if columns is None or not len(columns.label):
            self.progress_changed.emit("")
            return
        document, far = self._document, progress(columns, self._groups.looks())
        estimated = document.state is DocumentState.READY and not document.blind
        self.progress_changed.emit(far.text if estimated else far.reviewed_text)
