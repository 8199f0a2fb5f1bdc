"""What the reviewer looks at: beats and rhythms chosen, time in view, cursor."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ecgviewer.core.arrays import IntArray
from ecgviewer.gui.model.rhythm_entries import RhythmKey

_NONE = np.empty(0, np.int64)
_LONGEST_VIEW_S, _BESIDE_S = 30.0, 1.0
_NEVER = 0.0, 0.0


@dataclass(frozen=True)
class Frame:
    """A view in which the selected beats are framed.

    Attributes
    ----------
    is_shown : callable
        Returns whether the reader works there and sees the frame.
    asks : str
        What to ask before one key edits all of them; empty for nothing.
    """

    is_shown: Callable[[], bool]
    asks: str = ""


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
    rhythms_changed()
        Other rhythms are chosen, or another stretch.

    Attributes
    ----------
    onward : callable or None
        What goes on to the next thing to decide after the selected beats were; None
        for the beat after them.
    frame : Frame or None
        Where the selected beats are framed but on the trace.
    as_kind : bool
        The selected beats were chosen as a kind: nobody need have seen each.
    listed : ndarray of int64 or None
        Ids of the beats that the table lists, in its order, while it is filtered or
        sorted; None while it lists all beats in order of time. Keys that go from beat
        to beat, and Select all, keep to it.
    rhythms : tuple of RhythmKey
        The rhythms that are chosen.
    stretch : tuple of int or None
        Samples [start, stop) that were marked as a range, until other beats are
        selected: there may be no beat in it.
    """

    beats_changed = Signal()
    view_changed = Signal()
    cursor_changed = Signal()
    rhythms_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: int | None = None
        self.selected: IntArray = _NONE
        self.view_s: tuple[float, float] = (0.0, 10.0)
        self.cursor_sample: int | None = None
        self.onward: Callable[[], None] | None = None
        self.frame: Frame | None = None
        self.as_kind = False
        self.listed: IntArray | None = None
        self.rhythms: tuple[RhythmKey, ...] = ()
        self.stretch: tuple[int, int] | None = None
        #: The span of the view before a long place was shown, and then.
        self._widened_s = _NEVER

    @property
    def is_framed(self) -> bool:
        """Return whether the selected beats are framed where the reader works."""
        return self.frame is not None and self.frame.is_shown()

    @property
    def asks(self) -> str:
        """What to ask before all selected beats are edited; empty for nothing."""
        return self.frame.asks if self.frame else ""

    def select(
        self,
        beat_ids: npt.ArrayLike,
        current: int | None = None,
        onward: Callable[[], None] | None = None,
        *,
        as_kind: bool = False,
        frame: Frame | None = None,
    ) -> None:
        """Select beats; the current one is the last of them unless it is named."""
        self.onward, self.as_kind, self.frame = onward, as_kind, frame
        ids = np.atleast_1d(np.asarray(beat_ids, np.int64))
        if current is None and len(ids):
            current = int(ids[-1])
        if current == self.current and np.array_equal(ids, self.selected):
            return
        self.current, self.selected = current, ids
        self.mark_stretch(None)
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
            onward, as_kind, frame = self.onward, self.as_kind, self.frame
            self.select(kept, current, onward, as_kind=as_kind, frame=frame)

    def clear(self) -> None:
        """Select nothing and drop the cursor, as for another record."""
        self.select(_NONE)
        self.choose_rhythms(())
        self.mark_stretch(None)
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

    def choose_rhythms(self, keys: Iterable[RhythmKey]) -> None:
        """Choose rhythms, the one that matters most first."""
        chosen = tuple(keys)
        if chosen != self.rhythms:
            self.rhythms = chosen
            self.rhythms_changed.emit()

    def mark_stretch(self, stretch: tuple[int, int] | None) -> None:
        """Mark samples [start, stop) as a range, or none."""
        if stretch != self.stretch:
            self.stretch = stretch
            self.rhythms_changed.emit()

    def show_place(self, start_s: float, stop_s: float) -> None:
        """Bring a stretch of time into view, at the same zoom unless it is too long.

        After one that was too long the next is shown at the zoom from before, unless
        the reader has changed the zoom since.
        """
        span_s = self.view_s[1] - self.view_s[0]
        before_s, widened_s = self._widened_s
        if math.isclose(span_s, widened_s, abs_tol=1e-6):
            span_s = before_s
        longest_s = max(span_s, _LONGEST_VIEW_S)
        shown_s = min(max(span_s, stop_s - start_s + 2 * _BESIDE_S), longest_s)
        # In the middle, or from a moment before its beginning on.
        self._widened_s = (span_s, shown_s) if shown_s > span_s else _NEVER
        left_s = max(min((start_s + stop_s - shown_s) / 2, start_s - _BESIDE_S), 0.0)
        self.set_view(left_s, left_s + shown_s)
