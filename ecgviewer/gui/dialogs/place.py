"""Reads where to go from what a reviewer types: a time or the number of a beat."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_HELP = "Type a time as 75.5, 1:15 or 0:01:15, or a beat as #123."
_TIME = re.compile(r"(?:(\d+):)?(?:(\d+):)?(\d+(?:[.,]\d*)?)\s*s?")


class PlaceError(ValueError):
    """A place that cannot be gone to; the message is written for the reviewer."""


@dataclass(frozen=True)
class Place:
    """A time from the start of the record, or a beat by its number from 1 on."""

    time_s: float | None = None
    beat: int | None = None


def parse_place(text: str, duration_s: float, n_beats: int) -> Place:
    """Return the place that a text names in a record.

    Parameters
    ----------
    text : str
        ``75.5`` (seconds), ``1:15`` (minutes), ``0:01:15`` (hours) or ``#123``.
    duration_s : float
        Length of the record.
    n_beats : int
        Number of its beats.

    Raises
    ------
    PlaceError
        If it names none, or one outside the record.
    """
    text = text.strip()
    if text.startswith("#"):
        return Place(beat=_beat(text[1:].strip(), n_beats))
    return Place(time_s=_time_s(text, duration_s))


def _beat(digits: str, n_beats: int) -> int:
    if not digits.isdecimal():
        raise PlaceError(_HELP)
    number = int(digits)
    if not n_beats:
        raise PlaceError("No beats have been found yet.")
    if not 1 <= number <= n_beats:
        raise PlaceError(f"The beats are numbered from 1 to {n_beats:,}.")
    return number


def _time_s(text: str, duration_s: float) -> float:
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
        raise PlaceError(f"The record ends at {_end_text(duration_s)}.")
    return time_s


def _end_text(duration_s: float) -> str:
    minutes, seconds = divmod(math.floor(duration_s), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
