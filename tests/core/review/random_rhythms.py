"""Random edits of rhythms, for property tests."""

from __future__ import annotations

from collections.abc import Callable

from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind

RHYTHM_MOVES = [
    "episode", "confirm", "dismiss", "trim", "extend", "forget", "join", "split",
    "call", "remark",
]  # fmt: skip


def rhythm_edit(session: ReviewSession, move: tuple[str, int, int, int]) -> RhythmEdit:
    """Return what a random move says of the rhythm."""
    kind, place, sample, more = move
    editor = session.rhythm_editor("Ada")
    rows = editor.rhythms.rows
    ids = [row.episode_id for row in rows[place % 3 : place % 3 + 1 + more]]
    one = ids[0] if ids else 99
    names, events = list(EpisodeKind), list(RhythmKind)
    start = max(sample, 0)
    event = RhythmEvent(events[place], start, start + 40 * more, editor.fs, 2, 60.0)
    edits: dict[str, Callable[[], RhythmEdit]] = {
        "episode": lambda: editor.add(names[sample % 30], sample, sample + 200, "n"),
        "confirm": lambda: editor.confirm(event),
        "dismiss": lambda: editor.dismiss(event),
        "trim": lambda: editor.move_start(one, sample),
        "extend": lambda: editor.move_stop(one, sample),
        "forget": lambda: editor.delete(ids),
        "join": lambda: editor.join(ids),
        "split": lambda: editor.split(one, sample),
        "call": lambda: editor.set_kind(one, names[sample % 30]),
        "remark": lambda: editor.set_note(one, f"={sample} 🫀"),
    }
    return edits[kind]()
