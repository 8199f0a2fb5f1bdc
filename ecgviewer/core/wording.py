"""How numbers of things are put in words."""

from __future__ import annotations


def count(n: int, noun: str) -> str:
    """Return a number of things: ``1 beat``, ``1,200 beats``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
