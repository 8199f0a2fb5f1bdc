"""Times of a record in words, with the decimal sign of the reader's language."""

from __future__ import annotations

from datetime import datetime

from ecgviewer.core import time_text as plain
from ecgviewer.core.time_text import day_of, day_text
from ecgviewer.gui.look.number_text import with_point

__all__ = [
    "both_times_text",
    "clock_text",
    "day_of",
    "day_text",
    "elapsed_text",
    "moment_text",
    "time_text",
]


def elapsed_text(at_s: float, decimals: int, longest_s: float) -> str:
    """Return a time since the start; see `core.time_text`, as for the others."""
    return with_point(plain.elapsed_text(at_s, decimals, longest_s))


def clock_text(at_s: float, decimals: int, start: datetime) -> str:
    """Return the time of day at a time since the start."""
    return with_point(plain.clock_text(at_s, decimals, start))


def time_text(
    at_s: float, decimals: int, longest_s: float, start: datetime | None
) -> str:
    """Return the time of day where the record has a start, else the elapsed time."""
    return with_point(plain.time_text(at_s, decimals, longest_s, start))


def moment_text(
    at_s: float, decimals: int, longest_s: float, start: datetime | None
) -> str:
    """Return day and time of day in a record of several days, else the time alone."""
    return with_point(plain.moment_text(at_s, decimals, longest_s, start))


def both_times_text(at_s: float, longest_s: float, start: datetime | None) -> str:
    """Return a time to the millisecond, with the elapsed one after the time of day."""
    return with_point(plain.both_times_text(at_s, longest_s, start))
