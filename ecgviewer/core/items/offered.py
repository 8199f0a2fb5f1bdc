"""What other readers added to their reviews, and this review does not have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ecgviewer.core.items.conclusion import Conclusion, joined
from ecgviewer.core.items.items import ItemContent, ReviewItems
from ecgviewer.core.items.measurement import Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip


@dataclass(frozen=True)
class OfferedItem:
    """An item of another review.

    Attributes
    ----------
    content : ItemContent
    source : str
        Whose review it is in, as it is called on the screen.
    """

    content: ItemContent
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
    """Return what a review offers to others: all but the proposals it dropped."""
    contents: tuple[ItemContent, ...] = (
        *(row.content for row in items.having(PatientFields)),
        *(row.content for row in items.having(Conclusion)),
        *items.strips,
        *items.measurements,
        *items.notes,
    )
    return tuple(OfferedItem(each, source) for each in contents)


def open_offers(
    offered: Iterable[OfferedItem], items: ReviewItems
) -> tuple[OfferedItem, ...]:
    """Return what a review does not have yet, and has not dropped.

    Captions, names and paper may have been changed since it was taken over. Fields of
    the patient are open if they fill an empty one, a conclusion if the review's has
    other lines.
    """
    there = {_shown(row.content) for row in items.rows}
    return tuple(each for each in offered if _is_open(each.content, items, there))


def to_take_over(
    offered: Iterable[OfferedItem], items: ReviewItems
) -> tuple[ItemContent, ...]:
    """Return what becomes of offered items, each once where several readers have it.

    Strips go behind those of the review, in the order in which they are given. Of
    the patient, and of the conclusion, it is what the review's is to be from now on:
    its empty fields filled where those who offer them agree, and the other
    conclusions below its own.
    """
    contents = tuple(each.content for each in offered)
    fields = [each for each in contents if isinstance(each, PatientFields)]
    texts = [each.text for each in contents if isinstance(each, Conclusion)]
    first: dict[object, ItemContent] = {}
    for content in contents:
        if not isinstance(content, PatientFields | Conclusion):
            first.setdefault(_shown(content), content)
    taken = [
        replace(content, order=0) if isinstance(content, Strip) else content
        for content in first.values()
    ]
    patient, text = items.patient.filled_from(fields), joined(items.conclusion, texts)
    if patient != items.patient:
        taken.append(patient)
    if text != items.conclusion:
        taken.append(Conclusion(text))
    return tuple(taken)


def _is_open(content: ItemContent, items: ReviewItems, there: set[object]) -> bool:
    if isinstance(content, PatientFields):
        return items.patient.filled_from([content]) != items.patient
    if isinstance(content, Conclusion):
        return joined(items.conclusion, [content.text]) != items.conclusion
    return _shown(content) not in there


def _shown(content: ItemContent) -> object:
    """Return what is the same in two items that show the same."""
    if isinstance(content, Strip):
        return Strip, content.span, content.leads
    if isinstance(content, Measurement):
        return Measurement, content.what, content.span, content.lead
    if isinstance(content, Note):
        return Note, content.sample, content.words
    return content
