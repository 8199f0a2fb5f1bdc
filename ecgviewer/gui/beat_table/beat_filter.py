"""Which beats a table shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.review.beat_columns import BeatColumns


@dataclass(frozen=True)
class BeatFilter:
    """What a beat must be to be shown.

    Attributes
    ----------
    labels : frozenset of int
        Label codes (BeatClass or UNSET) to show; empty for all of them.
    unreviewed : bool
        Only beats that nobody has confirmed.
    disagreements : bool
        Only beats whose label, set by a person, is not the classifier's.
    search : str
        Words that narrow it further, see `core.review.beat_search`; empty for none.
    """

    labels: frozenset[int] = frozenset()
    unreviewed: bool = False
    disagreements: bool = False
    search: str = ""

    @property
    def active(self) -> bool:
        """Return whether any beat could be hidden."""
        chosen = bool(self.labels) or self.unreviewed or self.disagreements
        return chosen or bool(self.search)

    def matches(self, columns: BeatColumns) -> BoolArray:
        """Return which beats pass all but the search, in time order."""
        shown = np.ones(len(columns.label), bool)
        if self.labels:
            wanted = np.zeros(256, bool)
            wanted[list(self.labels)] = True
            shown &= wanted[columns.label]
        if self.unreviewed:
            shown &= ~columns.reviewed
        if self.disagreements:
            shown &= columns.disagrees
        return shown
