"""The lines of the full disclosure: a minute of trace each, coloured by its beats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import Float32Array, IntArray
from ecgviewer.core.label_class import Role
from ecgviewer.core.labels import UNSET
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.trace.envelope import Envelope

#: Of a line.
ROW_S = 60.0
#: A beat colours its trace from this long before its R-peak to this long after it.
_BEFORE_S, _AFTER_S = 0.25, 0.40
#: What lines stand for besides a class: trace without a beat.
PLAIN = UNSET


@dataclass(frozen=True)
class DisclosureRow:
    """The columns of one line that hold something.

    Attributes
    ----------
    x : ndarray of int64
        Columns.
    low, high : ndarray of float32
        Lowest and highest value in each, joined to the column before.
    label : ndarray of uint8
        Class of the ectopic beat that a column belongs to; PLAIN for all others.
    """

    x: IntArray
    low: Float32Array
    high: Float32Array
    label: npt.NDArray[np.uint8]


def disclosure_row(
    envelope: Envelope,
    columns: BeatColumns | None,
    stretch: tuple[int, int],
    width: int,
    fs: float,
) -> DisclosureRow:
    """Return the samples [start, stop) of a lead as a line of this many columns."""
    start, stop = stretch
    edges = start + np.arange(width + 1) * (stop - start) // width
    low, high = envelope.columns(edges)
    there = np.flatnonzero(~np.isnan(low))
    joined_low, joined_high = low.copy(), high.copy()
    np.fmin(low[1:], high[:-1], out=joined_low[1:])
    np.fmax(high[1:], low[:-1], out=joined_high[1:])
    label = np.full(width, PLAIN, np.uint8)
    if columns is not None:
        _colour(label, columns, stretch, fs)
    return DisclosureRow(there, joined_low[there], joined_high[there], label[there])


def stretch_of(row: int, fs: float) -> tuple[int, int]:
    """Return the samples of a line, from the first to the one after the last."""
    return round(row * ROW_S * fs), round((row + 1) * ROW_S * fs)


def _colour(
    label: npt.NDArray[np.uint8],
    columns: BeatColumns,
    stretch: tuple[int, int],
    fs: float,
) -> None:
    start, stop = stretch
    before, after = round(_BEFORE_S * fs), round(_AFTER_S * fs)
    first, last = np.searchsorted(columns.sample, (start - after, stop + before))
    px_per_sample = len(label) / max(stop - start, 1)
    near = columns.label[first:last]
    plain = (UNSET, *columns.scheme.with_role(Role.NORMAL))
    for row in first + np.flatnonzero(~np.isin(near, plain)):
        code = int(columns.label[row])
        at = int(columns.sample[row])
        left = round((at - before - start) * px_per_sample)
        right = round((at + after - start) * px_per_sample)
        label[max(left, 0) : max(right, 0)] = code
