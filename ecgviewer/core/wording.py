"""How counts of things are put into words, and what of a text can be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

#: Characters that turn the direction of the text behind them (Unicode UAX 9).
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def count(n: int, noun: str) -> str:
    """Return a count of things: ``1 beat``, ``1,200 beats``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def said_once(facts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return what is said of several things, each text once, as ``I, II: rounded``.

    Parameters
    ----------
    facts : iterable of pairs of str
        What is meant, and what is said of it.
    """
    found: dict[str, list[str]] = {}
    for meant, text in facts:
        found.setdefault(text, []).append(meant)
    return tuple(f"{', '.join(meant)}: {text}" for text, meant in found.items())


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
