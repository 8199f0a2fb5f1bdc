"""Edits as JSON: few beats with what was and what is, many as what became of which.

An edit of many beats names them (`journal_rows.packed_ids`) and the values that they
get, ``values``; without it they are taken out. What they were is not written: reading
finds it in the beats as the lines before have left them, and ``was``, a digest of it,
shows that these are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ecgviewer.core.beats import COLUMNS, BeatTable, is_constant
from ecgviewer.core.review.edits import Action, Edit, EditError, changed_columns
from ecgviewer.formats.journal import rows as journal_rows
from ecgviewer.formats.journal.rows import (
    Column,
    beats_of,
    packed_column,
    packed_ids,
    rows_of,
    unpacked_column,
    unpacked_ids,
)

#: What an edit changes that leaves each beat in its place.
_VALUES = frozenset(COLUMNS) - {"beat_id", "sample"}
_DIGEST_CHARACTERS = 16


def edit_content(edit: Edit) -> dict[str, Any]:
    """Return what a line says of an edit.

    Raises
    ------
    ValueError
        If it could not be read again.
    """
    said: dict[str, Any] = {"action": edit.action.value, "text": edit.text}
    if edit.as_kind:
        said["as_kind"] = True
    changed = changed_columns(edit.before, edit.after) if len(edit.after) else COLUMNS
    of_values = len(edit.after) and _VALUES.issuperset(changed)
    few = len(edit.before) < journal_rows.MANY
    if few or (len(edit.after) and not of_values):
        return {**said, "before": rows_of(edit.before), "after": rows_of(edit.after)}
    values = {}
    if of_values:
        by_id = _by_id(edit.after, changed)
        values = {"values": {name: packed_column(c) for name, c in by_id.items()}}
    return {
        **said,
        "beats": packed_ids(np.sort(edit.before.beat_id, kind="stable")),
        "first_sample": int(edit.before.sample[0]),
        "was": _digest(edit.before, changed),
        **values,
    }


def edit_of(content: Mapping[str, Any], by: str, beats: BeatTable) -> Edit:
    """Return the edit that a line holds.

    Parameters
    ----------
    content : mapping
        What the line says.
    by : str
        Who made the edit.
    beats : BeatTable
        The beats before it, as the lines before have left them.

    Raises
    ------
    KeyError, TypeError, ValueError, OverflowError
        If it says nothing of the kind.
    EditError
        If it was made on other beats.
    """
    action, text = Action(content["action"]), content["text"]
    as_kind = content.get("as_kind") is True
    if "beats" not in content:
        before = beats_of(content["before"]).sharing(beats)
        after = beats_of(content["after"]).sharing(before)
        return Edit(action, before, after, text, by, as_kind)
    ids = unpacked_ids(content["beats"])
    try:
        rows = beats.rows_of(ids)
    except KeyError as error:
        raise EditError("The edit names a beat that does not exist.") from error
    before = beats.take(np.sort(rows))
    packed = content.get("values")
    if set(packed or ()) - _VALUES:
        raise ValueError("an edit of many beats changes values alone")
    if _digest(before, COLUMNS if packed is None else tuple(packed)) != content["was"]:
        raise EditError("The beats have changed since the edit was made.")
    after = beats.take([]) if packed is None else _with_values(before, packed)
    return Edit(action, before, after, text, by, as_kind)


def _with_values(before: BeatTable, packed: Mapping[str, Any]) -> BeatTable:
    """Return beats with the values of a line, which are in the order of ids."""
    n = len(before)
    rows = np.argsort(before.beat_id, kind="stable")
    values = {}
    for name, column in packed.items():
        by_id = unpacked_column(column, n, name)
        values[name] = by_id[0] if is_constant(by_id) else by_id[np.argsort(rows)]
    return before.with_values(np.arange(n), **values)


def _by_id(beats: BeatTable, names: Sequence[str]) -> dict[str, Column]:
    """Return columns in the order of ids, which rows that come and go do not change."""
    ids = beats.beat_id
    columns = {name: getattr(beats, name) for name in names}
    if np.all(ids[1:] > ids[:-1]):
        return columns
    order = np.argsort(ids, kind="stable")
    return {name: column[order] for name, column in columns.items()}


def _digest(beats: BeatTable, names: Sequence[str]) -> str:
    """Return what tells values of beats from others."""
    digest = hashlib.sha256()
    for name, column in _by_id(beats, names).items():
        digest.update(name.encode())
        digest.update(_bytes(column))
    return digest.hexdigest()[:_DIGEST_CHARACTERS]


def _bytes(column: Column) -> bytes:
    if column.dtype != object:
        little = column.dtype.newbyteorder("<")
        return np.ascontiguousarray(column, little).tobytes()
    texts = np.array([len(text) for text in column]).astype("<i8").tobytes()
    return texts + "".join(column).encode("utf-8", "surrogatepass")
