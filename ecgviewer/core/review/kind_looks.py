"""What the looks at accepted kinds tell of the beats that nobody looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float64Array, IntArray
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.morphology import Codes, place_in_group
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.record import Samples
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.evidence import Evidence
from ecgviewer.core.review.kind_cells import (
    LOOKS_OF_A_KIND,
    BeatPlaces,
    Cells,
    beat_places,
    cells_of,
)
from ecgviewer.core.wording import count

#: What the classifier says about a cell counts as this many looks. On the training
#: records the estimate was nearer to the truth with one than with two or four, and not
#: too low.
_PRIOR_LOOKS = 1.0
#: For a beat that the classifier says nothing about.
_UNKNOWN = 0.5


@dataclass(frozen=True, eq=False)
class KindLooks:
    """What is expected of the accepted beats, and which of them to look at.

    Attributes
    ----------
    error : ndarray of float64, shape (n_beats,)
        Probability that the label of each accepted beat is wrong: of its cell, a beta
        posterior. 0 for the others.
    worth : ndarray of float64, shape (n_beats,)
        Wrong labels that a look at each offered beat speaks for; 0 for those that are
        not offered.
    striking : ndarray of bool, shape (n_beats,)
        Accepted beats that are early or wide though their label does not say so.
    turn : ndarray of int64, shape (n_beats,)
        Place of each accepted beat in the order of looking at its kind.
    code : ndarray of int64, shape (n_beats,)
        Kind of each beat.
    evidence : Evidence
        How each beat was reviewed.
    """

    error: Float64Array
    worth: Float64Array
    striking: BoolArray
    turn: IntArray
    code: Codes
    evidence: Evidence

    @property
    def any_accepted(self) -> bool:
        """Return whether a kind was accepted."""
        return bool(np.any(self.evidence.accepted | self.evidence.tested))

    def reason(self, row: int) -> str:
        """Return why an accepted beat is offered, to follow "Look:"; else nothing."""
        if not self.worth[row]:
            return ""
        if self.striking[row]:
            return "it is early or wide, and nobody looked at it"
        return self.text(self.code[row])

    def offered(self, beat_ids: Samples) -> Samples:
        """Return the beats that are offered, those worth most first."""
        rows = np.flatnonzero(self.worth > 0)
        return beat_ids[rows[np.argsort(-self.worth[rows], kind="stable")]]

    def of_kinds(self, beat_ids: Samples, codes: npt.ArrayLike) -> Samples:
        """Return the beats of some kinds that are offered, those worth most first."""
        offered = self.offered(beat_ids)
        return offered[np.isin(offered, beat_ids[np.isin(self.code, codes)])]

    def next_of_kinds(self, beat_ids: Samples, codes: npt.ArrayLike) -> Samples:
        """Return all beats of some kinds that nobody looked at, in order of looking."""
        rows = np.flatnonzero(np.isin(self.code, codes) & self.evidence.accepted)
        return beat_ids[rows[np.argsort(self.turn[rows], kind="stable")]]

    def text(self, codes: npt.ArrayLike) -> str:
        """Return what was seen of some kinds, in words; empty if none was accepted."""
        evidence = self.evidence
        mine = np.isin(self.code, codes) & (evidence.accepted | evidence.tested)
        n, n_looked = np.count_nonzero(mine), np.count_nonzero(mine & evidence.looked)
        if not n:
            return ""
        return f"accepted as a kind: {count(int(n), 'beat')}, {n_looked:,} looked at"


def kind_looks(
    columns: BeatColumns, evidence: Evidence, groups: BeatGroups | None
) -> KindLooks:
    """Judge the beats that were accepted as kinds.

    Parameters
    ----------
    columns : BeatColumns
        The beats as they are now.
    evidence : Evidence
        How they were reviewed.
    groups : BeatGroups or None
        The kinds. Without them all beats are of one kind that has no rim.
    """
    n = len(columns.beat_id)
    places = beat_places(columns.beat_id, groups)
    cells = cells_of(columns, evidence, places)
    open_ = evidence.accepted[cells.rows]
    rate, worth = _judged(columns, evidence, cells)
    wanted = cells.turn < LOOKS_OF_A_KIND
    striking = _striking(columns, evidence, places)
    error, value, turn = np.zeros(n), np.zeros(n), np.zeros(n, np.int64)
    turn[cells.rows] = cells.turn
    error[cells.rows] = np.where(open_, rate, 0.0)
    value[cells.rows] = np.where(open_ & wanted, worth, 0.0)
    value = np.where(striking, np.maximum(value, error), value)
    return KindLooks(error, value, striking, turn, places.code, evidence)


def _judged(
    columns: BeatColumns, evidence: Evidence, cells: Cells
) -> tuple[Float64Array, Float64Array]:
    """Return the share of wrong labels in the cell of each beat, and what a look tells.

    A look speaks for its share of the wrong labels among those that nobody saw, a
    later one in the cell for less.
    """
    rows = cells.rows
    prior = cells.total(_prior(columns, evidence)[rows]) / cells.total(rows >= 0)
    refuted = cells.counts & (columns.label[rows] != evidence.given[rows])
    n_looks = _PRIOR_LOOKS + cells.total(cells.counts)
    rate = (_PRIOR_LOOKS * prior + cells.total(refuted)) / n_looks
    later = _PRIOR_LOOKS + place_in_group(cells.cell)
    return rate, rate * cells.total(evidence.accepted[rows]) / later


def _prior(columns: BeatColumns, evidence: Evidence) -> Float64Array:
    """Return how likely the label of an accepted beat is wrong, by the classifier."""
    sure = columns.confidence.astype(np.float64)
    error = np.where(evidence.given == columns.predicted, 1 - sure, sure)
    silent = (columns.predicted == UNSET) | np.isnan(error)
    return np.asarray(np.where(silent, _UNKNOWN, error), np.float64)


def _striking(
    columns: BeatColumns, evidence: Evidence, places: BeatPlaces
) -> BoolArray:
    normal = columns.aami == BeatClass.N
    narrow = normal | (columns.aami == BeatClass.S)
    strange = (places.early & normal) | (places.wide & narrow)
    return np.asarray(evidence.accepted & strange, np.bool_)
