"""What a reader looked at, and what was accepted without: told by the edits in effect.

An edit of a few beats that were not chosen as a kind is a look at each of them: they
are seen at once. An edit of more beats accepts them as a kind, having seen some.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET, Labels, Symbols
from ecgviewer.core.review.edits import Action, Edit
from ecgviewer.core.wording import count

#: As many beats as ten seconds have; whoever edits more at once has not seen each.
SEEN_AT_ONCE = 12


@dataclass(frozen=True, eq=False)
class Evidence:
    """How each beat of a table was reviewed.

    Attributes
    ----------
    looked : ndarray of bool, shape (n_beats,)
        Looked at: confirmed or labelled among a few, as it is labelled now.
    accepted : ndarray of bool, shape (n_beats,)
        Reviewed among many only.
    given : ndarray of uint8, shape (n_beats,)
        The label that it was accepted with among many, also if it was looked at
        since; UNSET where it never was.
    """

    looked: BoolArray
    accepted: BoolArray
    given: Labels

    @property
    def tested(self) -> BoolArray:
        """Which beats were looked at and also accepted among many."""
        return np.asarray(self.looked & (self.given != UNSET), np.bool_)

    @property
    def looked_alone(self) -> BoolArray:
        """Which beats were looked at and never accepted among many."""
        return np.asarray(self.looked & (self.given == UNSET), np.bool_)


@dataclass(frozen=True)
class SeenCounts:
    """How many beats were looked at, accepted as kinds, and never seen.

    Attributes
    ----------
    looked, accepted, never : int
    """

    looked: int
    accepted: int
    never: int

    @property
    def text(self) -> str:
        """The counts in words."""
        return (
            f"looked at singly: {count(self.looked, 'beat')}; accepted as kinds "
            f"without a look at each: {self.accepted:,}; not reviewed: {self.never:,}"
        )


def evidence_of(
    beats: BeatTable, edits: Sequence[Edit], scheme: LabelScheme = AAMI
) -> Evidence:
    """Return how each beat was reviewed.

    Parameters
    ----------
    beats : BeatTable
        As they are now.
    edits : sequence of Edit
        Those in effect, in the order in which they were made.
    scheme : LabelScheme
        The classes of the review.
    """
    reviews = [e for e in edits if e.action in (Action.RELABEL, Action.ACCEPT)]
    size = max([beats.next_id, *(each.after.next_id for each in reviews)])
    few = _last(size, [e.after for e in reviews if _seen_each(e)], scheme)
    many = _last(size, [e.after for e in reviews if not _seen_each(e)], scheme)
    now = beats.labels_in(scheme)
    looked = beats.reviewed & (few[beats.beat_id] == now) & (now != UNSET)
    return Evidence(looked, beats.reviewed & ~looked, many[beats.beat_id])


def seen_counts(evidence: Evidence) -> SeenCounts:
    """Return how many beats were looked at, accepted as kinds, and never seen."""
    looked = int(np.count_nonzero(evidence.looked))
    accepted = int(np.count_nonzero(evidence.accepted))
    return SeenCounts(looked, accepted, len(evidence.looked) - looked - accepted)


def seen_of(content: Mapping[str, Any]) -> SeenCounts:
    """Return counts that were written as a mapping.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it does not hold them.
    """
    return SeenCounts(**{n.name: int(content[n.name]) for n in fields(SeenCounts)})


def _seen_each(edit: Edit) -> bool:
    return len(edit.after) <= SEEN_AT_ONCE and not edit.as_kind


def _last(size: int, tables: Sequence[BeatTable], scheme: LabelScheme) -> Labels:
    """Return the label that each beat got last in some tables, by id."""
    labels = np.full(size, UNSET, np.uint8)
    if tables:
        ids: IntArray = np.concatenate([each.beat_id for each in tables])
        symbols: Symbols = np.concatenate([each.symbol for each in tables])
        # Where an id comes several times, the last value stays.
        labels[ids] = scheme.labels_of(symbols)
    return labels
