"""The filters of the drawn trace, without phase shift so that nothing moves in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy import signal

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.trace.trace_filter import BAND_HZ, FilterKind, TraceFilter
from ecgviewer.preprocessing.filters import band_pass, fill_gaps

#: Seconds beside a stretch that are filtered with it, so that its ends have settled.
MARGIN_S = 10.0
#: Width of the notch is its frequency over this.
_NOTCH_Q = 30.0
#: Share of the sampling frequency below which a filter's frequency must be.
_MOST_OF_FS = 0.45


def filtered_between(
    read: Callable[[int, int], Float32Array],
    start: int,
    stop: int,
    fs: float,
    trace_filter: TraceFilter,
) -> Iterator[Float32Array]:
    """Return each lead in [start, stop) as it is to be drawn.

    Parameters
    ----------
    read : callable
        Returns the values of a lead, or of several in rows, in [start, stop).
    start, stop : int
        Samples.
    fs : float
        Sampling frequency in Hz.
    trace_filter : TraceFilter
    """
    margin = round(MARGIN_S * fs)
    first = max(start - margin, 0)
    for values in np.atleast_2d(read(first, stop + margin)):
        yield filtered_trace(values, fs, trace_filter)[start - first : stop - first]


def filtered_trace(
    values: Float32Array, fs: float, trace_filter: TraceFilter
) -> Float32Array:
    """Return a stretch of a lead as it is to be drawn.

    Parameters
    ----------
    values : ndarray of float32, shape (n,)
        In the lead's unit; with `MARGIN_S` on either side of what is drawn.
    fs : float
        Sampling frequency in Hz.
    trace_filter : TraceFilter

    Returns
    -------
    ndarray of float32, shape (n,)
        NaN where the values are. A filter for which the sampling frequency is too
        low does nothing, rather than that the trace would be a straight line.
    """
    filled, gaps = fill_gaps(values)
    low, high = BAND_HZ
    if trace_filter.kind is not FilterKind.RAW and low < _MOST_OF_FS * fs:
        upper = fs if trace_filter.kind is FilterKind.BASELINE else high
        filled = band_pass(filled, fs, (low, upper))
    if 0 < trace_filter.notch_hz < _MOST_OF_FS * fs and len(filled) > 1:
        b, a = signal.iirnotch(trace_filter.notch_hz, _NOTCH_Q, fs)
        pad = min(round(fs), len(filled) - 1)
        filled = signal.filtfilt(b, a, filled, padlen=pad).astype(np.float32)
    result: Float32Array = np.where(gaps, np.float32(np.nan), filled)
    return result
