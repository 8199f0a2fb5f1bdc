"""Orders of rhythms, which of them is next, and which fit words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from ecgviewer.gui.model.rhythm_entries import RhythmEntry, RhythmKey

_Key = Callable[[RhythmEntry], tuple[float | str, ...]]
#: By column of the table.
_KEYS: tuple[_Key, ...] = (
    lambda entry: (entry.start,),
    lambda entry: (entry.title, entry.start),
    lambda entry: (entry.n_beats, entry.start),
    lambda entry: (entry.rate_bpm, entry.start),
    lambda entry: (entry.duration_s, entry.start),
    lambda entry: (entry.start,),
)
_RATE = 3
_BETWEEN = re.compile(r"[\s,()?]+")


def in_order(
    entries: Sequence[RhythmEntry], column: int, descending: bool
) -> list[RhythmEntry]:
    """Return entries sorted by a column, those without a rate last; -1: as they are."""
    if not 0 <= column < len(_KEYS):
        return list(entries)
    unknown = [e for e in entries if column == _RATE and math.isnan(e.rate_bpm)]
    known = [e for e in entries if column != _RATE or not math.isnan(e.rate_bpm)]
    return sorted(known, key=_KEYS[column], reverse=descending) + unknown


def next_at(
    entries: Sequence[RhythmEntry], at: int, step: int, chosen: RhythmKey | None = None
) -> int | None:
    """Return the row of the entry that begins next after or before a sample.

    Where the chosen one begins at the sample, so may others: those follow it first.
    """
    rows = sorted(range(len(entries)), key=lambda row: entries[row].start)
    here = [row for row in rows if entries[row].start == at]
    keys = [entries[row].key for row in here]
    if chosen in keys and 0 <= keys.index(chosen) + step < len(here):
        return here[keys.index(chosen) + step]
    if step > 0:
        return next((row for row in rows if entries[row].start > at), None)
    return next((row for row in reversed(rows) if entries[row].start < at), None)


def fits(texts: Sequence[str], words: str) -> bool:
    """Return whether each of some words begins a word of the texts."""
    there = _BETWEEN.split(" ".join(texts).lower())
    asked = _BETWEEN.split(words.lower())
    return all(any(each.startswith(word) for each in there) for word in asked)
