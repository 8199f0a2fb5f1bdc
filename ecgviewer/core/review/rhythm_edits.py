"""Edits of what a reader says of the rhythm, as plain values.

As an edit of beats does, each takes rows out and puts rows in; its inverse undoes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from ecgviewer.core.record import Samples
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.rhythm.episodes import Episode, ReaderRhythms


class RhythmAction(Enum):
    """What an edit does to episodes."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    MOVE = "move end"
    ADD = "add episode"
    DELETE = "delete episode"
    JOIN = "join"
    SPLIT = "split"
    RENAME = "change kind"
    NOTE = "note"
    IMPORT = "import"


@dataclass(frozen=True)
class RhythmEdit:
    """Rows taken out of what a reader says of the rhythm, and rows put in.

    `text` says what the edit does, for the undo menu and the audit trail, and `by` who
    made it; neither counts when edits are compared.
    """

    action: RhythmAction
    before: tuple[Episode, ...]
    after: tuple[Episode, ...]
    text: str = field(default="", compare=False)
    by: str = field(default="", compare=False)

    def inverse(self) -> RhythmEdit:
        """Return the edit that undoes this one."""
        return replace(self, before=self.after, after=self.before)

    @property
    def beat_ids(self) -> Samples:
        """Beats that it edits: none."""
        return np.empty(0, np.int64)

    @property
    def span(self) -> tuple[int, int]:
        """Where it is: the first sample of all its rows, and the last one's stop."""
        rows = (*self.before, *self.after)
        return min(row.start for row in rows), max(row.stop for row in rows)


def apply_rhythm(rhythms: ReaderRhythms, edit: RhythmEdit) -> ReaderRhythms:
    """Return the rhythms after an edit.

    Raises
    ------
    EditError
        If the rows that the edit takes out are not what there is, or one that it puts
        in is there already: the edit was made for another state.
    """
    left = dict(rhythms.by_id)
    for row in edit.before:
        if left.pop(row.episode_id, None) != row:
            raise EditError("The episode has changed since the edit was made.")
    for row in edit.after:
        if row.episode_id in left:
            raise EditError("The edit adds an episode that is there already.")
        left[row.episode_id] = row
    return ReaderRhythms.of(left.values())
