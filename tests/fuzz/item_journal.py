"""A journal with items, for hostile ones to begin with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ecgviewer.core.items.measurement import Measured, Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.review.item_editor import ItemEditor
from ecgviewer.core.review.item_edits import ItemEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.edit_journal import EditJournal


def item_journal(folder: Path, session: ReviewSession) -> bytes:
    """Return a journal with an item of each kind."""
    path = folder / "seed.jsonl"
    path.unlink(missing_ok=True)
    journal = EditJournal.create(path, session, "Ada")
    strip = Strip(5, 500, ("MLII",), "=1", order=2)
    makes: tuple[Callable[[ItemEditor], ItemEdit], ...] = (
        lambda e: e.add(strip, Note(7, "Stairs", "Dyspnoea")),
        lambda e: e.add(Measurement(Measured.QT, 5, 105, "MLII", "QT", rr_ms=800.0)),
        lambda e: e.set_patient(PatientFields(name="A 17")),
        lambda e: e.set_conclusion("Sinus rhythm."),
        lambda e: e.change(0, replace(strip, caption="")),
    )
    for make in makes:
        journal.append(session.edit(make(session.item_editor("Ada")))[0])
    journal.append(session.undo()[0])
    journal.close()
    return path.read_bytes()
