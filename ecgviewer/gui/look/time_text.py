"""Times of a record in words, where views look for them."""

from __future__ import annotations

from ecgviewer.core.time_text import (
    both_times_text,
    clock_text,
    day_of,
    day_text,
    elapsed_text,
    moment_text,
    time_text,
)

__all__ = [
    "both_times_text",
    "clock_text",
    "day_of",
    "day_text",
    "elapsed_text",
    "moment_text",
    "time_text",
]
