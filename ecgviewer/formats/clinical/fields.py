"""Numbers, times and texts in the elements of XML, where they may be anything."""

from __future__ import annotations

import math
import re
from base64 import b64decode
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

import numpy as np
import numpy.typing as npt

#: Characters of a list of numbers that are split in one go.
_CHUNK = 2**16
#: Of a word that is not a number, what a message shows.
_MOST_SHOWN = 20
_SPACE = re.compile(r"\s")
#: Of HL7: a date and a time as far as they are known, then a zone.
_TIME = re.compile(r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\.\d+)?")


def text_of(element: Element, path: str) -> str:
    """Return the text at a path, empty if there is none."""
    return (element.findtext(path) or "").strip()


def attribute_of(element: Element, path: str, name: str = "value") -> str:
    """Return an attribute of the element at a path, empty if there is none."""
    found = element.find(path)
    return "" if found is None else found.get(name, "").strip()


def number(text: str) -> float | None:
    """Return a finite number; None if a text is not one."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def numbers(text: str) -> npt.NDArray[np.float32]:
    """Return the numbers of a list with spaces between them.

    Raises
    ------
    ValueError
        If a word is not a number, or is one of more than 24 bits.
    """
    parts, at = [np.empty(0, np.float32)], 0
    while at < len(text):
        space = _SPACE.search(text, at + _CHUNK)
        end = space.start() if space else len(text)
        part = _floats(text[at:end].split())
        if np.any(~(np.abs(part) <= 2**24)):
            raise ValueError("a value is too large")
        parts.append(part.astype(np.float32))
        at = end
    return np.concatenate(parts)


def _floats(words: list[str]) -> npt.NDArray[np.float64]:
    try:
        return np.array(words, np.float64)
    except ValueError:
        wrong = next(word for word in words if not _is_float(word))
        shown = wrong if len(wrong) <= _MOST_SHOWN else f"{wrong[:_MOST_SHOWN]}…"
        raise ValueError(f"{shown!r} is not one") from None


def _is_float(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def base64_bytes(text: str) -> bytes:
    """Return what is encoded in a text with line ends in it.

    Raises
    ------
    ValueError
        If it is not Base64.
    """
    return b64decode("".join(text.split()), validate=True)


def hl7_time(text: str) -> datetime | None:
    """Return a time such as ``20021122091000.000+0100``, as the clock showed it."""
    found = _TIME.match(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (
        int(part or default)
        for part, default in zip(found.groups(), (1, 1, 1, 0, 0, 0), strict=False)
    )
    try:
        time = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    return time + timedelta(seconds=float(found[7] or 0))
