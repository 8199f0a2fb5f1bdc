"""Single cells of text recordings: numbers, times of a clock, and what is neither."""

from __future__ import annotations

import csv
import math
import re
from datetime import UTC, datetime

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
#: Words that stand for a sample that is missing.
_MISSING = frozenset(
    ("", "nan", "na", "n/a", "#n/a", "null", "none", "nil", "-", "--", "?", "*", "inf")
)
_CLOCK = re.compile(
    r"(?:(?<!\d)(\d{1,6}):)?(?<!\d)(\d{1,2}):(\d{1,2}(?:[.,]\d*)?)"
    r"(?:\s*([ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_QUOTES = "\"'"
#: Dates that are told apart by their separators, with the year first or last.
_DATES = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})"),
)
_DECEMBER = 12


def split_cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line, without quotes and spaces around them."""
    if delimiter == " ":
        cells = line.split()
    elif not delimiter:
        cells = [line]
    elif '"' in line:
        try:
            cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
        except csv.Error:
            cells = line.split(delimiter)
    else:
        cells = line.split(delimiter)
    return [cell.strip().strip(_QUOTES).strip() for cell in cells]


def number_of(cell: str, decimal: str) -> float | None:
    """Return the number in a cell, NaN where it is missing; None of other text."""
    text = cell.replace(",", ".") if decimal == "," else cell
    if _NUMBER.fullmatch(text):
        value = float(text)
        return value if math.isfinite(value) else math.nan
    return math.nan if cell.lower() in _MISSING else None


def clock_s(cell: str) -> float | None:
    """Return the seconds of a time of a clock, since 1970 where it has a date."""
    text = cell.strip("[]").strip()
    if ":" not in text:
        return None
    time, _ = clock_time(text)
    if time is not None:
        return time.timestamp()
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    of_a_minute = float(found[3].replace(",", "."))
    return _hour(found) * 3600.0 + int(found[2]) * 60 + of_a_minute


def clock_time(text: str) -> tuple[datetime | None, str]:
    """Return a date and time as UTC would have it, and what of it is not the zone.

    Clocks of a recording are shown as they were, so that a zone is left out.
    """
    stripped = text.strip().strip("[]").strip()
    for pattern in _DATES:
        date = pattern.search(stripped)
        time = _CLOCK.search(stripped)
        if date and time and time[1] is not None:
            return _time(date, time), stripped
    return None, stripped


def unsure_date(text: str) -> str:
    """Return the date in a text whose day may be its month; empty if it is not so.

    Dates with points begin with the day everywhere, and those beside AM or PM with the
    month.
    """
    date, time = _DATES[1].search(text), _CLOCK.search(text)
    if not date or "/" not in date[0] or not time or time[4]:
        return ""
    day, month = int(date["d"]), int(date["m"])
    return date[0] if day != month and max(day, month) <= _DECEMBER else ""


def _time(date: re.Match[str], time: re.Match[str]) -> datetime | None:
    seconds = float(time[3].replace(",", "."))
    micro = round((seconds % 1) * 1e6) % 1_000_000
    day, month = int(date["d"]), int(date["m"])
    if date.re is _DATES[1] and (month > _DECEMBER or (time[4] and day <= _DECEMBER)):
        # As in the United States, where clocks have twelve hours.
        day, month = month, day
    try:
        return datetime(
            int(date["y"]), month, day,
            _hour(time), int(time[2]), int(seconds), micro, tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return None


def _hour(clock: re.Match[str]) -> int:
    """Return the hour of a clock of 24 or, with AM or PM, of twelve hours."""
    hour, half = int(clock[1] or 0), (clock[4] or "").lower()
    return hour % 12 + 12 * (half == "p") if half else hour
