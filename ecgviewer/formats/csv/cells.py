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
_CLOCK = re.compile(r"(?:(?<!\d)(\d{1,6}):)?(?<!\d)(\d{1,2}):(\d{1,2}(?:[.,]\d*)?)")
_QUOTES = "\"'"
#: Dates that are told apart by their separators, with the year first or last.
_DATES = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})"),
)


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
    hours, minutes, seconds = found.groups()
    of_a_minute = float(seconds.replace(",", "."))
    return int(hours or 0) * 3600.0 + int(minutes) * 60 + of_a_minute


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


def _time(date: re.Match[str], time: re.Match[str]) -> datetime | None:
    seconds = float(time[3].replace(",", "."))
    micro = round((seconds % 1) * 1e6) % 1_000_000
    try:
        return datetime(
            int(date["y"]), int(date["m"]), int(date["d"]),
            int(time[1]), int(time[2]), int(seconds), micro, tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return None
