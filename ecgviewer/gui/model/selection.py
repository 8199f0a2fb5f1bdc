"""What the reviewer looks at: current beat, selected beats, time in view, cursor."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ecgviewer.core.arrays import IntArray

_NONE = np.empty(0, np.int64)


class Selection(QObject):
    """One selection that every view shows and sets; views never talk to each other.

    Setters do nothing when the value is unchanged, which stops feedback loops.

    Signals
    -------
    beats_changed()
        The current beat or the selected beats have changed.
    view_changed()
        The time in view has changed.
    cursor_changed()
        The time cursor is elsewhere, or gone.

    Attributes
    ----------
    onward : callable or None
        What goes on to the next thing to decide after the selected beats were; None
        for the beat after them. A view that gives it shows the beats itself, so that
        they can be edited though the trace does not.
    as_kind : bool
        The selected beats were chosen as a kind: nobody need have seen each.
    listed : ndarray of int64 or None
        Ids of the beats that the table lists, in its order, while it is filtered or
        sorted; None while it lists all beats in order of time. Keys that go from beat
        to beat, and Select all, keep to it.
    """

    beats_changed = Signal()
    view_changed = Signal()
    cursor_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: int | None = None
        self.selected: IntArray = _NONE
        self.view_s: tuple[float, float] = (0.0, 10.0)
        self.cursor_sample: int | None = None
        self.onward: Callable[[], None] | None = None
        self.as_kind = False
        self.listed: IntArray | None = None

    def select(
        self,
        beat_ids: npt.ArrayLike,
        current: int | None = None,
        onward: Callable[[], None] | None = None,
        *,
        as_kind: bool = False,
    ) -> None:
        """Select beats; the current one is the last of them unless it is named."""
        self.onward, self.as_kind = onward, as_kind
        ids = np.atleast_1d(np.asarray(beat_ids, np.int64))
        if current is None and len(ids):
            current = int(ids[-1])
        if current == self.current and np.array_equal(ids, self.selected):
            return
        self.current, self.selected = current, ids
        self.beats_changed.emit()

    def keep(self, beat_ids: IntArray, instead: int | None = None) -> None:
        """Unselect every beat but these, as when others were removed.

        `instead` is selected if nothing else is left of what was.
        """
        kept = self.selected[np.isin(self.selected, beat_ids)]
        current_stays = self.current is not None and self.current in beat_ids
        if len(kept) == len(self.selected) and (current_stays or self.current is None):
            return
        if not len(kept) and instead is not None:
            self.select(instead)
        else:
            current = self.current if current_stays else None
            self.select(kept, current, self.onward, as_kind=self.as_kind)

    def clear(self) -> None:
        """Select nothing and drop the cursor, as for another record."""
        self.select(_NONE)
        self.set_cursor(None)

    def set_view(self, start_s: float, stop_s: float) -> None:
        """Show a stretch of time."""
        # Qt refuses what is computed from NumPy's numbers, which places of beats are.
        view_s = (float(start_s), float(stop_s))
        if view_s == self.view_s or not stop_s > start_s:
            return
        self.view_s = view_s
        self.view_changed.emit()

    def set_cursor(self, sample: int | None) -> None:
        """Put the time cursor at a sample, or take it away."""
        if sample != self.cursor_sample:
            self.cursor_sample = sample
            self.cursor_changed.emit()
