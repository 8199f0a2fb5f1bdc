"""Where rhythms are drawn, and which of them where there is no room for all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from ecgviewer.core.arrays import Float64Array, IntArray
from ecgviewer.core.rhythm.episode_kinds import RhythmRole
from ecgviewer.gui.look.rhythm_badge import RhythmLook
from ecgviewer.gui.model.rhythm_entries import EntryState, RhythmEntry

#: Where several fall into one place, the first of these is seen.
_GRAVEST = (
    RhythmRole.LETHAL,
    RhythmRole.VENTRICULAR,
    RhythmRole.CONDUCTION,
    RhythmRole.ATRIAL,
    RhythmRole.SUPRAVENTRICULAR,
    RhythmRole.RATE,
    RhythmRole.OTHER,
    RhythmRole.PACED,
    RhythmRole.UNREADABLE,
    RhythmRole.NORMAL,
)
#: How late a rhythm is seen among others: a reader's before suggestions.
_RANK = {
    (role, look): 2 * rank + (look is RhythmLook.SUGGESTED)
    for rank, role in enumerate(_GRAVEST)
    for look in RhythmLook
}


class RhythmPlaces:
    """The rhythms that are drawn, the long ones first: short ones are in front.

    Dismissed ones are not drawn.
    """

    def __init__(self, entries: Sequence[RhythmEntry] = ()) -> None:
        shown = [e for e in entries if e.state is not EntryState.DISMISSED]
        start = np.array([e.start for e in shown], np.int64)
        stop = np.array([e.stop for e in shown], np.int64)
        order = np.argsort(start - stop, kind="stable")
        self.entries = [shown[row] for row in order.tolist()]
        self.start: IntArray = start[order]
        self.stop: IntArray = stop[order]

    def seen(
        self, left: Float64Array, right: Float64Array, width: float, narrow_px: float
    ) -> list[int]:
        """Return the rows to draw, in order, for places in pixels of all rows.

        Of those at most `narrow_px` wide only the gravest in each stretch of
        that many pixels is drawn.
        """
        inside = (right > 0) & (left < width)
        narrow = right - left <= narrow_px
        small = np.flatnonzero(inside & narrow)
        small = small[np.argsort(self._ranks[small], kind="stable")]
        cells = np.floor(left[small] / narrow_px)
        _, first = np.unique(cells, return_index=True)
        rows = np.append(np.flatnonzero(inside & ~narrow), np.sort(small[first]))
        found: list[int] = rows.tolist()
        return found

    @cached_property
    def _ranks(self) -> IntArray:
        return np.array([_RANK[e.role, e.look] for e in self.entries], np.int64)
