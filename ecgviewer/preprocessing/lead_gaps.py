"""Where the signal is lost: samples that are missing, or that hold one value.

What is lost tells nothing: no beat is looked for in it, no interval goes across it.
"""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.record import Samples
from ecgviewer.core.signal_source import LeadValues

Mask = BoolArray

#: Shorter ones are bridged: no beat is hidden in them.
_MISSING_S = 0.1
#: No recorder stays on one step for this long: 0.8 s at most in 250 public records.
_HELD_S = 1.0
#: Looked at first: samples of a value that is held long enough, all of them equal.
_LOOKS = 8
#: A lead without noise, as of a simulator, does in each beat, and longer in a pause.
_SILENT_HELD_S, _SILENT_S, _SILENT_RUNS = 4.0, 0.15, 4
_AROUND_S = 10.0
#: Samples beside a stretch that must be known for the stretch's own gaps, in seconds.
REACH_S = _AROUND_S + _SILENT_HELD_S


def gaps_in(values: Float32Array, fs: float) -> Mask:
    """Return which samples of a lead are lost.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,)
        One lead, or a part of it with `REACH_S` on either side of what is asked for.
    fs : float
        Sampling frequency in Hz.

    Returns
    -------
    ndarray of bool, shape (n_samples,)
    """
    missing = ~np.isfinite(values)
    held = _held(values, fs)
    if missing.any():
        held |= long_runs(missing, _MISSING_S * fs)
    return held


def _may_hold(values: Float32Array, least: float) -> bool:
    """Return whether a value may be held so long, by a few samples of each stretch."""
    apart = max(1, int(least) // (_LOOKS + 1))
    looks = values[::apart]
    starts, stops = edges_of(looks[1:] == looks[:-1])
    return bool((stops - starts >= int(least) // apart - 1).any())


def _runs(values: Float32Array) -> tuple[Samples, Samples]:
    """Return where each run of equal values starts, and how long it is."""
    # What is missing differs from itself, so that a missing sample is a run.
    changes = np.append(True, values[1:] != values[:-1])[: len(values)]
    starts = np.flatnonzero(changes)
    return starts, np.diff(starts, append=len(values))


def held_for(values: Float32Array, least: float) -> Mask:
    """Return which samples of a lead belong to a value held for at least this many."""
    if not _may_hold(values, least):
        return np.zeros(len(values), bool)
    _, lengths = _runs(values)
    return np.repeat(lengths >= least, lengths)


def _held(values: Float32Array, fs: float) -> Mask:
    """Return which samples belong to a value that is held too long."""
    held = np.zeros(len(values), bool)
    if not _may_hold(values, _HELD_S * fs):
        return held
    starts, lengths = _runs(values)
    for row in np.flatnonzero(lengths >= _HELD_S * fs).tolist():
        if lengths[row] >= _SILENT_HELD_S * fs or not _silent(starts, lengths, row, fs):
            held[starts[row] : starts[row] + lengths[row]] = True
    return held


def _silent(starts: Samples, lengths: Samples, row: int, fs: float) -> bool:
    """Return whether a lead often holds a value, and so has no noise, around a run."""
    edges = starts[row] - _AROUND_S * fs, starts[row] + lengths[row] + _AROUND_S * fs
    around = slice(*np.searchsorted(starts, edges))
    short = (lengths[around] >= _SILENT_S * fs) & (lengths[around] < _HELD_S * fs)
    return int(np.count_nonzero(short)) >= _SILENT_RUNS


def long_runs(wanted: Mask, least: float) -> Mask:
    """Return the wanted samples that are in runs of a least length."""
    first, last = edges_of(wanted)
    kept = np.zeros(len(wanted), bool)
    for start, stop in zip(first.tolist(), last.tolist(), strict=True):
        if stop - start >= least:
            kept[start:stop] = True
    return kept


def edges_of(wanted: Mask) -> tuple[Samples, Samples]:
    """Return the start and the stop of every unbroken run of wanted samples."""
    edges = np.diff(np.concatenate([[False], wanted, [False]]).astype(np.int8))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def without_gaps(values: Float32Array, fs: float) -> Float32Array:
    """Return the values of a lead, or of several in rows, NaN where they are lost."""
    rows = np.atleast_2d(values)
    gaps = np.stack([gaps_in(row, fs) for row in rows]).reshape(values.shape)
    return np.where(gaps, np.float32(np.nan), values) if gaps.any() else values


class GappedLead:
    """A lead to be sliced, NaN wherever the signal is lost.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,), or LeadValues
    fs : float
        Sampling frequency in Hz.
    """

    def __init__(self, values: Float32Array | LeadValues, fs: float) -> None:
        self._values, self._fs = values, fs

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self._values)

    def __getitem__(self, key: slice) -> Float32Array:
        """Return the values of a slice without steps."""
        start, stop, _ = key.indices(len(self))
        first = max(start - round(REACH_S * self._fs), 0)
        around = self._values[first : stop + round(REACH_S * self._fs)]
        return without_gaps(around, self._fs)[start - first : stop - first]
