"""What a reader can do to the items of a review; each is checked before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ecgviewer.core.items.conclusion import Conclusion
from ecgviewer.core.items.items import (
    SINGLE_CONTENTS,
    ItemContent,
    ReviewItem,
    ReviewItems,
)
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.offered import OfferedItem, open_offers, to_take_over
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.review.edit_texts import menu_text, place_text
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.item_edits import ItemAction, ItemEdit
from ecgviewer.core.wording import count

_GONE = "The item is not there any more."
_DIFFERENT = "They say different things of the patient: choose whose to take over."


@dataclass(frozen=True)
class ItemEditor:
    """Makes the edits of a reader; each method returns one, and changes nothing.

    Attributes
    ----------
    items : ReviewItems
        As they are now.
    fs : float
        Sampling frequency in Hz.
    n_samples : int
        Length of the record.
    reader : str
        Who edits.
    """

    items: ReviewItems
    fs: float
    n_samples: int
    reader: str = ""

    def add(self, *contents: ItemContent) -> ItemEdit:
        """Add items.

        A strip without an order of its own goes behind those there are.

        Raises
        ------
        EditError
            If none is given, or one is not within the record.
        """
        if not contents:
            raise EditError("There is nothing to add.")
        first = self.items.next_id
        rows = tuple(
            ReviewItem(first + n, self._ordered(content, n), self.reader)
            for n, content in enumerate(contents)
        )
        for row in rows:
            self._check(row.content)
        text = f"Add {self._said(*rows)}"
        if isinstance(contents[0], Strip) and contents[0].is_dropped:
            text = f"Drop {self._said(*rows)}"
        return ItemEdit(ItemAction.ADD, (), rows, text)

    def take_over(self, offered: Sequence[OfferedItem]) -> ItemEdit:
        """Add what other reviews have and this one does not.

        Their fields of the patient and conclusions are put into those of the review.

        Raises
        ------
        EditError
            If that is nothing, or they say different things of the patient alone.
        """
        new = open_offers(offered, self.items)
        if not new:
            raise EditError("There is nothing of another reader to take over.")
        contents = to_take_over(new, self.items)
        if not contents:
            raise EditError(_DIFFERENT)
        edit = self._put_in(contents)
        sources = " and ".join(dict.fromkeys(each.source for each in new))
        what, colon, words = self._said(*edit.after).partition(": ")
        text = f"Take over {what} of {sources}{colon}{words}"
        return replace(edit, text=text)

    def _put_in(self, contents: Sequence[ItemContent]) -> ItemEdit:
        """Add items; one of which there is one at most stands for that there is."""
        single = {
            type(row.content): row
            for kind in SINGLE_CONTENTS
            for row in self.items.having(kind)
        }
        before = [single[type(each)] for each in contents if type(each) in single]
        after = [
            replace(single[type(each)], content=each)
            for each in contents
            if type(each) in single
        ]
        others = [each for each in contents if type(each) not in single]
        added = self.add(*others).after if others else ()
        action = ItemAction.ADD if added else ItemAction.CHANGE
        return ItemEdit(action, tuple(before), (*added, *after))

    def change(self, item_id: int, content: ItemContent) -> ItemEdit:
        """Put other content, of the same kind, in the place of an item's.

        Raises
        ------
        EditError
            If there is no such item, it says that already, is of another kind, or is
            not within the record.
        """
        (row,) = self._rows([item_id])
        if content == row.content:
            raise EditError(f"Nothing has changed in the {row.content.kind}.")
        if type(content) is not type(row.content):
            raise EditError("An item stays what it is: remove it and add another.")
        self._check(content)
        after = replace(row, content=content)
        text = f"Change {self._said(row)}"
        if changed := self._changed(row.content, content):
            text += f" to {changed}"
        return ItemEdit(ItemAction.CHANGE, (row,), (after,), text)

    def remove(self, item_ids: Sequence[int]) -> ItemEdit:
        """Remove items; of a dropped proposal, let it be proposed again.

        Raises
        ------
        EditError
            If none is given, or one is not there.
        """
        rows = self._rows(item_ids)
        return ItemEdit(ItemAction.REMOVE, rows, (), f"Remove {self._said(*rows)}")

    def arrange_strips(self, item_ids: Sequence[int]) -> ItemEdit:
        """Put the strips of the report in an order.

        Raises
        ------
        EditError
            If these are not all strips of the review, or are in that order already.
        """
        now = [row.item_id for row in self.items.strip_items]
        if sorted(item_ids) != sorted(now):
            raise EditError(_GONE)
        if list(item_ids) == now:
            raise EditError("The strips are in that order already.")
        rows = self._rows(item_ids)
        after = [
            replace(row, content=replace(row.content, order=n))
            for n, row in enumerate(rows)
            if isinstance(row.content, Strip)
        ]
        changed = [
            (was, is_) for was, is_ in zip(rows, after, strict=True) if was != is_
        ]
        before, then = zip(*changed, strict=True)
        return ItemEdit(ItemAction.CHANGE, before, then, "Arrange the strips")

    def set_patient(self, fields: PatientFields) -> ItemEdit:
        """Say what the reader knows of the patient; empty fields take it away.

        Raises
        ------
        EditError
            If that is said already.
        """
        return self._set(fields if fields.given else None, PatientFields)

    def set_conclusion(self, text: str) -> ItemEdit:
        """Write the conclusion; a text without words takes it away.

        Raises
        ------
        EditError
            If it reads like that already.
        """
        return self._set(Conclusion(text) if text.strip() else None, Conclusion)

    def _set(self, content: ItemContent | None, kind: type[ItemContent]) -> ItemEdit:
        rows = self.items.having(kind)
        if content is None and not rows:
            raise EditError("There is nothing to remove.")
        if content is None:
            return self.remove([rows[0].item_id])
        return self.change(rows[0].item_id, content) if rows else self.add(content)

    def _changed(self, before: ItemContent, after: ItemContent) -> str:
        """Return what is said otherwise in place of an item."""
        said = []
        if _short(before.words) != _short(after.words):
            said.append(_short(after.words) or "none")
        if isinstance(before, Note) and isinstance(after, Note):
            if before.sample != after.sample:
                said.append(place_text(after.sample / self.fs))
        elif isinstance(before, Strip) and isinstance(after, Strip):
            if before.speed_mm_s != after.speed_mm_s:
                said.append(f"{after.speed_mm_s:g} mm/s")
            if before.gain_mm_mv != after.gain_mm_mv:
                said.append(f"{after.gain_mm_mv:g} mm/mV")
            if before.leads != after.leads:
                said.append(", ".join(after.leads))
        return ", ".join(said)

    def _ordered(self, content: ItemContent, n: int) -> ItemContent:
        if not isinstance(content, Strip) or content.order or content.is_dropped:
            return content
        last = max((strip.order for strip in self.items.strips), default=-1)
        return replace(content, order=last + 1 + n)

    def _check(self, content: ItemContent) -> None:
        if content.span is None:
            return
        start, stop = content.span
        if start < 0 or stop > self.n_samples:
            raise EditError(f"That {content.kind} would not be within the record.")

    def _rows(self, item_ids: Sequence[int]) -> tuple[ReviewItem, ...]:
        by_id = self.items.by_id
        if not len(item_ids):
            raise EditError("Nothing is selected.")
        if any(each not in by_id for each in item_ids):
            raise EditError(_GONE)
        return tuple(by_id[each] for each in dict.fromkeys(item_ids))

    def _said(self, *rows: ReviewItem) -> str:
        content = rows[0].content
        if len(rows) > 1:
            same = all(type(row.content) is type(content) for row in rows)
            return count(len(rows), content.kind if same else "item")
        place = ""
        if content.span is not None:
            place = f" at {place_text(content.span[0] / self.fs)}"
        words = _short(content.words)
        return f"{content.kind}{place}" + (f": {words}" if words else "")


def _short(words: str) -> str:
    """Return words for a menu; in full they are in the edit."""
    return menu_text(" ".join(words.split()))
