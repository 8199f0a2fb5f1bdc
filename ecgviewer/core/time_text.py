"""Times of a record in words."""

from __future__ import annotations

import math
from datetime import datetime
from functools import lru_cache

_DAY_S = 86_400


def elapsed_text(at_s: float, decimals: int, longest_s: float) -> str:
    """Return a time since the start, in the form that the longest one needs.

    Seconds alone below one minute, m:ss below one hour, else h:mm:ss.
    """
    sign = "-" if round(at_s, decimals) < 0 else ""
    units = round(abs(at_s) * 10**decimals)
    whole, fraction = divmod(units, 10**decimals)
    tail = f".{fraction:0{decimals}d}" if decimals else ""
    if longest_s < 60:
        return f"{sign}{whole}{tail} s"
    minutes, seconds = divmod(whole, 60)
    if longest_s < 3600:
        return f"{sign}{minutes}:{seconds:02d}{tail}"
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02d}:{seconds:02d}{tail}"


def left_text(seconds: float) -> str:
    """Return roughly how long something still takes, in words."""
    return f"{rough_text(max(seconds, 1.0))} left"


def rough_text(seconds: float) -> str:
    """Return roughly how long something is, in words."""
    if seconds < 90:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def clock_text(at_s: float, decimals: int, start: datetime) -> str:
    """Return the time of day at a time since the start."""
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    # The time of day is rounded: records begin between two seconds.
    since_s = (start - midnight).total_seconds() + at_s
    # Not a datetime, which ends with the year 9999; of a day only the time is shown.
    whole, fraction = divmod(round(since_s * 10**decimals), 10**decimals)
    minutes, seconds = divmod(whole % _DAY_S, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours:02d}:{minutes:02d}:{seconds:02d}"
    return f"{text}.{fraction:0{decimals}d}" if decimals else text


def time_text(
    at_s: float, decimals: int, longest_s: float, start: datetime | None
) -> str:
    """Return the time of day where the record has a start, else the elapsed time."""
    if start is None:
        return elapsed_text(at_s, decimals, longest_s)
    return clock_text(at_s, decimals, start)


def day_of(at_s: float, start: datetime | None) -> int:
    """Return the day of a time since the start, from 1 on; they end at midnight.

    Of a record without a clock they end every 24 hours.
    """
    began_s = 0.0
    if start is not None:
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        began_s = (start - midnight).total_seconds()
    return int((began_s + at_s) // _DAY_S) + 1


def day_text(at_s: float, longest_s: float, start: datetime | None) -> str:
    """Return what goes before a time in a record of several days: ``d2`` and a space.

    Empty in a record shorter than a day, in which a time of day is said once.
    """
    if not math.isfinite(longest_s) or longest_s < _DAY_S:
        return ""
    return f"d{day_of(at_s, start)} "


@lru_cache(maxsize=1024)
def moment_text(
    at_s: float, decimals: int, longest_s: float, start: datetime | None
) -> str:
    """Return day and time of day in a record of several days, else the time alone.

    Where the record has no clock its days are those since its start. While a reader
    scrolls the same times are asked for frame after frame.
    """
    day = day_text(at_s, longest_s, start)
    if day and start is None:
        within_s = at_s - (day_of(at_s, start) - 1) * _DAY_S
        return day + elapsed_text(within_s, decimals, longest_s)
    return day + time_text(at_s, decimals, longest_s, start)


def both_times_text(at_s: float, longest_s: float, start: datetime | None) -> str:
    """Return a time to the millisecond, with the elapsed one after the time of day."""
    elapsed = elapsed_text(at_s, 3, longest_s)
    clock = moment_text(at_s, 3, longest_s, start)
    return clock if clock == elapsed else f"{clock} ({elapsed})"
