"""From the integers of a signal file to the values of a lead."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ecgviewer.core.units import millivolts
from ecgviewer.formats.wfdb.header import SignalLine
from ecgviewer.formats.wfdb.signals import Integers, invalid_sample

Values = npt.NDArray[np.float64]


def physical(digital: Integers, line: SignalLine) -> Values:
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
    values = np.subtract(digital, line.baseline, dtype=np.float64) / line.gain
    scale = millivolts(line.unit)
    if scale is not None and scale != 1.0:
        values *= scale
    values[digital == invalid_sample(line.fmt)] = np.nan
    return values


def held(values: Values, spf: int, rate: int) -> Values:
    """Return values at a higher rate, each held until the next one.

    `spf` values a frame become `rate`.
    """
    if rate % spf == 0:
        return values if rate == spf else np.repeat(values, rate // spf)
    return values[np.arange(len(values) // spf * rate) * spf // rate]
