"""Units of the values of a lead."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Millivolts in one of a unit, by its name in lower case; a lead without one has mV.
_MILLIVOLTS: Mapping[str, float] = MappingProxyType(
    {"mv": 1.0, "uv": 1e-3, "µv": 1e-3, "μv": 1e-3, "v": 1e3, "nv": 1e-6, "": 1.0}
)


def millivolts(unit: str) -> float | None:
    """Return how many millivolts one of a unit is; None where it is not of volts."""
    return _MILLIVOLTS.get(unit.lower())
