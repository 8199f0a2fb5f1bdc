"""Divides the beats that were accepted as kinds into cells that are judged by looks.

The cells of a kind are its rim, and its other beats by interval (early, normal, late)
and by whether the classifier says the same. The order in which the beats of a cell are
offered does not depend on what is found there, so that those looked at of the first
ones, and on without a break, stand for all of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array, IntArray
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.morphology import PREMATURE, Codes, GroupCode, place_in_group
from ecgviewer.core.record import Samples
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.evidence import Evidence

#: Beats of each accepted kind that are offered to be looked at.
LOOKS_OF_A_KIND = 12
#: A beat is late above this share of the usual RR interval around it.
_LATE = 1.15
_CELLS_OF_A_KIND = 7
#: Spreads the beats of a cell over the record, the same way every time.
_SPREAD, _SPREAD_MODULUS = 2654435761, 2**32


@dataclass(frozen=True, eq=False)
class BeatPlaces:
    """What the kinds say of each beat of a record, in the order of its columns.

    Attributes
    ----------
    code : ndarray of int64, shape (n_beats,)
        Kind of each beat.
    ratio, oddness : ndarray of float32, shape (n_beats,)
        RR interval over the usual one, and distance from the median of the kind.
    rim, wide : ndarray of bool, shape (n_beats,)
        Whether it is at the rim of its kind, and wide for this record.
    """

    code: Codes
    ratio: Float32Array
    oddness: Float32Array
    rim: BoolArray
    wide: BoolArray

    @property
    def early(self) -> BoolArray:
        """Which beats come early."""
        return np.asarray(self.ratio < PREMATURE)

    @property
    def interval(self) -> IntArray:
        """Class of the interval of each beat: 0 early, 1 normal, 2 late."""
        return np.where(self.early, 0, np.where(self.ratio > _LATE, 2, 1))


def beat_places(beat_id: Samples, groups: BeatGroups | None) -> BeatPlaces:
    """Return what the kinds say of beats; without kinds they are all of one."""
    n = len(beat_id)
    code, ratio = np.zeros(n, np.int64), np.ones(n, np.float32)
    oddness = np.zeros(n, np.float32)
    rim, wide = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    if groups is not None:
        code = groups.codes_of(beat_id)
        here = np.flatnonzero(code != GroupCode.NONE)
        rows = groups.shapes.rows_of(beat_id[here])
        ratio[here], oddness[here] = groups.ratio[rows], groups.distance[rows]
        rim[here], wide[here] = groups.rim[rows], groups.wide[rows]
    return BeatPlaces(code, ratio, oddness, rim, wide)


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of the beats that were accepted among many; rows are theirs.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_accepted,)
        Rows of the beats in the columns, cell by cell in the order of looking.
    cell : ndarray of int64, shape (n_accepted,)
        Number of the cell of each, from 0.
    turn : ndarray of int64, shape (n_accepted,)
        Place of each among those of its kind, from 0: a round takes one of each cell.
    counts : ndarray of bool, shape (n_accepted,)
        Looked at so that it stands for its cell: among the first `LOOKS_OF_A_KIND` of
        the kind, or after others that were all looked at.
    """

    rows: IntArray
    cell: IntArray
    turn: IntArray
    counts: BoolArray

    def total(self, values: Float64Array | BoolArray) -> Float64Array:
        """Return the sum over its cell for each beat."""
        return np.bincount(self.cell, values)[self.cell].astype(np.float64)


def cells_of(columns: BeatColumns, evidence: Evidence, places: BeatPlaces) -> Cells:
    """Divide the beats that were accepted among many, looked at since or not."""
    rows = np.flatnonzero(evidence.accepted | evidence.tested)
    differs = (evidence.given != columns.predicted).astype(np.int64)
    part = np.where(places.rim, 0, 1 + 3 * differs + places.interval)[rows]
    cell = _CELLS_OF_A_KIND * places.code[rows] + part
    spread = (columns.beat_id[rows] * _SPREAD) % _SPREAD_MODULUS
    turn = np.where(places.rim[rows], -places.oddness[rows], spread)
    order = np.lexsort((turn, cell))
    rows, cell = rows[order], cell[order]
    number = np.cumsum(place_in_group(cell) == 0) - 1
    turn = _turns(places.code[rows], number)
    looked = evidence.looked[rows]
    in_order = (turn < LOOKS_OF_A_KIND) | _without_a_break(looked, number)
    return Cells(rows, number, turn, looked & in_order)


def _turns(code: Codes, cell: IntArray) -> IntArray:
    order = np.lexsort((cell, place_in_group(cell), code))
    turn = np.empty(len(code), np.int64)
    turn[order] = place_in_group(code[order])
    return turn


def _without_a_break(looked: BoolArray, cell: IntArray) -> BoolArray:
    """Return which beats were looked at, as were all before them in their cell."""
    missed = np.cumsum(~looked)
    before = np.append(0, missed)[:-1][place_in_group(cell) == 0]
    return np.asarray(missed == before[cell])
