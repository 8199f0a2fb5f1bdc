"""Edits of the items of a review, as plain values.

As an edit of beats does, each takes items out and puts items in; its inverse undoes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from ecgviewer.core.items.items import SINGLE_CONTENTS, ReviewItem, ReviewItems
from ecgviewer.core.record import Samples
from ecgviewer.core.review.edits import EditError


class ItemAction(Enum):
    """What an edit does to items."""

    ADD = "add item"
    CHANGE = "change item"
    REMOVE = "remove item"


@dataclass(frozen=True)
class ItemEdit:
    """Items taken out of a review, and items put in.

    `text` says what the edit does, for the undo menu and the audit trail, and `by` who
    made it; neither counts when edits are compared.
    """

    action: ItemAction
    before: tuple[ReviewItem, ...]
    after: tuple[ReviewItem, ...]
    text: str = field(default="", compare=False)
    by: str = field(default="", compare=False)

    def inverse(self) -> ItemEdit:
        """Return the edit that undoes this one."""
        return replace(self, before=self.after, after=self.before)

    @property
    def beat_ids(self) -> Samples:
        """Beats that it edits: none."""
        return np.empty(0, np.int64)

    @property
    def span(self) -> tuple[int, int] | None:
        """Where it is: the first sample of all its items, and the last one's stop.

        None where its items are of no place.
        """
        spans = [row.content.span for row in (*self.before, *self.after)]
        known = [span for span in spans if span]
        if not known:
            return None
        return min(start for start, _ in known), max(stop for _, stop in known)


def apply_items(items: ReviewItems, edit: ItemEdit) -> ReviewItems:
    """Return the items after an edit.

    Raises
    ------
    EditError
        If the items that the edit takes out are not what there is, or one that it puts
        in is there already: the edit was made for another state.
    """
    left = dict(items.by_id)
    for row in edit.before:
        if left.pop(row.item_id, None) != row:
            raise EditError("The item has changed since the edit was made.")
    for row in edit.after:
        if row.item_id in left:
            raise EditError("The edit adds an item that is there already.")
        left[row.item_id] = row
    after = ReviewItems.of(left.values())
    for content in SINGLE_CONTENTS:
        if len(after.having(content)) > 1:
            raise EditError(f"The review has {content.kind} already.")
    return after
