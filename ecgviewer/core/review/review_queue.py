"""Walks through the beats that are worth a look, without going round in circles."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.record import Samples


class ReviewQueue:
    """Where a reviewer is in the queue.

    The order is judged again after each step; a beat that was passed over comes again
    when all others have been seen.
    """

    def __init__(self) -> None:
        self._seen: list[int] = []
        self._place = -1

    def forward(self, order: Samples) -> int | None:
        """Return the beat to look at next; None if there is none.

        Parameters
        ----------
        order : ndarray of int64
            Beats that are open, worth most first.
        """
        if self._place < len(self._seen) - 1:
            self._place += 1
            return self._seen[self._place]
        if not len(order):
            return None
        new = order[~np.isin(order, self._seen)]
        if not len(new):
            self._seen.clear()
            new = order
        self._seen.append(int(new[0]))
        self._place = len(self._seen) - 1
        return self._seen[-1]

    def back(self) -> int | None:
        """Return the beat looked at before; None at the first one."""
        if self._place <= 0:
            return None
        self._place -= 1
        return self._seen[self._place]
