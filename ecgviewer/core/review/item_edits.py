"""Edits of the items of a review, as plain values.

As an edit of beats does, each takes items out and puts items in; its inverse undoes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ecgviewer.core.items.items import SINGLE_CONTENTS, ReviewItem, ReviewItems
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.row_edits import RowEdit, rows_after


class ItemAction(Enum):
    """What an edit does to items."""

    ADD = "add item"
    CHANGE = "change item"
    REMOVE = "remove item"


@dataclass(frozen=True)
class ItemEdit(RowEdit[ItemAction, ReviewItem]):
    """Items taken out of a review, and items put in."""

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
    left = rows_after(items.by_id, edit, lambda row: row.item_id, "item")
    after = ReviewItems.of(left.values())
    for content in SINGLE_CONTENTS:
        if len(after.having(content)) > 1:
            raise EditError(f"The review has {content.kind} already.")
    return after
