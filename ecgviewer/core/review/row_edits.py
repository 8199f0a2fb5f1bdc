"""What edits of rhythms and of items have in common: rows are taken out and put in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Generic, Self, TypeVar

import numpy as np

from ecgviewer.core.record import Samples
from ecgviewer.core.review.edits import EditError

Action = TypeVar("Action", bound=Enum)
Row = TypeVar("Row")


@dataclass(frozen=True)
class RowEdit(Generic[Action, Row]):
    """Rows taken out of a review, and rows put in.

    `text` says what the edit does, for the undo menu and the audit trail, and `by` who
    made it; neither counts when edits are compared.
    """

    action: Action
    before: tuple[Row, ...]
    after: tuple[Row, ...]
    text: str = field(default="", compare=False)
    by: str = field(default="", compare=False)

    def inverse(self) -> Self:
        """Return the edit that undoes this one."""
        return replace(self, before=self.after, after=self.before)

    @property
    def beat_ids(self) -> Samples:
        """Beats that it edits: none."""
        return np.empty(0, np.int64)


def rows_after(
    rows: Mapping[int, Row],
    edit: RowEdit[Any, Row],
    id_of: Callable[[Row], int],
    noun: str,
) -> dict[int, Row]:
    """Return the rows after an edit, by their ids.

    Raises
    ------
    EditError
        If the rows that the edit takes out are not what there is, or one that it puts
        in is there already: the edit was made for another state.
    """
    left = dict(rows)
    for row in edit.before:
        if left.pop(id_of(row), None) != row:
            raise EditError(f"The {noun} has changed since the edit was made.")
    for row in edit.after:
        if id_of(row) in left:
            raise EditError(f"The edit adds an {noun} that is there already.")
        left[id_of(row)] = row
    return left
