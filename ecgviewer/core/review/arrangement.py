"""What is undone in one order with the edits, though it edits no beat.

Groups are a way to look at beats, found again whenever a record is opened. So no
arrangement is in the journal, which holds what people said of beats, and none of them
counts for a signature. Nor does a suggestion that was dismissed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.morphology import Codes
from ecgviewer.core.record import Samples


@dataclass(frozen=True, eq=False)
class Arrangement:
    """Beats that are in other groups than before.

    Attributes
    ----------
    beat_ids : ndarray of int64, shape (n,)
        The beats.
    before, after : ndarray of int64, shape (n,)
        The group of each.
    text : str
        What was done, for the undo menu.
    """

    beat_ids: Samples
    before: Codes
    after: Codes
    text: str = ""

    @classmethod
    def between(cls, old: BeatGroups, new: BeatGroups) -> Arrangement:
        """Return what leads from groups to others of the same beats."""
        rows = np.flatnonzero(old.code != new.code)
        return cls(old.shapes.beat_id[rows], old.code[rows], new.code[rows])

    def inverse(self) -> Arrangement:
        """Return the arrangement that undoes this one."""
        return replace(self, before=self.after, after=self.before)

    def applied(self, groups: BeatGroups) -> BeatGroups:
        """Return groups of these beats, and maybe of more, arranged so."""
        return groups.moved(self.beat_ids, self.after)


@dataclass(frozen=True, eq=False)
class Dismissal:
    """Suggestions for beats that are dismissed, or stand again."""

    beat_ids: Samples
    dismissed: bool = True

    @property
    def text(self) -> str:
        """What was done, for the undo menu."""
        n = len(self.beat_ids)
        return "Dismiss 1 suggestion" if n == 1 else f"Dismiss {n:,} suggestions"

    def inverse(self) -> Dismissal:
        """Return the dismissal that undoes this one."""
        return replace(self, dismissed=not self.dismissed)


#: What was done to how beats are looked at.
ViewStep = Arrangement | Dismissal


class ViewHistory:
    """View steps that can be undone and redone, each at its place among the edits.

    The place is the number of edits in effect when it was made: it comes after these
    and before the next one. Neither depends on the other, so that a view step leaves
    the edits that were undone to be redone.
    """

    def __init__(self) -> None:
        self._done: list[tuple[int, ViewStep]] = []
        self._undone: list[tuple[int, ViewStep]] = []

    def record(self, step: ViewStep, n_edits: int) -> None:
        """Take note of a new step."""
        self._done.append((n_edits, step))
        self._undone.clear()

    def forget_undone(self) -> None:
        """Redo nothing from now on: a new edit was made."""
        self._undone.clear()

    def to_undo(self, n_edits: int) -> ViewStep | None:
        """Return the step made since the last edit in effect, if any."""
        return _at(self._done, n_edits)

    def to_redo(self, n_edits: int) -> ViewStep | None:
        """Return the step undone that was made before the next edit, if any."""
        return _at(self._undone, n_edits)

    def undo(self) -> ViewStep:
        """Undo the last step and return what does so."""
        self._undone.append(self._done.pop())
        return self._undone[-1][1].inverse()

    def redo(self) -> ViewStep:
        """Redo the step undone last and return it."""
        self._done.append(self._undone.pop())
        return self._done[-1][1]


def _at(made: list[tuple[int, ViewStep]], n_edits: int) -> ViewStep | None:
    return made[-1][1] if made and made[-1][0] == n_edits else None
