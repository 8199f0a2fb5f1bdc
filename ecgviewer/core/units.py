"""Units of the values of a lead."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

#: Millivolts in one of a unit, by its symbol in lower case; a lead without one has mV.
_MILLIVOLTS: Mapping[str, float] = MappingProxyType(
    {"mv": 1.0, "uv": 1e-3, "v": 1e3, "nv": 1e-6, "": 1.0}
)
#: What is spelled otherwise, in the order in which it is replaced.
_SPELLINGS = (
    ("\u00b5", "u"),
    ("\u03bc", "u"),
    ("milli", "m"),
    ("micro", "u"),
    ("nano", "n"),
    ("volts", "v"),
    ("volt", "v"),
)


@lru_cache(maxsize=256)
def millivolts(unit: str) -> float | None:
    """Return how many millivolts one of a unit is, as a symbol or as a word.

    None where it is not of volts.
    """
    symbol = unit.strip().lower()
    for spelling, letter in _SPELLINGS:
        symbol = symbol.replace(spelling, letter)
    return _MILLIVOLTS.get(symbol)
