"""What the list of strips and notes shows: an entry a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ecgviewer.core.items.items import ItemContent, ReviewItem, ReviewItems
from ecgviewer.core.items.marker import Marker
from ecgviewer.core.items.measurement import Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.offered import OfferedItem
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip
from ecgviewer.gui.look.number_text import with_numbers

PROPOSAL, MARKER = "Proposed strip", "Marker"


@dataclass(frozen=True)
class ItemEntry:
    """One row.

    Attributes
    ----------
    start, stop : int
        Samples [start, stop); both 0 of what has no place.
    what : str
        What it is.
    text : str
        What is said of it.
    leads : str
    item : ReviewItem or None
        None of a proposal and of a marker.
    proposal : Strip or None
    offer : OfferedItem or None
        Of another reader.
    """

    start: int
    stop: int
    what: str
    text: str
    leads: str = ""
    item: ReviewItem | None = None
    proposal: Strip | None = None
    offer: OfferedItem | None = None

    @property
    def has_place(self) -> bool:
        """Return whether it is somewhere in the record."""
        return self.stop > self.start

    @property
    def title(self) -> str:
        """What it is, and whose where that is another reader's."""
        return f"{self.what} of {self.offer.source}" if self.offer else self.what


def entries_of(
    items: ReviewItems,
    proposals: Iterable[Strip],
    markers: Iterable[Marker],
    offers: Iterable[OfferedItem],
    fs: float,
) -> list[ItemEntry]:
    """Return all rows: strips in the order of the report, the others by time."""
    strips = [
        _entry(strip, fs, item=row)
        for row in items.strip_items
        if isinstance(strip := row.content, Strip)
    ]
    proposed = [
        ItemEntry(s.start, s.stop, PROPOSAL, s.caption, ", ".join(s.leads), proposal=s)
        for s in proposals
    ]
    said = [_entry(row.content, fs, item=row) for row in _of_a_time(items)]
    offered = [_entry(each.content, fs, offer=each) for each in offers]
    others = [*said, *map(_marker, markers), *offered]
    return [*strips, *proposed, *sorted(others, key=lambda entry: entry.start)]


def _of_a_time(items: ReviewItems) -> Iterator[ReviewItem]:
    yield from (row for row, _ in items.rows_of(Measurement))
    yield from (row for row, _ in items.rows_of(Note))


def _entry(
    content: ItemContent,
    fs: float,
    *,
    item: ReviewItem | None = None,
    offer: OfferedItem | None = None,
) -> ItemEntry:
    start, stop = content.span or (0, 0)
    what, text, leads = content.kind.capitalize(), content.words, ""
    if isinstance(content, Strip):
        leads = ", ".join(content.leads)
    elif isinstance(content, Measurement):
        text, leads = with_numbers(content.text(fs)), content.lead
    elif isinstance(content, Note) and content.is_of_patient:
        what = "Patient event"
    elif isinstance(content, PatientFields):
        text = ", ".join(f"{title}: {said}" for title, said in content.given)
    return ItemEntry(start, stop, what, text, leads, item, offer=offer)


def _marker(marker: Marker) -> ItemEntry:
    text = f"{marker.text} ({marker.annotator})"
    return ItemEntry(marker.sample, marker.sample + 1, MARKER, text)
