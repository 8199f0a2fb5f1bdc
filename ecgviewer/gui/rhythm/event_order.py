"""Orders of rhythm events, which of them are next, and which fit words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from ecgviewer.core.rhythm.kinds import RhythmEvent

_Key = Callable[[RhythmEvent], tuple[float | str, ...]]
#: By column of the table.
_KEYS: tuple[_Key, ...] = (
    lambda event: (event.start,),
    lambda event: (event.title, event.start),
    lambda event: (event.n_beats, event.start),
    lambda event: (event.rate_bpm, event.start),
    lambda event: (event.duration_s, event.start),
    lambda event: (event.start,),
)
_RATE = 3
_BETWEEN = re.compile(r"[\s,()?]+")


def in_order(
    events: Sequence[RhythmEvent], column: int, descending: bool
) -> list[RhythmEvent]:
    """Return events sorted by a column, those without a rate last; -1: as they are."""
    if not 0 <= column < len(_KEYS):
        return list(events)
    unknown = [e for e in events if column == _RATE and math.isnan(e.rate_bpm)]
    known = [e for e in events if column != _RATE or not math.isnan(e.rate_bpm)]
    return sorted(known, key=_KEYS[column], reverse=descending) + unknown


def next_at(events: Sequence[RhythmEvent], at: int, step: int) -> int | None:
    """Return the row of the event that begins next after or before a sample."""
    if step > 0:
        rows = [row for row, event in enumerate(events) if event.start > at]
        return min(rows, key=lambda row: events[row].start, default=None)
    rows = [row for row, event in enumerate(events) if event.start < at]
    return max(rows, key=lambda row: events[row].start, default=None)


def fits(texts: Sequence[str], words: str) -> bool:
    """Return whether each of some words begins a word of the texts."""
    there = _BETWEEN.split(" ".join(texts).lower())
    asked = _BETWEEN.split(words.lower())
    return all(any(each.startswith(word) for each in there) for word in asked)
