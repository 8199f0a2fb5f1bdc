"""Which beats the table shows and in what order, held still while they are edited."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, IndexArray, IntArray
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.review.beat_search import matching
from ecgviewer.gui.beat_table.beat_columns import BeatRows, TableColumn
from ecgviewer.gui.beat_table.beat_filter import BeatFilter


class BeatOrder:
    """Filter and sort, remembered by beat id as they were when last applied.

    A beat that the reviewer edits keeps its place: it neither vanishes from under an
    "unreviewed" filter nor jumps away in a list sorted by class. It is judged again
    when the filter or the sorting is applied again, and only then. What the
    classifier says of beats that nobody edited counts at once.
    """

    def __init__(self) -> None:
        self.filter = BeatFilter()
        self.column: TableColumn | None = None
        self.descending = False
        self._shown = np.empty(0, bool)
        self._key = np.empty(0)
        self._held = np.empty(0, bool)

    @property
    def follows_values(self) -> bool:
        """Return whether values of beats decide what is shown, and where."""
        return self.filter.active or (
            self.column is not None and self.column.key is not None
        )

    @property
    def plain(self) -> bool:
        """Return whether all beats are shown in order of time."""
        return not self.follows_values and not self.descending

    @property
    def n_held(self) -> int:
        """Number of edited beats that might have to leave their places."""
        return int(np.count_nonzero(self._held)) if self.follows_values else 0

    def apply(self, now: BeatRows) -> None:
        """Judge every beat by what it is now."""
        self._shown = np.empty(0, bool)
        self._key = np.empty(0)
        self._held = np.empty(0, bool)
        self._grow(now.beats)
        self._judge(now, np.ones(len(now.beats), bool))

    def on_analysed(self, now: BeatRows, beat_ids: IntArray) -> None:
        """Judge beats that the analysis found or classified, less those edited."""
        self._grow(now.beats)
        ids = now.beats.beat_id
        self._judge(now, np.isin(ids, beat_ids) & ~self._held[ids])

    def on_edited(self, now: BeatRows, beat_ids: IntArray) -> None:
        """Hold beats that were edited where they are; new ones are shown."""
        self._grow(now.beats)
        self._held[beat_ids[beat_ids < len(self._held)]] = True

    def rows(self, now: BeatRows) -> IndexArray:
        """Return the rows of `now` to show, in the order to show them; NaN last."""
        ids = now.beats.beat_id
        rows = np.flatnonzero(self._shown[ids])
        if self.column is None or self.column.key is None:
            return rows[::-1] if self.descending else rows
        key = self._key[ids[rows]]
        return rows[np.argsort(-key if self.descending else key, kind="stable")]

    def _judge(self, now: BeatRows, which: BoolArray) -> None:
        ids = now.beats.beat_id[which]
        shown = self.filter.matches(now.columns)
        if self.filter.search:
            shown &= matching(self.filter.search, now.searched)
        self._shown[ids] = shown[which]
        if self.column is not None and self.column.key is not None:
            self._key[ids] = self.column.key(now)[which]

    def _grow(self, beats: BeatTable) -> None:
        more = max(beats.next_id - len(self._shown), 0)
        self._shown = np.pad(self._shown, (0, more), constant_values=True)
        self._key = np.pad(self._key, (0, more), constant_values=np.nan)
        self._held = np.pad(self._held, (0, more), constant_values=False)
