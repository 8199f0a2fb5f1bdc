"""Columns of annotations as files hold them: where a value changes or is not 0."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.record import Samples
from ecgviewer.formats.wfdb.annotation_bytes import Stored


def spread(rows: Samples, values: Samples, n: int) -> IntArray:
    """Return a column of `n` values; 0 in the rows that have none."""
    column = np.zeros(n, np.int64)
    column[rows] = values
    return column


def carried(rows: Samples, values: Samples, n: int) -> IntArray:
    """Return a column where a value holds until the next one; 0 before the first."""
    if not len(rows):
        return np.zeros(n, np.int64)
    stored = np.concatenate([[0], values])
    lengths = np.diff(np.concatenate([[0], np.maximum(rows, 0), [n]]))
    return np.repeat(stored, lengths)


def signed(column: IntArray) -> IntArray:
    """Return bytes as numbers from -128 to 127."""
    return np.where(column > 127, column - 256, column)


def changes(column: IntArray) -> BoolArray:
    """Return where a value differs from the one before; the first, from 0."""
    mask: BoolArray = np.diff(column, prepend=0) != 0
    return mask


def rows(mask: BoolArray, column: IntArray, shift: int) -> Stored:
    """Return some values of a column as bytes, in rows moved by `shift`."""
    rows = np.flatnonzero(mask)
    return Stored(rows + shift, column[rows] & 0xFF)
