"""Physical and digital limits of a signal to be written: eight characters each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float64Array, IntArray
from ecgviewer.core.record import Steps

#: Characters of a field.
_WIDTH = 8
#: Digital limits that are tried to find physical ones that are short.
_MOST_TRIED = 2**16
#: Values in the unit of a lead are written in one of these, with how many it has.
_UNITS_OF_MV = (("mV", 1.0), ("uV", 1000.0))


@dataclass(frozen=True)
class EdfScale:
    """What the header says of a signal's scale.

    Attributes
    ----------
    unit : str
    physical, digital : tuple of str
        Minimum and maximum.
    error : float
        How far a value may be off by the rounding of the physical limits, in steps.
    """

    unit: str
    physical: tuple[str, str]
    digital: tuple[str, str]
    error: float


def scale_for(
    steps: Steps, unit: str, lowest: int, highest: int, width: int
) -> EdfScale:
    """Return limits around integers with the least error.

    Parameters
    ----------
    steps : Steps
    unit : str
        Of the lead.
    lowest, highest : int
        Of its integers.
    width : int
        Bytes a sample.
    """
    least, most = -(2 ** (8 * width - 1)), 2 ** (8 * width - 1) - 1
    top = min(lowest, most - 1)
    low = np.arange(max(least, top - _MOST_TRIED), top + 1)
    bottom = max(highest, top + 1)
    high = np.arange(bottom, min(most, bottom + _MOST_TRIED) + 1)
    # The ends of the range first: they are what people expect.
    low, high = np.append(least, low), np.append(most, high)
    units = _UNITS_OF_MV if unit == "mV" else ((unit, 1.0),)
    found = [_limits(steps, name, n, low, high) for name, n in units]
    return min(found, key=lambda scale: round(scale.error, 9))


def _limits(
    steps: Steps, unit: str, per_unit: float, low: IntArray, high: IntArray
) -> EdfScale:
    size = steps.size * per_unit
    lowest, first, low_error = _shortest(low, steps.zero, size)
    highest, last, high_error = _shortest(high, steps.zero, size)
    return EdfScale(
        unit, (first, last), (str(lowest), str(highest)), max(low_error, high_error)
    )


def _shortest(tried: IntArray, zero: float, size: float) -> tuple[int, str, float]:
    """Return the digital limit whose physical one fits best, and its error in steps."""
    values: Float64Array = np.asarray((tried - zero) * size, np.float64)
    decimals = _decimals(values)
    factor = 10.0**decimals
    errors: Float64Array = np.abs(np.rint(values * factor) / factor - values) / abs(
        size
    )
    best = int(np.argmin(np.round(errors, 9)))
    text = f"{values[best]:.{int(decimals[best])}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return int(tried[best]), text[:_WIDTH], float(errors[best])


def _decimals(values: Float64Array) -> IntArray:
    """Return how many decimals there is room for."""
    whole = np.floor(np.log10(np.maximum(np.abs(values), 1.0))).astype(np.int64) + 1
    room: IntArray = np.maximum(_WIDTH - 1 - whole - (values < 0), 0)
    return room
