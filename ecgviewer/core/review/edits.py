"""Edits: reversible changes of the beat table, as plain values.

An edit replaces rows. Every change that a reviewer makes is one edit, however many
beats it touches, and undoing it is applying its inverse.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from ecgviewer.core.beats import COLUMNS, BeatTable, same_values
from ecgviewer.core.record import Samples


class EditError(ValueError):
    """An edit that cannot be made; the message is written for the reviewer."""


class Action(Enum):
    """What an edit does to its beats."""

    RELABEL = "relabel"
    ACCEPT = "accept"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    COMMENT = "comment"
    NOISE = "noise"


@dataclass(frozen=True)
class Edit:
    """Rows taken out of the beat table and rows put in.

    `text` says what the edit does, for the undo menu, `by` who made it, and `as_kind`
    whether its beats were reviewed as a kind, not one by one; none of them counts when
    edits are compared.
    """

    action: Action
    before: BeatTable
    after: BeatTable
    text: str = field(default="", compare=False)
    by: str = field(default="", compare=False)
    as_kind: bool = field(default=False, compare=False)

    def inverse(self) -> Edit:
        """Return the edit that undoes this one."""
        return replace(self, before=self.after, after=self.before)

    @property
    def beat_ids(self) -> Samples:
        """Ids of the beats that the edit touches."""
        before, after = self.before.beat_id, self.after.beat_id
        both = before if same_values(before, after) else np.append(before, after)
        # Of many rows that are nearly in order, far faster than `np.union1d`.
        ids = np.sort(both, kind="stable")
        distinct: Samples = ids[np.append(True, ids[1:] != ids[:-1])[: len(ids)]]
        return distinct


def apply(beats: BeatTable, edit: Edit) -> BeatTable:
    """Return the table after an edit.

    Raises
    ------
    EditError
        If the rows that the edit takes out are not what the table holds, or one that
        it puts in already exists: the edit was made for another state.
    """
    before, after = edit.before, edit.after
    try:
        rows = beats.rows_of(before.beat_id)
    except KeyError as error:
        raise EditError("The edit names a beat that does not exist.") from error
    taken = beats.take(rows)
    if taken != before:
        raise EditError("The beat has changed since the edit was made.")
    if same_values(before.beat_id, after.beat_id) and same_values(
        before.sample, after.sample
    ):
        if taken is beats:
            return after
        changed = {n: getattr(after, n) for n in changed_columns(before, after)}
        return beats.with_values(rows, **changed)
    rest = beats.without(rows)
    if np.any(np.isin(after.beat_id, rest.beat_id)):
        raise EditError("The edit adds a beat that already exists.")
    return rest.joined(after)


def changed_columns(before: BeatTable, after: BeatTable) -> tuple[str, ...]:
    """Return the columns in which two tables of the same beats differ."""
    return tuple(
        name
        for name in COLUMNS
        if not same_values(getattr(before, name), getattr(after, name))
    )
