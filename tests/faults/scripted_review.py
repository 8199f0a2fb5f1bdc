"""A reviewer who edits a record without end and says so after each edit.

`python -m tests.faults.scripted_review RECORD JOURNALS SEED`: a process to be killed.
The line after each edit holds the number of steps so far and a digest of the review.
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from ecgviewer.analysis.open_record import open_record
from ecgviewer.core.beats import COLUMNS, BeatTable
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.labels import SYMBOL_TITLES, BeatClass
from ecgviewer.core.review.edits import Edit
from ecgviewer.core.review.item_edits import ItemEdit
from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.gui.model.document import Document, DocumentState

READER = "Ada"


def digest(session: ReviewSession) -> str:
    """Return a digest of what must survive: beats, rhythms, items, done and undone."""
    steps = [*session.history.done, *session.history.undone]
    edits = [step for step in steps if isinstance(step, Edit)]
    tables = [session.beats, *(t for e in edits for t in (e.before, e.after))]
    said = [(e.before, e.after) for e in steps if isinstance(e, RhythmEdit)]
    added = [(e.before, e.after) for e in steps if isinstance(e, ItemEdit)]
    rows = session.rhythms.rows, session.items.rows
    kept = [len(session.history.done), *rows, said, added]
    text = repr([*kept, *map(_columns, tables)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _columns(beats: BeatTable) -> list[list[object]]:
    return [getattr(beats, name).tolist() for name in COLUMNS]


def opened(record: Path, journals: Path) -> Document:
    """Return the review as it is on the disk, ready to be edited."""
    found = open_record(record, READER, journals)
    document = Document()
    document.open(
        found.session,
        found.envelopes,
        found.journal,
        found.signed,
        found.read_only,
    )
    if not found.session.keeps_beats:
        document.add_detected(_detected())
    document.set_state(DocumentState.READY)
    return document


@cache
def _detected() -> BeatTable:
    return synthetic_record(60.0).beats


def edit(document: Document, dice: random.Random) -> bool:
    """Make one edit at random; return whether there was one to make."""
    session = document.session
    if session is None or not len(session.beats):
        return False
    ids = session.beats.beat_id
    place = dice.randrange(len(ids))
    some = ids[place : place + dice.choice((1, 1, 1, 5, 40))]
    sample = dice.randrange(session.record.n_samples)
    near = int(session.beats.sample[place]) + dice.randrange(-9, 10)
    beat_class, symbol = dice.choice(list(BeatClass)), dice.choice([*SYMBOL_TITLES])
    edits: list[Callable[[], bool]] = [
        lambda: document.label(some, beat_class),
        lambda: document.label(some, beat_class),
        lambda: document.set_symbol(some, symbol),
        lambda: document.accept(some),
        lambda: document.add_beat(sample),
        lambda: document.remove(ids[place : place + 1]),
        lambda: document.move(int(ids[place]), near),
        lambda: document.comment(some, f"=SUM(A{sample}) 🫀"),
        *_of_rhythms(document, dice),
        *_of_items(document, dice),
        document.undo,
        document.undo,
        document.redo,
    ]
    return dice.choice(edits)()


def _of_rhythms(document: Document, dice: random.Random) -> list[Callable[[], bool]]:
    rows = document.rhythms.rows
    one = dice.choice(rows).episode_id if rows else 0
    sample, kind = dice.randrange(20_000), dice.choice(list(EpisodeKind))
    event = RhythmEvent(RhythmKind.AF, sample, sample + 500, 360.0, 3, 90.0)
    return [
        lambda: document.add_episode(kind, sample, sample + 700, "=1+1"),
        lambda: document.confirm_rhythm(event),
        lambda: document.dismiss_rhythm(event),
        lambda: document.move_episode_stop(one, sample),
        lambda: document.split_episode(one, sample),
        lambda: document.delete_episodes([one]),
    ]


def _of_items(document: Document, dice: random.Random) -> list[Callable[[], bool]]:
    rows = document.items.rows
    one = dice.choice(rows).item_id if rows else 0
    strips = [row.item_id for row in document.items.strip_items]
    sample = dice.randrange(20_000)
    fields = PatientFields(name=f"A {sample}", drugs="=1+1 🫀")
    return [
        lambda: document.add_items(
            lambda: [Strip(sample, sample + 900, ("II",), "=1"), Note(sample, "Stairs")]
        ),
        lambda: document.arrange_strips(dice.sample(strips, len(strips))),
        lambda: document.set_patient(fields),
        lambda: document.set_conclusion(f"Sinus rhythm.\n{sample}"),
        lambda: document.remove_items([one]),
    ]


def main(record: Path, journals: Path, seed: int) -> None:
    """Edit for ever."""
    app = QCoreApplication(["scripted review"])
    document, dice = opened(record, journals), random.Random(seed)
    steps = 0
    print("ready", flush=True)
    while document.session:
        if edit(document, dice):
            steps += 1
            print(steps, digest(document.session), flush=True)
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
