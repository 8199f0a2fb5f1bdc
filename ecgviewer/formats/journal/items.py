"""Items, and edits of them, as JSON: a mapping each, without what is at its default.

An edit names the items that it takes out and those that it puts in, in full: there are
few, and people who read a journal see what was and what is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from enum import Enum
from typing import Any, get_type_hints

from ecgviewer.core.items.items import ITEM_CONTENTS, ItemContent, ReviewItem
from ecgviewer.core.review.item_edits import ItemAction, ItemEdit
from ecgviewer.formats.journal.json_values import text_of, whole_number
from ecgviewer.formats.journal.rows import MOST_ID, MOST_SAMPLE

#: Holds the rows of an edit, and tells it from an edit of beats.
ITEMS = "items"
_CONTENTS = {content.kind: content for content in ITEM_CONTENTS}
_TYPES = {content: get_type_hints(content) for content in ITEM_CONTENTS}


def item_content(edit: ItemEdit) -> dict[str, Any]:
    """Return what a line says of an edit of items."""
    rows = {"before": item_rows(edit.before), "after": item_rows(edit.after)}
    return {"action": edit.action.value, "text": edit.text, ITEMS: rows}


def item_edit_of(content: Mapping[str, Any], by: str) -> ItemEdit:
    """Return the edit of items that a line holds.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it says nothing of the kind.
    """
    rows = content[ITEMS]
    before, after = items_of(rows["before"]), items_of(rows["after"])
    if not before and not after:
        raise ValueError("an edit of items has rows")
    return ItemEdit(ItemAction(content["action"]), before, after, content["text"], by)


def first_sample_of(content: Mapping[str, Any]) -> str:
    """Return where the items of a line begin; empty where they are of no place."""
    edit = item_edit_of(content, "")
    return "" if edit.span is None else str(edit.span[0])


def item_rows(items: Iterable[ReviewItem]) -> list[dict[str, Any]]:
    """Return items as JSON values."""
    return [_row(item) for item in items]


def _row(item: ReviewItem) -> dict[str, Any]:
    row: dict[str, Any] = {"id": item.item_id, "kind": item.content.kind}
    if item.reader:
        row["reader"] = item.reader
    for field in fields(item.content):
        value = getattr(item.content, field.name)
        if value != field.default:
            row[field.name] = value.value if isinstance(value, Enum) else value
    return row


def items_of(rows: object) -> tuple[ReviewItem, ...]:
    """Return the items that a line holds.

    Raises
    ------
    KeyError, TypeError, ValueError
        If they are not such items.
    """
    if not isinstance(rows, list):
        raise TypeError("items are a list")
    items = tuple(_item(row) for row in rows)
    if len({item.item_id for item in items}) < len(items):
        raise ValueError("items have an identity each")
    return items


def _item(row: Mapping[str, Any]) -> ReviewItem:
    content = _CONTENTS[row["kind"]]
    said: dict[str, Any] = {
        field.name: _value(_TYPES[content][field.name], row[field.name])
        for field in fields(content)
        if field.name in row or _is_needed(field)
    }
    found: ItemContent = content(**said)
    number = whole_number(row["id"], MOST_ID)
    return ReviewItem(number, found, text_of(row.get("reader", "")))


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING


def _value(hint: object, value: object) -> object:
    """Return a value of a field's type; TypeError or ValueError if it is not one."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return _READERS[hint](value)


def _sample(value: object) -> int:
    return whole_number(value, MOST_SAMPLE)


def _real(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("a number is expected")
    if not math.isfinite(value):
        raise ValueError("a finite number is expected")
    return float(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("texts are a list")
    return tuple(map(text_of, value))


#: How a field of each type is read.
_READERS: Mapping[object, Callable[[object], object]] = {
    int: _sample,
    float: _real,
    float | None: _real,
    str: text_of,
    tuple[str, ...]: _texts,
}
