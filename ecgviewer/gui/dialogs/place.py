"""Reads where to go from what a reviewer types: a time or the number of a beat."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime

from ecgviewer.gui.look.time_text import clock_text

_HELP = "Type a time as 75.5, 1:15 or 0:01:15, or a beat as #123."
_TIME = re.compile(r"(?:(\d+):)?(?:(\d+):)?(\d+(?:[.,]\d*)?)\s*s?")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d(?:[.,]\d*)?))?")
_DAY_S = 86400.0


class PlaceError(ValueError):
    """A place that cannot be gone to; the message is written for the reviewer."""


@dataclass(frozen=True)
class Place:
    """A time from the start of the record, or a beat by its number from 1 on."""

    time_s: float | None = None
    beat: int | None = None


def parse_place(
    text: str, duration_s: float, n_beats: int, start: datetime | None = None
) -> Place:
    """Return the place that a text names in a record.

    Parameters
    ----------
    text : str
        ``75.5`` (seconds), ``1:15`` (minutes), ``0:01:15`` (hours) or ``#123``. Where
        the record has a start, ``14:05`` and ``14:05:30`` are the time of day if it
        is within the record, for the first time in one of several days.
    duration_s : float
        Length of the record.
    n_beats : int
        Number of its beats.
    start : datetime, optional
        When the record begins.

    Raises
    ------
    PlaceError
        If it names none, or one outside the record.
    """
    text = text.strip()
    if text.startswith("#"):
        return Place(beat=_beat(text[1:].strip(), n_beats))
    at_s = None if start is None else _clock_s(text, duration_s, start)
    return Place(time_s=_time_s(text, duration_s, start) if at_s is None else at_s)


def _beat(digits: str, n_beats: int) -> int:
    if not digits.isdecimal():
        raise PlaceError(_HELP)
    number = int(digits)
    if not n_beats:
        raise PlaceError("There are no beats.")
    if not 1 <= number <= n_beats:
        raise PlaceError(f"The beats are numbered from 1 to {n_beats:,}.")
    return number


def _clock_s(text: str, duration_s: float, start: datetime) -> float | None:
    """Return when it is a time of day, None if that is not within the record."""
    match = _CLOCK.fullmatch(text)
    if not match or int(match[1]) > 23:
        return None
    seconds = float((match[3] or "0").replace(",", "."))
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    start_s = (start - midnight).total_seconds()
    at_s = (int(match[1]) * 3600 + int(match[2]) * 60 + seconds - start_s) % _DAY_S
    # The minute or second that is typed can begin before the record does.
    if at_s > _DAY_S - (1 if match[3] else 60):
        return 0.0
    return at_s if at_s <= duration_s else None


def _time_s(text: str, duration_s: float, start: datetime | None) -> float:
    match = _TIME.fullmatch(text)
    if not match:
        raise PlaceError(_HELP)
    parts = [part.replace(",", ".") for part in match.groups() if part]
    if any(float(part) >= 60 for part in parts[1:]):
        raise PlaceError("Minutes and seconds after a colon are below 60.")
    time_s = 0.0
    for part in parts:
        time_s = time_s * 60 + float(part)
    if time_s > duration_s:
        raise PlaceError(_outside_text(duration_s, start))
    return time_s


def _outside_text(duration_s: float, start: datetime | None) -> str:
    end_s = math.floor(duration_s)
    minutes, seconds = divmod(end_s, 60)
    end = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if start is None:
        return f"The record ends at {end}."
    first, last = clock_text(0.0, 0, start), clock_text(end_s, 0, start)
    return f"The record lasts {end}, from {first} to {last}."
