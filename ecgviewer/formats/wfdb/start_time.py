"""When a recording began, in the forms that headers give it in."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_SECONDS = re.compile(r"\d+(\.\d*)?")
_CLOCK = re.compile(
    r"(?P<parts>\d+(:\d+)*([.,]\d*)?)(?P<half>[ap]\.?m\.?)?(z|[-+]\d\d:?\d\d)?",
    re.IGNORECASE,
)
#: A time of day with other separators, which is one beside a date with its year.
_DOTTED = re.compile(r"^(\d\d?)([.-])(\d\d?)\2(\d\d?)$")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_HALVES = ("am", "pm")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BETWEEN = re.compile(r"[-/., ]+")
#: Between date and time in ISO 8601.
_ISO_T = re.compile(r"(?<=\d)T(?=\d)")


def start_time(text: str) -> tuple[datetime | None, str]:
    """Return when a recording began, and what of it could not be told.

    Parameters
    ----------
    text : str
        What follows the number of samples in the first line of a header: as header(5)
        has it ``12:33:59 12/05/2020``; other orders and separators, names of months,
        and AM and PM are understood where they have one meaning.

    Returns
    -------
    start : datetime or None
        In the year 1 where the date is not known; None where the time of day is not.
    untold : str
        What could not be told, empty if nothing.
    """
    words = _ISO_T.sub(" ", text.strip(" []")).split()
    half = next((word for word in words if _half(word) in _HALVES), "")
    clocks = [word for word in words if ":" in word]
    if not clocks and _YEAR.search(text):
        clocks = [word for word in words if _DOTTED.fullmatch(word)]
    if not clocks and words and _SECONDS.fullmatch(words[0]):
        clocks = words[:1]
    others = [word for word in words if word != half and word not in clocks[:1]]
    since_midnight = None
    if clocks:
        # header(5) begins with the time, of which the hours may be missing.
        hours_first = clocks[0] != words[0]
        since_midnight = _since_midnight(clocks[0], half, hours_first=hours_first)
    if since_midnight is None:
        return None, "time of day" if words else ""
    day = _date(" ".join(others))
    try:
        start = datetime.combine(day or date.min, time()) + since_midnight
    except OverflowError:
        return None, "time of day"
    return start, "date" if others and day is None else ""


def _since_midnight(clock: str, half: str, *, hours_first: bool) -> timedelta | None:
    match = _CLOCK.fullmatch(_DOTTED.sub(r"\1:\3:\4", clock))
    if match is None:
        return None
    half = _half(half or match["half"] or "")
    parts = match["parts"].replace(",", ".").split(":")
    if len(parts) == 2 and (half or hours_first):
        parts.append("0")
    try:
        hours, minutes = (int(part) for part in ["0", "0", *parts][-3:-1])
        if half:
            hours = hours % 12 + (12 if half == "pm" else 0)
        return timedelta(hours=hours, minutes=minutes, seconds=float(parts[-1]))
    except (ValueError, OverflowError):
        return None


def _half(word: str) -> str:
    return word.lower().replace(".", "")


def _date(text: str) -> date | None:
    """Return the date that a text can only mean, by the order of header(5) if any."""
    words = _BETWEEN.split(text.strip(" []"))
    if words[0][:3].lower() in _WEEKDAYS:
        words.pop(0)
    parts = [_number(word) for word in words]
    if len(parts) != 3 or 0 in parts:
        return None
    named = not "".join(words).isdecimal()
    a, b, c = parts
    if not words[0].isdecimal():
        orders = [(c, a, b)]
    elif a > 31:
        orders = [(a, b, c)]
    else:
        # Where the month would be above 12 it is the day, as in the United States.
        orders = [(c, b, a)] if named else [(c, b, a), (c, a, b)]
    for year, month, day in orders:
        if year > 99:
            try:
                return date(year, month, day)
            except ValueError:
                continue
    return None


def _number(part: str) -> int:
    """Return a number, or that of a month of that name; 0 for anything else."""
    if part.isdecimal() and len(part) <= 4:
        return int(part)
    name = part.lower()
    found = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    return found[0] if len(name) >= 3 and found else 0
