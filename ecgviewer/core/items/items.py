"""All that a reader adds to a review besides beats and rhythms, as one value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from ecgviewer.core.items.conclusion import Conclusion
from ecgviewer.core.items.measurement import Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip

ItemContent = Strip | Measurement | Note | PatientFields | Conclusion
ITEM_CONTENTS = (Strip, Measurement, Note, PatientFields, Conclusion)
#: Of these a review has one at most.
SINGLE_CONTENTS = (PatientFields, Conclusion)

_C = TypeVar("_C", Strip, Measurement, Note, PatientFields, Conclusion)
_NO_FIELDS = PatientFields()


@dataclass(frozen=True)
class ReviewItem:
    """One thing that a reader added.

    Attributes
    ----------
    item_id : int
        Identity among the items of a review.
    content : ItemContent
    reader : str
        Who added it.
    """

    item_id: int
    content: ItemContent
    reader: str = ""

    @property
    def _place(self) -> tuple[int, int, int]:
        start, stop = self.content.span or (-1, -1)
        return start, stop, self.item_id


@dataclass(frozen=True)
class ReviewItems:
    """The items of a review; never to change.

    Attributes
    ----------
    rows : tuple of ReviewItem
        By place; what has none comes first.
    """

    rows: tuple[ReviewItem, ...] = field(default=())

    @classmethod
    def of(cls, rows: Iterable[ReviewItem]) -> ReviewItems:
        """Return items in any order."""
        return cls(tuple(sorted(rows, key=lambda row: row._place)))

    @cached_property
    def by_id(self) -> dict[int, ReviewItem]:
        """Each item by its identity."""
        return {row.item_id: row for row in self.rows}

    @property
    def next_id(self) -> int:
        """An identity that no item has."""
        return max(self.by_id, default=-1) + 1

    def having(self, content: type[ItemContent]) -> tuple[ReviewItem, ...]:
        """Return the items of one kind, by place."""
        return tuple(row for row in self.rows if isinstance(row.content, content))

    @cached_property
    def strip_items(self) -> tuple[ReviewItem, ...]:
        """The strips as they are in a report: by order, then by place."""
        strips = [(s, row) for row, s in self.rows_of(Strip) if not s.is_dropped]
        strips.sort(key=lambda each: (each[0].order, *each[1]._place))
        return tuple(row for _, row in strips)

    @property
    def strips(self) -> tuple[Strip, ...]:
        """What the strips are, as they are in a report."""
        said = {row.item_id: strip for row, strip in self.rows_of(Strip)}
        return tuple(said[row.item_id] for row in self.strip_items)

    @cached_property
    def dropped(self) -> tuple[Strip, ...]:
        """Proposals that were dropped, by place."""
        return tuple(s for _, s in self.rows_of(Strip) if s.is_dropped)

    @cached_property
    def measurements(self) -> tuple[Measurement, ...]:
        """What was measured, by place."""
        return tuple(each for _, each in self.rows_of(Measurement))

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Notes and events of the patient, by place."""
        return tuple(each for _, each in self.rows_of(Note))

    @cached_property
    def patient(self) -> PatientFields:
        """What the reader says of the patient; empty fields if nothing."""
        found = self.rows_of(PatientFields)
        return found[0][1] if found else _NO_FIELDS

    @cached_property
    def conclusion(self) -> str:
        """The conclusion; empty if there is none."""
        found = self.rows_of(Conclusion)
        return found[0][1].text if found else ""

    def rows_of(self, content: type[_C]) -> list[tuple[ReviewItem, _C]]:
        """Return the items of one kind with what each is, by place."""
        return [(r, r.content) for r in self.rows if isinstance(r.content, content)]
