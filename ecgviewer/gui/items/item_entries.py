"""What the list of strips and notes shows: an entry a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ecgviewer.core.items.items import ItemContent, ReviewItem, ReviewItems
from ecgviewer.core.items.marker import Marker
from ecgviewer.core.items.measurement import Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.strip import Strip

PROPOSAL, MARKER = "Proposed strip", "Marker"


@dataclass(frozen=True)
class ItemEntry:
    """One row.

    Attributes
    ----------
    start, stop : int
        Samples [start, stop).
    what : str
        What it is.
    text : str
        What is said of it.
    leads : str
    item : ReviewItem or None
        None of a proposal and of a marker.
    proposal : Strip or None
    """

    start: int
    stop: int
    what: str
    text: str
    leads: str = ""
    item: ReviewItem | None = None
    proposal: Strip | None = None


def entries_of(
    items: ReviewItems,
    proposals: Iterable[Strip],
    markers: Iterable[Marker],
    fs: float,
) -> list[ItemEntry]:
    """Return all rows: strips in the order of the report, the others by time."""
    strips = [_strip(row) for row in items.strip_items]
    proposed = [
        ItemEntry(s.start, s.stop, PROPOSAL, s.caption, ", ".join(s.leads), proposal=s)
        for s in proposals
    ]
    others = [*_measurements(items, fs), *_notes(items), *map(_marker, markers)]
    return [*strips, *proposed, *sorted(others, key=lambda entry: entry.start)]


def _strip(row: ReviewItem) -> ItemEntry:
    start, stop = row.content.span or (0, 0)
    leads = ", ".join(row.content.leads) if isinstance(row.content, Strip) else ""
    return ItemEntry(start, stop, "Strip", row.content.words, leads, row)


def _measurements(items: ReviewItems, fs: float) -> Iterable[ItemEntry]:
    for row, made in items.rows_of(Measurement):
        yield ItemEntry(*made.span, "Measurement", made.text(fs), made.lead, row)


def _notes(items: ReviewItems) -> Iterable[ItemEntry]:
    for row, note in items.rows_of(Note):
        what = "Patient event" if note.is_of_patient else "Note"
        yield ItemEntry(*note.span, what, note.words, "", row)


def _marker(marker: Marker) -> ItemEntry:
    text = f"{marker.text} ({marker.annotator})"
    return ItemEntry(marker.sample, marker.sample + 1, MARKER, text)


def with_words(content: ItemContent, words: str) -> ItemContent:
    """Return content with other words of the reader."""
    if isinstance(content, Strip):
        return replace(content, caption=words)
    if isinstance(content, Measurement):
        return replace(content, name=words)
    if isinstance(content, Note):
        return replace(content, text=words)
    raise TypeError(f"{content.kind} has no place in the list")


def words_of(content: ItemContent) -> str:
    """Return what `with_words` changes."""
    return content.text if isinstance(content, Note) else content.words
