"""From the integers of a signal file to the values of a lead."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.units import millivolts
from ecgviewer.formats.wfdb.header import SignalLine
from ecgviewer.formats.wfdb.signals import Integers, invalid_sample


def physical(digital: Integers, line: SignalLine) -> Float64Array:
    """Return samples in mV, or in the unit of a signal that is not in volts.

    Parameters
    ----------
    digital : ndarray, shape (n,)
        As in the file.
    line : SignalLine
        Its line in the header.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN for samples that the format marks as invalid.
    """
    values = np.subtract(digital, line.baseline, dtype=np.float64)
    values /= line.gain
    scale = millivolts(line.unit)
    if scale is not None and scale != 1.0:
        values *= scale
    invalid = digital == invalid_sample(line.fmt)
    if invalid.any():
        values[invalid] = np.nan
    return values


def held(values: Float64Array, spf: int, rate: int) -> Float64Array:
    """Return values at a higher rate, each held until the next one.

    `spf` values a frame become `rate`.
    """
    if rate % spf == 0:
        return values if rate == spf else np.repeat(values, rate // spf)
    return values[np.arange(len(values) // spf * rate) * spf // rate]
