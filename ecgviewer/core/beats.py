"""The human side of the beats: where they are and what people said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, IndexArray, IntArray
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import Labels, Symbols, labels_of
from ecgviewer.core.record import Samples

#: The ventricles do not beat again earlier (Pan & Tompkins, IEEE Trans Biomed Eng 32
#: (1985) 230).
REFRACTORY_S = 0.2


class Origin(IntEnum):
    """Who found a beat."""

    DETECTOR = 0
    REFERENCE = 1
    REVIEWER = 2


@dataclass(frozen=True, eq=False)
class BeatTable:
    """Equal-length, read-only columns, sorted by sample; one row per beat.

    Only people write here; what the classifier says is in `Predictions`.

    Attributes
    ----------
    beat_id : ndarray of int64
        Identity, given once and never used again. Rows move, ids do not.
    sample : ndarray of int64
        The R-peak, as a sample index of the record.
    symbol : ndarray of U1
        WFDB symbol set by a reviewer or a reference; empty if nobody did.
    origin : ndarray of uint8
        `Origin` of the beat.
    reviewed : ndarray of bool
        A person has confirmed the beat.
    reviewed_at : ndarray of int64
        When, in seconds since 1970 UTC; 0 for never.
    comment : ndarray of object
        The reviewer's text (str), empty for none.
    noise : ndarray of bool
        A person says that the signal cannot be read there.
    """

    beat_id: Samples
    sample: Samples
    symbol: Symbols
    origin: npt.NDArray[np.uint8]
    reviewed: BoolArray
    reviewed_at: IntArray
    comment: npt.NDArray[np.object_]
    noise: BoolArray

    def __post_init__(self) -> None:
        """Refuse columns of unequal length and rows out of order.

        Raises
        ------
        ValueError
            Naming what does not fit.
        """
        lengths = {len(getattr(self, name)) for name in COLUMNS}
        if len(lengths) > 1:
            raise ValueError(f"beat columns of unequal lengths: {sorted(lengths)}")
        if np.any(np.diff(self.sample) < 0):
            raise ValueError("beats are not sorted by sample")
        for name in COLUMNS:
            getattr(self, name).flags.writeable = False

    def __len__(self) -> int:
        """Return the number of beats."""
        return len(self.beat_id)

    def __eq__(self, other: object) -> bool:
        """Return whether every column of two tables is equal."""
        if not isinstance(other, BeatTable):
            return NotImplemented
        return all(
            same_values(getattr(self, name), getattr(other, name)) for name in COLUMNS
        )

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def label(self) -> Labels:
        """Class that people gave each beat, UNSET where none; see `LITERATURE_MAP`."""
        return labels_of(self.symbol)

    def labels_in(self, scheme: LabelScheme) -> Labels:
        """Return the class of a scheme that people gave each beat, UNSET where none."""
        return self.label if scheme == AAMI else scheme.labels_of(self.symbol)

    @cached_property
    def _row_of_id(self) -> IndexArray:
        """The row of each id, -1 for none; one more place stands for higher ids."""
        rows = np.full(self.next_id + 1, -1, np.intp)
        rows[self.beat_id] = np.arange(len(self))
        return rows

    @cached_property
    def next_id(self) -> int:
        """An id above every id in the table."""
        return int(self.beat_id.max(initial=-1)) + 1

    def rows_of(self, beat_ids: npt.ArrayLike) -> IndexArray:
        """Return the rows of beats, in the order of the ids.

        Raises
        ------
        KeyError
            If an id is not in the table.
        """
        wanted = np.atleast_1d(np.asarray(beat_ids, np.int64))
        if same_values(wanted, self.beat_id):
            return np.arange(len(self))
        rows = self.find(wanted)
        if np.any(rows < 0):
            raise KeyError("no beat with one of these ids")
        return rows

    def find(self, beat_ids: Samples) -> IndexArray:
        """Return the rows of beats, -1 for one that is not in the table."""
        return self._row_of_id[np.clip(beat_ids, -1, self.next_id)]

    def contains(self, beat_id: int) -> bool:
        """Return whether a beat of that id is in the table."""
        return bool(np.any(self.beat_id == beat_id))

    def take(self, rows: npt.ArrayLike) -> BeatTable:
        """Return some rows, given by ascending indexes or a mask, as a table."""
        index = np.asarray(rows)
        if not index.size:
            index = index.astype(np.intp)
        if self._is_every_row(index):
            return self
        n = int(index.sum()) if index.dtype == bool else len(index)
        return BeatTable(
            **{name: _taken(getattr(self, name), index, n) for name in COLUMNS}
        )

    def with_values(self, rows: IndexArray, **columns: npt.ArrayLike) -> BeatTable:
        """Return a copy whose given columns have new values in some rows.

        Columns that are not named are shared, not copied, and one value for every
        row takes the room of one.
        """
        every_row = self._is_every_row(rows)
        changed: dict[str, Any] = {}
        for name, values in columns.items():
            column = getattr(self, name)
            if every_row:
                given = np.array(values, column.dtype)
                changed[name] = np.broadcast_to(given, column.shape)
                continue
            changed[name] = column.copy()
            changed[name][rows] = values
        table = replace(self, **changed)
        if "beat_id" not in changed and "_row_of_id" in self.__dict__:
            table.__dict__["_row_of_id"] = self._row_of_id
        return table

    def sharing(self, other: BeatTable) -> BeatTable:
        """Return the table with another's columns in place of equal ones."""
        return BeatTable(
            **{
                name: _shared(getattr(self, name), getattr(other, name))
                for name in COLUMNS
            }
        )

    def _is_every_row(self, rows: npt.NDArray[Any]) -> bool:
        """Return whether rows, indexes or a mask, are all of them in order."""
        if len(rows) != len(self):
            return False
        if rows.dtype == bool:
            return bool(rows.all())
        return np.array_equal(rows, np.arange(len(self)))

    def without(self, rows: IndexArray) -> BeatTable:
        """Return the table less some rows."""
        keep = np.ones(len(self), bool)
        keep[rows] = False
        return self.take(keep)

    def joined(self, other: BeatTable) -> BeatTable:
        """Return both tables' rows as one, sorted by sample."""
        return concatenate([self, other])


#: Names of the columns, in the order in which files hold them.
COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(BeatTable))


def same_values(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    """Return whether two columns are equal; a shared one is not looked through."""
    return one is other or np.array_equal(one, other)


def constant(value: object, n: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return a column of one value, which takes the room of one."""
    return np.broadcast_to(np.array(value, dtype), n)


def is_constant(column: npt.NDArray[Any]) -> bool:
    """Return whether a column is known to hold one value throughout."""
    return column.strides == (0,) and len(column) > 0


def _taken(
    column: npt.NDArray[Any], index: npt.NDArray[Any], n: int
) -> npt.NDArray[Any]:
    return (
        constant(column[0], n, column.dtype) if is_constant(column) else column[index]
    )


def _shared(column: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return other if same_values(column, other) else column


def concatenate(tables: Sequence[BeatTable]) -> BeatTable:
    """Return the rows of several tables as one, sorted by sample."""
    order = np.argsort(np.concatenate([t.sample for t in tables]), kind="stable")
    return BeatTable(
        **{n: np.concatenate([getattr(t, n) for t in tables])[order] for n in COLUMNS}
    )


def new_beats(
    sample: npt.ArrayLike,
    *,
    first_id: int = 0,
    symbol: npt.ArrayLike = "",
    origin: Origin = Origin.DETECTOR,
) -> BeatTable:
    """Return unreviewed beats with consecutive ids.

    Parameters
    ----------
    sample : array_like of int
        R-peaks, in any order.
    first_id : int
        The id of the earliest beat.
    symbol : array_like of str
        One symbol a beat, or one for all; empty for unknown.
    origin : Origin
        Who found the beats.

    Returns
    -------
    BeatTable
    """
    samples = np.atleast_1d(np.asarray(sample, np.int64))
    order = np.argsort(samples, kind="stable")
    n = len(samples)
    symbols = np.asarray(symbol, "U1")
    return BeatTable(
        beat_id=np.arange(first_id, first_id + n, dtype=np.int64),
        sample=samples[order],
        symbol=np.broadcast_to(symbols, n)[order]
        if symbols.ndim
        else constant(symbols, n, "U1"),
        origin=constant(origin, n, np.uint8),
        reviewed=constant(False, n, np.bool_),
        reviewed_at=constant(0, n, np.int64),
        comment=constant("", n, object),
        noise=constant(False, n, np.bool_),
    )
