"""Random edits of items, for property tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ecgviewer.core.items.items import ItemContent
from ecgviewer.core.items.measurement import Measured, Measurement
from ecgviewer.core.items.note import SYMPTOMS, Note, NoteSource
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip, StripOrigin
from ecgviewer.core.review.item_edits import ItemEdit
from ecgviewer.core.review.session import ReviewSession

ITEM_MOVES = [
    "strip", "drop", "measure", "note", "reword", "discard", "arrange", "patient",
    "conclude",
]  # fmt: skip


def item_edit(session: ReviewSession, move: tuple[str, int, int, int]) -> ItemEdit:
    """Return what a random move adds, changes or removes."""
    kind, place, sample, more = move
    editor = session.item_editor("Ada")
    rows = editor.items.rows
    ids = [row.item_id for row in rows[place % 3 : place % 3 + 1 + more]]
    row = rows[place % len(rows)] if rows else None
    strips = [each.item_id for each in editor.items.strip_items]
    fields = PatientFields(age=str(place % 3), drugs="🫀" * more)
    edits: dict[str, Callable[[], ItemEdit]] = {
        "strip": lambda: editor.add(
            *[Strip(sample + n, sample + 100, ("II",), gain_mm_mv=2.5 * n + 5)
              for n in range(more)]
        ),
        "drop": lambda: editor.add(
            Strip(sample, sample + 9, ("II",), "", 25, 10, 0, StripOrigin.DROPPED, "x")
        ),
        "measure": lambda: editor.add(
            Measurement(
                list(Measured)[place % 4], sample, sample + more, "II", "QT", 0.1, None
            )
        ),
        "note": lambda: editor.add(
            Note(sample, f"={sample}" * more, SYMPTOMS[place % 7], NoteSource.DIARY)
        ),
        "reword": lambda: editor.change(
            row.item_id if row else 99, _reworded(row.content) if row else fields
        ),
        "discard": lambda: editor.remove(ids),
        "arrange": lambda: editor.arrange_strips(strips[::-1]),
        "patient": lambda: editor.set_patient(fields),
        "conclude": lambda: editor.set_conclusion(f"{sample}\n" * (place % 3)),
    }  # fmt: skip
    return edits[kind]()


def _reworded(content: ItemContent) -> ItemContent:
    if isinstance(content, Strip):
        return replace(content, caption=content.caption + "é")
    if isinstance(content, Measurement):
        return replace(content, name=content.name + "c")
    if isinstance(content, PatientFields):
        return replace(content, sex="f")
    return replace(content, text=content.text + "!")
