"""Suggestions as the reviewer decides on them: which still stand, and of what kind.

Nothing here changes a beat: an accepted suggestion becomes an edit like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import IndexArray, IntArray
from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.kinds.suggestions import Suggestions
from ecgviewer.core.label_scheme import LabelScheme
from ecgviewer.core.labels import UNSET
from ecgviewer.core.record import Samples
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.wording import count


@dataclass(frozen=True, eq=False)
class SuggestionGroup:
    """Suggestions of one kind: from a class, in a group of beats, to another class.

    Attributes
    ----------
    before, after : int
        The label now, and the one suggested.
    code : int
        Group of the beats by shape and prematurity; `GroupCode.NONE` without.
    beat_ids : ndarray of int64
        The beats, the surest suggestions first.
    scheme : LabelScheme
        Whose codes the labels are.
    """

    before: int
    after: int
    code: int
    beat_ids: Samples
    scheme: LabelScheme

    @property
    def text(self) -> str:
        """The kind in words."""
        beats = count(len(self.beat_ids), "beat")
        before, after = self.scheme.name(self.before), self.scheme.name(self.after)
        return f"{before} → {after}: {beats}"


def standing(
    suggestions: Suggestions, columns: BeatColumns, dismissed: npt.ArrayLike = ()
) -> Suggestions:
    """Return the suggestions that would change a beat which nobody confirmed.

    Parameters
    ----------
    suggestions : Suggestions
        From the adapted classifier.
    columns : BeatColumns
        The beats as they are now.
    dismissed : array_like of int
        Beats whose suggestions the reviewer turned down.
    """
    _, mine, theirs = np.intersect1d(
        suggestions.beat_id, columns.beat_id, return_indices=True
    )
    stands = (
        ~columns.reviewed[theirs]
        & (columns.sample[theirs] == suggestions.sample[mine])
        & (columns.label[theirs] != suggestions.label[mine])
        & (columns.label[theirs] != UNSET)
        & ~np.isin(suggestions.beat_id[mine], np.asarray(dismissed, np.int64))
    )
    return taken(suggestions, np.sort(mine[stands]))


def counted_in(
    suggestions: Suggestions, scheme: LabelScheme, own: LabelScheme
) -> Suggestions:
    """Return suggestions as labels of a review's scheme; others are left out.

    Parameters
    ----------
    suggestions : Suggestions
        From the adapted classifier.
    scheme : LabelScheme
        That of the review.
    own : LabelScheme
        That of the classifier.
    """
    if scheme == own:
        return suggestions
    table = np.full(UNSET + 1, UNSET, np.uint8)
    table[list(own.codes)] = own.codes_in(scheme, own.codes)
    there = replace(suggestions, label=table[suggestions.label])
    return taken(there, np.flatnonzero(there.label != UNSET))


def taken(suggestions: Suggestions, rows: IndexArray) -> Suggestions:
    """Return some of the suggestions."""
    return Suggestions(
        suggestions.beat_id[rows],
        suggestions.sample[rows],
        suggestions.label[rows],
        suggestions.confidence[rows],
        suggestions.n_reviewed,
    )


def suggestion_groups(
    suggestions: Suggestions,
    columns: BeatColumns,
    codes: IntArray | None = None,
) -> list[SuggestionGroup]:
    """Return standing suggestions by what they would change, most beats first.

    Parameters
    ----------
    suggestions : Suggestions
        From `standing`.
    columns : BeatColumns
        The beats as they are now.
    codes : ndarray of int64, shape (n_beats,), optional
        Group of each beat of the columns.
    """
    order = np.argsort(columns.beat_id, kind="stable")
    rows = order[np.searchsorted(columns.beat_id, suggestions.beat_id, sorter=order)]
    group = np.full(len(rows), GroupCode.NONE) if codes is None else codes[rows]
    kinds = np.stack([columns.label[rows], suggestions.label, group], axis=1)
    found = []
    for before, after, code in np.unique(kinds, axis=0).tolist():
        mine = np.flatnonzero((kinds == (before, after, code)).all(axis=1))
        surest = mine[np.argsort(-suggestions.confidence[mine], kind="stable")]
        ids = suggestions.beat_id[surest]
        found.append(SuggestionGroup(before, after, code, ids, columns.scheme))
    return sorted(found, key=lambda g: -len(g.beat_ids))
