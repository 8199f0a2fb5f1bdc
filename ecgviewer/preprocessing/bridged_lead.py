"""A lead without gaps, of any length: read, and bridged, where it is asked for."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.signal_source import LeadValues
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing.lead_gaps import GappedLead

#: Samples looked at in one go for the other end of a gap.
_LOOK = 2**18


class BridgedLead:
    """What `filters.fill_gaps` makes of a whole lead, stretch by stretch.

    Parameters
    ----------
    values : ndarray of float32, shape (n,), LeadValues or GappedLead
        NaN where the lead is missing.
    stop : callable
        Asked while the end of a long gap is looked for.
    """

    def __init__(
        self, values: Float32Array | LeadValues | GappedLead, stop: Stop = never
    ) -> None:
        self._values, self._stop = values, stop
        #: Samples [start, stop) that are known to be missing, all of them.
        self._gap = (0, 0)

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self._values)

    def between(self, start: int, stop: int) -> Float32Array:
        """Return the samples [start, stop), within the lead."""
        values = np.array(self._values[start:stop], np.float32)
        valid = np.isfinite(values)
        if valid.all():
            return values
        where = np.flatnonzero(valid)
        known = [(start + where, values[where])]
        before = None if valid[0] else self._last_before(start)
        after = None if valid[-1] else self._first_from(stop)
        if before is not None:
            known.insert(0, self._at(before))
        if after is not None:
            known.append(self._at(after))
        xp, fp = (np.concatenate(part) for part in zip(*known, strict=True))
        if not len(xp):
            return np.zeros(len(values), np.float32)
        gaps = np.flatnonzero(~valid)
        values[gaps] = np.interp(start + gaps, xp, fp)
        return values

    def _at(self, place: int) -> tuple[np.ndarray, Float32Array]:
        return np.array([place]), np.array(self._values[place : place + 1])

    def _last_before(self, place: int) -> int | None:
        """Return the last valid sample before a place, None if there is none."""
        at = place
        while at > 0:
            check(self._stop)
            if self._gap[0] < at <= self._gap[1]:
                at = self._gap[0]
                continue
            first = max(at - _LOOK, 0)
            found = np.flatnonzero(np.isfinite(self._values[first:at]))
            if len(found):
                self._remember(first + int(found[-1]) + 1, place)
                return first + int(found[-1])
            at = first
        self._remember(0, place)
        return None

    def _first_from(self, place: int) -> int | None:
        """Return the first valid sample from a place on, None if there is none."""
        at = place
        while at < len(self):
            check(self._stop)
            if self._gap[0] <= at < self._gap[1]:
                at = self._gap[1]
                continue
            last = min(at + _LOOK, len(self))
            found = np.flatnonzero(np.isfinite(self._values[at:last]))
            if len(found):
                self._remember(place, at + int(found[0]))
                return at + int(found[0])
            at = last
        self._remember(place, len(self))
        return None

    def _remember(self, start: int, stop: int) -> None:
        """Remember a gap, together with the one before where they touch."""
        first, last = self._gap
        if start <= last and first <= stop:
            start, stop = min(start, first), max(stop, last)
        self._gap = start, stop
