"""What is in each group of beats, and what a group is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import BoolArray, IntArray
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.labels import UNSET, BeatClass, Labels
from ecgviewer.core.record import Samples

#: A group is mixed if this many of its labelled beats, and at least one, are of a class
#: other than that of most.
MIXED = 0.01


@dataclass(frozen=True)
class GroupSummary:
    """What the morphology panel says of a group.

    Attributes
    ----------
    code : int
        The group; ODD for the beats that resemble no other.
    count : int
        Its beats.
    class_counts : tuple of int
        Beats of N, S, V, F, Q as they are labelled now.
    unset : int
        Beats without a label.
    n_reviewed : int
        Beats that a person has confirmed.
    spread : float
        Median distance from the group's median beat, 0 to 1.
    mean_ratio : float
        Mean RR interval before its beats, over the usual one around them.
    classes : tuple of int
        Those that `class_counts` counts.
    """

    code: int
    count: int
    class_counts: tuple[int, ...]
    unset: int
    n_reviewed: int
    spread: float
    mean_ratio: float
    classes: tuple[int, ...] = tuple(BeatClass)

    @property
    def majority(self) -> int | None:
        """The class of most of its beats; None if none has a label."""
        if not any(self.class_counts):
            return None
        return self.classes[int(np.argmax(self.class_counts))]

    @property
    def mixed_share(self) -> float:
        """Share of the labelled beats that are not of the class of most."""
        labelled = sum(self.class_counts)
        return 1 - max(self.class_counts) / labelled if labelled else 0.0

    @property
    def mixed(self) -> bool:
        """Return whether its beats are labelled with more than one class."""
        return self.mixed_share >= MIXED


def group_summaries(
    groups: BeatGroups,
    beat_id: Samples,
    labels: Labels,
    reviewed: BoolArray,
    classes: Sequence[int] = tuple(BeatClass),
) -> list[GroupSummary]:
    """Return what is in each group, the mixed first, then the rarest.

    Parameters
    ----------
    groups : BeatGroups
    beat_id : ndarray of int64, shape (n,)
        The record's beats as they are now; those without a shape do not count.
    labels : ndarray of uint8, shape (n,)
        Their labels now.
    reviewed : ndarray of bool, shape (n,)
        Whether a person confirmed them.
    classes : sequence of int
        The label codes to count.
    """
    code = groups.codes_of(beat_id)
    known = code != GroupCode.NONE
    size = int(code.max(initial=-1)) + 1
    counts = np.zeros((size, 256), np.int64)
    np.add.at(counts, (code[known], labels[known]), 1)
    done = np.bincount(code[known & reviewed], minlength=size)
    found = [
        _summary(groups, int(c), counts[c], int(done[c]), tuple(classes))
        for c in np.flatnonzero(counts.sum(axis=1))
    ]
    return sorted(found, key=lambda g: (not g.mixed, g.count, g.code))


def _summary(
    groups: BeatGroups,
    code: int,
    counts: IntArray,
    n_reviewed: int,
    classes: tuple[int, ...],
) -> GroupSummary:
    rows = groups.rows(code)
    return GroupSummary(
        code=code,
        count=int(counts.sum()),
        class_counts=tuple(int(counts[c]) for c in classes),
        unset=int(counts[UNSET]),
        n_reviewed=n_reviewed,
        spread=float(np.median(groups.distance[rows])),
        mean_ratio=float(np.mean(groups.ratio[rows])),
        classes=classes,
    )


def group_name(code: int) -> str:
    """Return what a kind is called."""
    return "Odd beats" if code == GroupCode.ODD else f"Kind {code}"
