"""Items of a review without what is known of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ecgviewer.core.items.items import ItemContent, ReviewItem, ReviewItems
from ecgviewer.core.items.measurement import MEASURED_NAMES, Measurement
from ecgviewer.core.items.note import SYMPTOMS, Note
from ecgviewer.core.items.strip import Strip


def nameless(items: ReviewItems) -> ReviewItems:
    """Return items without free text, readers, patient fields and conclusion.

    Strips are without captions. Of a measurement a usual name stays, of a note a
    symptom of the list; other notes go.
    """
    return ReviewItems(tuple(_rows(items)))


def _rows(items: ReviewItems) -> Iterator[ReviewItem]:
    for row in items.rows:
        content = _nameless(row.content)
        if content is not None:
            yield replace(row, content=content, reader="")


def _nameless(content: ItemContent) -> ItemContent | None:
    if isinstance(content, Strip):
        return replace(content, caption="")
    if isinstance(content, Measurement):
        usual = content.name in MEASURED_NAMES
        return content if usual else replace(content, name="")
    if isinstance(content, Note) and content.symptom in SYMPTOMS:
        return replace(content, text="")
    return None
