"""What other readers added to their reviews, and this review does not have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ecgviewer.core.items.items import ItemContent, ReviewItems
from ecgviewer.core.items.measurement import Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.strip import Strip


@dataclass(frozen=True)
class OfferedItem:
    """A strip, measurement or note of another review.

    Attributes
    ----------
    content : Strip, Measurement or Note
    source : str
        Whose review it is in, as it is called on the screen.
    """

    content: Strip | Measurement | Note
    source: str


@dataclass(frozen=True)
class ReadersItems:
    """What the other reviews of a record have.

    Attributes
    ----------
    offered : tuple of OfferedItem
        By review, then as each lists them.
    notices : tuple of str
        Which reviews could not be read.
    """

    offered: tuple[OfferedItem, ...] = ()
    notices: tuple[str, ...] = ()


def offered_by(items: ReviewItems, source: str) -> tuple[OfferedItem, ...]:
    """Return what a review offers to others: its strips, measurements and notes."""
    kinds = items.strips, items.measurements, items.notes
    return tuple(OfferedItem(each, source) for contents in kinds for each in contents)


def open_offers(
    offered: Iterable[OfferedItem], items: ReviewItems
) -> tuple[OfferedItem, ...]:
    """Return what a review does not have yet, and has not dropped.

    Captions, names and paper may have been changed since it was taken over.
    """
    there = {_shown(row.content) for row in items.rows}
    return tuple(each for each in offered if _shown(each.content) not in there)


def to_take_over(offered: Iterable[OfferedItem]) -> tuple[ItemContent, ...]:
    """Return what becomes of offered items, each once where several readers have it.

    Strips go behind those of the review, in the order in which they are given.
    """
    first: dict[object, ItemContent] = {}
    for each in offered:
        first.setdefault(_shown(each.content), each.content)
    return tuple(
        replace(content, order=0) if isinstance(content, Strip) else content
        for content in first.values()
    )


def _shown(content: ItemContent) -> object:
    """Return what is the same in two items that show the same."""
    if isinstance(content, Strip):
        return Strip, content.span, content.leads
    if isinstance(content, Measurement):
        return Measurement, content.what, content.span, content.lead
    if isinstance(content, Note):
        return Note, content.sample, content.words
    return content
