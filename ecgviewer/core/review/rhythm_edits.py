"""Edits of what a reader says of the rhythm, as plain values.

As an edit of beats does, each takes rows out and puts rows in; its inverse undoes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ecgviewer.core.review.row_edits import RowEdit, rows_after
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
class RhythmEdit(RowEdit[RhythmAction, Episode]):
    """Rows taken out of what a reader says of the rhythm, and rows put in."""

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
    left = rows_after(rhythms.by_id, edit, lambda row: row.episode_id, "episode")
    return ReaderRhythms.of(left.values())
