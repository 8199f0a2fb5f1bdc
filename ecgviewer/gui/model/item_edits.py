"""The edits that a reader makes of items; the document puts each in its session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ecgviewer.core.items.items import ItemContent, ReviewItems
from ecgviewer.core.items.offered import OfferedItem
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.item_editor import ItemEditor
from ecgviewer.core.review.item_edits import ItemEdit
from ecgviewer.gui.model.rhythm_edits import RhythmEdits

_T = TypeVar("_T")
_NONE = ReviewItems()


class ItemEdits(RhythmEdits):
    """What can be done to items; each method returns whether it was done."""

    @property
    def items(self) -> ReviewItems:
        """What the reader added to the review; nothing without a record."""
        return self.session.items if self.session else _NONE

    def add_items(self, make: Callable[[], Sequence[ItemContent]]) -> bool:
        """Add items; what cannot be made says why."""
        return self._edit_items(lambda editor: editor.add(*_made(make)))

    def take_over_items(self, offered: Sequence[OfferedItem]) -> bool:
        """Add what other readers added to their reviews."""
        return self._edit_items(lambda editor: editor.take_over(offered))

    def change_item(self, item_id: int, make: Callable[[], ItemContent]) -> bool:
        """Put other content in the place of an item's."""
        return self._edit_items(lambda editor: editor.change(item_id, _made(make)))

    def remove_items(self, item_ids: Sequence[int]) -> bool:
        """Remove items, or let a dropped strip be proposed again."""
        return self._edit_items(lambda editor: editor.remove(item_ids))

    def arrange_strips(self, item_ids: Sequence[int]) -> bool:
        """Put the strips of the report in an order."""
        return self._edit_items(lambda editor: editor.arrange_strips(item_ids))

    def set_patient(self, fields: PatientFields) -> bool:
        """Say what the reader knows of the patient."""
        return self._edit_items(lambda editor: editor.set_patient(fields))

    def set_conclusion(self, text: str) -> bool:
        """Write the conclusion, or take it away."""
        return self._edit_items(lambda editor: editor.set_conclusion(text))

    def _edit_items(self, make: Callable[[ItemEditor], ItemEdit]) -> bool:
        return self._edit(lambda session: make(session.item_editor(self.author)))


def _made(make: Callable[[], _T]) -> _T:
    """Return what is made; content that says nothing cannot be."""
    try:
        return make()
    except ValueError as error:
        raise EditError(str(error)) from error
