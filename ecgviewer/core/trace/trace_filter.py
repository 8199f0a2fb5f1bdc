"""Filters of the drawn trace: for display only, never for data or classifier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: The default classifier's band, in Hz.
BAND_HZ = (0.5, 40.0)


class FilterKind(Enum):
    """What is filtered out."""

    RAW = "raw"
    BASELINE = "baseline"
    BAND = "band"


@dataclass(frozen=True)
class TraceFilter:
    """A filter, and the mains frequency that is taken out as well (0 for none)."""

    kind: FilterKind = FilterKind.RAW
    notch_hz: float = 0.0

    @property
    def changes_nothing(self) -> bool:
        """Return whether the trace stays as it is."""
        return self.kind is FilterKind.RAW and not self.notch_hz

    @property
    def text(self) -> str:
        """The text on the paper, as recorders write it."""
        low, high = BAND_HZ
        parts = {
            FilterKind.RAW: [],
            FilterKind.BASELINE: [f"{low:g} Hz –"],
            FilterKind.BAND: [f"{low:g}–{high:g} Hz"],
        }[self.kind]
        if self.notch_hz:
            parts = [*parts, f"notch {self.notch_hz:g} Hz"]
        return " · ".join(parts) or "raw"


def filter_kind(name: str) -> FilterKind:
    """Return a kind of filter by its name in the settings, raw for an unknown one."""
    return next((kind for kind in FilterKind if kind.value == name), FilterKind.RAW)
