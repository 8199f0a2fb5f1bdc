"""How counts of things are put into words, and what of a text can be read."""

from __future__ import annotations

import unicodedata

#: Characters that turn the direction of the text behind them (Unicode UAX 9).
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def count(n: int, noun: str) -> str:
    """Return a count of things: ``1 beat``, ``1,200 beats``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def readable(text: str) -> str:
    """Return a text without what cannot be read, and would change what is around it.

    Line breaks and tabs stay. Control characters, which HTML, XML and FHIR forbid,
    and those that turn the direction of a line become blanks.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if lines.isprintable():
        return lines
    return "".join(" " if _is_hidden(each) else each for each in lines)


def _is_hidden(character: str) -> bool:
    if character in "\n\t":
        return False
    return character in _TURNING or unicodedata.category(character) in ("Cc", "Cs")
