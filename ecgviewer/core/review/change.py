"""What changed of the beats under review, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.review.history import StepKind


class ChangeKind(Enum):
    """What happened to the beats: whether rows came or went, or only their values.

    Of `RHYTHMS` and `ITEMS` beats are as they were: the reader said something of the
    rhythm, or added what is neither.
    """

    ROWS = "rows"
    VALUES = "values"
    RHYTHMS = "rhythms"
    ITEMS = "items"

    @property
    def is_of_beats(self) -> bool:
        """Return whether beats are not as they were."""
        return self in (ChangeKind.ROWS, ChangeKind.VALUES)


class Cause(Enum):
    """Why beats changed."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    DETECTED = "detected"
    PREDICTED = "predicted"
    BLIND = "blind"
    SIGNAL = "signal"

    @property
    def is_edit(self) -> bool:
        """Return whether a person changed them, and not the program."""
        return self in (Cause.EDIT, Cause.UNDO, Cause.REDO)


CAUSES = {
    StepKind.EDIT: Cause.EDIT,
    StepKind.UNDO: Cause.UNDO,
    StepKind.REDO: Cause.REDO,
}


@dataclass(frozen=True)
class Change:
    """What happened to which beats, so that views repaint those and no more.

    Attributes
    ----------
    kind : ChangeKind
        Whether rows came or went.
    cause : Cause
        Why.
    beat_ids : ndarray of int64
        The beats.
    text : str
        What was edited, in words; empty where nobody edited.
    """

    kind: ChangeKind
    cause: Cause
    beat_ids: IntArray
    text: str = ""
