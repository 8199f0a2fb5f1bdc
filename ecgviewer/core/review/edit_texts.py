"""How edits of rhythms and items name places and quote a reader's words."""

from __future__ import annotations

from ecgviewer.core.time_text import elapsed_text

_MENU_CHARACTERS = 40
_HOUR_S = 3600


def place_text(at_s: float) -> str:
    """Return a time from the start of the record as h:mm:ss.s."""
    return elapsed_text(at_s, 1, _HOUR_S)


def menu_text(words: str) -> str:
    """Return words that are short enough for a menu."""
    if len(words) <= _MENU_CHARACTERS:
        return words
    return f"{words[:_MENU_CHARACTERS]}…"
