"""Suspicion of atrial fibrillation from the irregularity of RR intervals alone.

Lian, Wang, Muessig: A simple method to detect atrial fibrillation using RR intervals.
Am J Cardiol 107 (2011) 1494. RR intervals are drawn against their change on a grid of
25 ms; in fibrillation they are scattered over many cells. Flutter with changing block,
many ectopic beats and sinus arrhythmia scatter them too: it is a suspicion. On the
beats of DS1, from 50 of 64 cells on, 98 % of the beats in AFIB are marked, and half of
the marked ones are.
"""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float64Array, IntArray
from ecgviewer.core.rhythm.intervals import stretches

_CELL_S = 0.025
_WINDOW = 64
_STEP = 8
_FAR = 1 << 20


def irregular(
    rr_s: Float64Array,
    usable: BoolArray,
    cells: int,
    apart: BoolArray,
) -> BoolArray:
    """Return the beats around which the RR intervals are scattered.

    Parameters
    ----------
    rr_s : ndarray of float64, shape (n_beats,)
        RR interval before each beat.
    usable : ndarray of bool, shape (n_beats,)
        Which intervals count: those between beats of the atria that can be read.
    cells : int
        Cells of the grid, of 64 intervals, from which a stretch counts.
    apart : ndarray of bool, shape (n_beats,)
        Beats before which nothing is known for long: no 64 intervals, and no stretch,
        go across.

    Returns
    -------
    ndarray of bool, shape (n_beats,)
    """
    marked = np.zeros(len(rr_s), bool)
    rows = np.flatnonzero(usable)
    if len(rows) <= _WINDOW:
        return marked
    part = np.cumsum(apart)[rows]
    scattered = _cells_in_windows(rr_s[rows]) >= cells
    scattered &= (part[: 1 - _WINDOW] == part[_WINDOW - 1 :])[::_STEP]
    covered = np.zeros(len(rows) + 1, np.int64)
    starts = np.flatnonzero(scattered) * _STEP
    # The middle half of a window: its ends belong as much to what lies beside it.
    np.add.at(covered, starts + _WINDOW // 4, 1)
    np.add.at(covered, starts + 3 * _WINDOW // 4, -1)
    counted = np.cumsum(covered)[:-1] > 0
    # No window goes across, so that middle halves of either side do not meet.
    for first, last in stretches(counted):
        marked[rows[first] : rows[last] + 1] = True
    return marked


def _cells_in_windows(rr_s: Float64Array) -> IntArray:
    """Return how many cells the intervals of each window of 64 fill."""
    column = np.floor(rr_s / _CELL_S).astype(np.int64)
    change = np.floor(np.diff(rr_s, prepend=rr_s[0]) / _CELL_S).astype(np.int64)
    cell = column * _FAR + change
    windows = np.lib.stride_tricks.sliding_window_view(cell, _WINDOW)[::_STEP]
    ordered = np.sort(windows, axis=1)
    filled = 1 + np.count_nonzero(ordered[:, 1:] != ordered[:, :-1], axis=1)
    return np.asarray(filled, np.int64)
