"""When a recording began, from the fields of an EDF header."""

from __future__ import annotations

import re
from datetime import date, datetime, time

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
           "dec")  # fmt: skip
_THREE = re.compile(r"(\d{1,2})\D ?(\d{1,2})\D ?(\d{1,2})", re.ASCII)
#: In the recording field of EDF+, with all four digits of the year.
_PLUS = re.compile(
    r"startdate (\d{1,2})-([a-z]{3})-(\d{4})\b", re.IGNORECASE | re.ASCII
)
#: Two digits of a year stand for 1985 to 2084 (EDF+, rule 3).
_PIVOT = 85
_ANONYMOUS = date(1985, 1, 1)


def start_of(day: str, clock: str, recording: str) -> tuple[datetime | None, str]:
    """Return when a recording began, and what of it could not be told.

    Parameters
    ----------
    day, clock : str
        ``dd.mm.yy`` and ``hh.mm.ss``.
    recording : str
        The field of that name; what EDF+ says there of the date comes first.

    Returns
    -------
    start : datetime or None
        In the year 1 where the date is not known; None where the time of day is not.
    untold : str
        What could not be told, empty if nothing.
    """
    at = _time(clock)
    if at is None:
        return None, "the time of day"
    found, hidden = _date(day, recording)
    if hidden and at == time():
        return None, ""
    if hidden:
        return datetime.combine(date.min, at), ""
    if found is None:
        return datetime.combine(date.min, at), "the date"
    return datetime.combine(found, at), ""


def _time(clock: str) -> time | None:
    match = _THREE.fullmatch(clock)
    try:
        hour, minute, second = map(int, match.groups()) if match else (24, 0, 0)
        return time(hour, minute, second)
    except ValueError:
        return None


def _date(day: str, recording: str) -> tuple[date | None, bool]:
    """Return the date, and whether the file keeps it to itself."""
    said = _PLUS.match(recording)
    if said and said[2].lower() in _MONTHS:
        month = _MONTHS.index(said[2].lower()) + 1
        found = _valid(int(said[3]), month, int(said[1]))
        if found:
            return found, False
    match = _THREE.fullmatch(day)
    if not match:
        return None, False
    days, month, year = map(int, match.groups())
    found = _valid(year + (1900 if year >= _PIVOT else 2000), month, days)
    hidden = recording.lower().startswith("startdate x") and found == _ANONYMOUS
    return found, hidden


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
