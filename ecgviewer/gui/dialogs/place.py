"""Reads where to go from what a reviewer types: a time or the number of a beat."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime

from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.time_text import day_of, moment_text

_HELP = "Type a time as 75.5, 1:15 or 0:01:15, or a beat as #123."
_TIME = re.compile(r"(?:(\d+):)?(?:(\d+):)?(\d+(?:[.,]\d*)?)\s*s?")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d(?:[.,]\d*)?))?")
_DAY_S = 86400.0
_DAY = re.compile(r"d(?:ay)?\s*(\d{1,4})(?:\s+(\S+))?", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[\sT]+(\S+))?")


class PlaceError(ValueError):
    """A place that cannot be gone to; the message is written for the reviewer."""


@dataclass(frozen=True)
class Place:
    """A time from the start of the record, or a beat by its number from 1 on."""

    time_s: float | None = None
    beat: int | None = None


def parse_place(
    text: str,
    duration_s: float,
    n_beats: int,
    start: datetime | None = None,
    in_view_s: float = 0.0,
) -> Place:
    """Return the place that a text names in a record.

    Parameters
    ----------
    text : str
        ``75.5`` (seconds), ``1:15`` (minutes), ``0:01:15`` (hours) or ``#123``. Where
        the record has a start, ``14:05`` and ``14:05:30`` are the time of day if it
        is within the record, in one of several days on the day that is in view.
        ``d2 14:05`` is on its second day, ``2024-03-05 14:05`` on that date.
    duration_s : float
        Length of the record.
    n_beats : int
        Number of its beats.
    start : datetime, optional
        When the record begins.
    in_view_s : float
        The time in view: its day is meant where no other is said.

    Raises
    ------
    PlaceError
        If it names none, or one outside the record.
    """
    text = text.strip()
    if text.startswith("#"):
        return Place(beat=_beat(text[1:].strip(), n_beats))
    if (day := _day_and_rest(text, start)) is not None:
        return Place(time_s=_on_day_s(*day, duration_s, start))
    at_s = None if start is None else _clock_s(text, duration_s, start, in_view_s)
    return Place(time_s=_time_s(text, duration_s, start) if at_s is None else at_s)


def _beat(digits: str, n_beats: int) -> int:
    if not digits.isdecimal():
        raise PlaceError(_HELP)
    number = int(digits)
    if not n_beats:
        raise PlaceError("There are no beats.")
    if not 1 <= number <= n_beats:
        raise PlaceError(f"The beats are numbered from 1 to {whole(n_beats)}.")
    return number


def _day_and_rest(text: str, start: datetime | None) -> tuple[int, str] | None:
    """Return the day that a text names, from 1 on, and the time of day after it."""
    if match := _DAY.fullmatch(text):
        return int(match[1]), match[2] or ""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    # Records that have a time and no date are in the year 1.
    if start is None or start.year == 1:
        raise PlaceError("The record has no date. Type a day as d2 14:30.")
    try:
        date = datetime(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise PlaceError(f"There is no date {text.split()[0]}.") from error
    return (date.date() - start.date()).days + 1, match[4] or ""


def _on_day_s(day: int, text: str, duration_s: float, start: datetime | None) -> float:
    """Return the time from the start of a time of day on a day of the record."""
    match = _CLOCK.fullmatch(text or "0:00")
    if not match or int(match[1]) > 23:
        raise PlaceError("Type a day and the time of day as d2 14:30.")
    at_s = (day - 1) * _DAY_S + _of_day_s(match) - _start_s(start)
    # A day begins before the record does, and so can the minute that is typed.
    if not text and day == 1:
        at_s = max(at_s, 0.0)
    if not -60.0 < at_s <= duration_s:
        raise PlaceError(_outside_text(duration_s, start))
    return max(at_s, 0.0)


def _of_day_s(match: re.Match[str]) -> float:
    seconds = float((match[3] or "0").replace(",", "."))
    return int(match[1]) * 3600 + int(match[2]) * 60 + seconds


def _start_s(start: datetime | None) -> float:
    """Return the time of day at which a record begins; 0 where it has no clock."""
    if start is None:
        return 0.0
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    return (start - midnight).total_seconds()


def _clock_s(
    text: str, duration_s: float, start: datetime, in_view_s: float
) -> float | None:
    """Return when it is a time of day, None if that is not within the record."""
    match = _CLOCK.fullmatch(text)
    if not match or int(match[1]) > 23:
        return None
    at_s = (_of_day_s(match) - _start_s(start)) % _DAY_S
    in_view = at_s + (day_of(in_view_s, start) - day_of(at_s, start)) * _DAY_S
    if 0 <= in_view <= duration_s:
        return in_view
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
    first, last = (moment_text(at, 0, end_s, start) for at in (0.0, end_s))
    return f"The record lasts {end}, from {first} to {last}."
