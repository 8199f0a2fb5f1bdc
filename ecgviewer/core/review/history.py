"""Undo and redo over the log of edits, unlimited, independent of any interface."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from ecgviewer.core.review.edits import Edit
from ecgviewer.core.review.item_edits import ItemEdit
from ecgviewer.core.review.rhythm_edits import RhythmEdit

#: An edit of beats, of what the reader says of the rhythm, or of items.
AnyEdit = Edit | RhythmEdit | ItemEdit


class StepKind(Enum):
    """What a reviewer did: a new edit, or back or forward among those made."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True)
class Step:
    """One entry of the log; `edit` is what was applied."""

    kind: StepKind
    edit: AnyEdit


@dataclass
class History:
    """The edits in effect and those undone, derived from the steps so far."""

    done: list[AnyEdit] = field(default_factory=list)
    undone: list[AnyEdit] = field(default_factory=list)

    def step(self, kind: StepKind, edit: AnyEdit | None = None) -> Step:
        """Return the step of a new edit, of an undo or of a redo.

        Raises
        ------
        IndexError
            If there is nothing to undo or to redo.
        """
        if kind is StepKind.UNDO:
            return Step(kind, self.done[-1].inverse())
        if kind is StepKind.REDO:
            return Step(kind, self.undone[-1])
        if edit is None:
            raise ValueError("a new step needs its edit")
        return Step(kind, edit)

    def record(self, step: Step) -> None:
        """Take note of a step that was applied."""
        if step.kind is StepKind.UNDO:
            self.undone.append(self.done.pop())
        elif step.kind is StepKind.REDO:
            self.done.append(self.undone.pop())
        else:
            self.done.append(step.edit)
            self.undone.clear()

    def snapshot(self) -> History:
        """Return the edits as they are now."""
        return History(list(self.done), list(self.undone))

    @property
    def top(self) -> AnyEdit | None:
        """The last edit in effect; as it is the same, so are all before it."""
        return self.done[-1] if self.done else None

    @property
    def beat_edits(self) -> list[Edit]:
        """The edits of beats among those in effect."""
        return [edit for edit in self.done if isinstance(edit, Edit)]

    @property
    def undo_text(self) -> str:
        """The edit that undo would revert, in words; empty if there is none."""
        return self.done[-1].text if self.done else ""

    @property
    def redo_text(self) -> str:
        """The edit that redo would repeat, in words; empty if there is none."""
        return self.undone[-1].text if self.undone else ""
