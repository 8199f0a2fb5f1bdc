"""Which beat comes next: the one beside, or the next of a kind."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.record import Samples


def neighbour_row(sample: Samples, at: float, step: int) -> int | None:
    """Return the row of the beat `step` beats after (or before) a place.

    Parameters
    ----------
    sample : ndarray of int64
        R-peaks in order.
    at : float
        The place, in samples; the R-peak of the present beat, usually.
    step : int
        1 for the beat after, -1 for the beat before, and so on.

    Returns
    -------
    int or None
        None if there is no beat at all; at the ends, the last or first beat.
    """
    if not len(sample):
        return None
    if step > 0:
        row = int(np.searchsorted(sample, at, side="right")) + step - 1
    else:
        row = int(np.searchsorted(sample, at, side="left")) + step
    return min(max(row, 0), len(sample) - 1)


def next_listed(listed: IntArray, beat_id: int | None, step: int) -> int | None:
    """Return the beat `step` places on in a list, the ends of it included.

    Parameters
    ----------
    listed : ndarray of int64
        Ids of beats, in any order.
    beat_id : int or None
        Where to begin; a beat that is not listed stands before the first.
    step : int
        Places to go, negative for backwards.

    Returns
    -------
    int or None
        None if the list is empty.
    """
    if not len(listed):
        return None
    found = np.flatnonzero(listed == (-1 if beat_id is None else beat_id))
    place = int(found[0]) + step if len(found) else 0
    return int(listed[min(max(place, 0), len(listed) - 1)])


def next_row_where(
    wanted: BoolArray, sample: Samples, at: float, *, forward: bool = True
) -> int | None:
    """Return the row of the next wanted beat after a place, round the end if need be.

    Parameters
    ----------
    wanted : ndarray of bool
        Which beats count.
    sample : ndarray of int64
        R-peaks in order.
    at : float
        The place, in samples.
    forward : bool
        Direction of the search.

    Returns
    -------
    int or None
        None if no beat is wanted.
    """
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return None
    places = sample[rows]
    if forward:
        found = int(np.searchsorted(places, at, side="right")) % len(rows)
    else:
        found = int(np.searchsorted(places, at, side="left")) - 1
    return int(rows[found])
