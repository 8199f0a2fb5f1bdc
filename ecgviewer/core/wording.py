"""How counts of things are put into words."""

from __future__ import annotations


def count(n: int, noun: str) -> str:
    """Return a count of things: ``1 beat``, ``1,200 beats``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
