"""Where in a QRS the R-peak is: on its extremum, the same for every beat of a lead."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.record import Samples
from ecgviewer.preprocessing.qrs_energy import bridge_gaps

_BEFORE_S, _AFTER_S = 0.06, 0.08
_SNAP_S = 0.12
#: The baseline is a median; this many samples a second are enough for it.
_BASELINE_S, _BASELINE_FS = 0.2, 120.0
#: A beat has its R-peak on the other side if that extremum is this many times larger.
_OTHER_SIDE = 2.0
#: Beats looked at in one go, which bounds the memory; fewer above this frequency.
_BEATS_AT_ONCE, _USUAL_FS = 4096, 2000.0


def usual_polarity(values: Float32Array, fs: float, samples: Samples) -> int:
    """Return 1 where the larger extremum of most beats points up, else -1."""
    votes, at_once = 0, _beats_at_once(fs)
    for first in range(0, len(samples), at_once):
        qrs = _qrs_windows(values, fs, samples[first : first + at_once])
        up, down = qrs.max(axis=1), -qrs.min(axis=1)
        votes += int(np.sign(up - down).sum())
    return 1 if votes >= 0 else -1


def move_to_extremum(
    values: Float32Array, fs: float, samples: Samples, polarity: int
) -> Samples:
    """Return each sample moved to the extremum of the QRS around it.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,)
        One lead, in any unit. A beat where it is flat or missing stays.
    fs : float
        Sampling frequency in Hz.
    samples : ndarray of int64, shape (n_beats,)
        Ascending.
    polarity : int
        1 or -1, as `usual_polarity` gives it. A beat whose extremum of the other
        polarity is more than twice as large, as ectopic beats can have, goes there.

    Returns
    -------
    ndarray of int64, shape (n_beats,)
        Never descending.
    """
    moved, at_once = samples.astype(np.int64), _beats_at_once(fs)
    for first in range(0, len(samples), at_once):
        group = slice(first, first + at_once)
        qrs = polarity * _qrs_windows(values, fs, moved[group])
        other = -qrs.min(axis=1) > _OTHER_SIDE * qrs.max(axis=1)
        offset = np.where(other, qrs.argmin(axis=1), qrs.argmax(axis=1))
        offset = np.where(np.ptp(qrs, axis=1) > 0, offset, round(_BEFORE_S * fs))
        moved[group] += offset - round(_BEFORE_S * fs)
    return np.maximum.accumulate(np.clip(moved, 0, max(0, len(values) - 1)))


def nearest_extremum(values: Float32Array, fs: float, sample: int) -> int:
    """Return where a lead is farthest from its baseline within 120 ms of a sample."""
    reach = round(_SNAP_S * fs)
    start = max(0, sample - reach)
    near = bridge_gaps(values[start : sample + reach + 1])
    if not len(near) or not np.ptp(near):
        return sample
    wide = values[max(0, sample - 3 * reach) : sample + 3 * reach + 1]
    return start + int(np.argmax(np.abs(near - np.median(bridge_gaps(wide)))))


def _beats_at_once(fs: float) -> int:
    return int(_BEATS_AT_ONCE * min(_USUAL_FS / fs, 1.0))


def _qrs_windows(values: Float32Array, fs: float, samples: Samples) -> Float64Array:
    """Return the values around each sample, above the local baseline, 0 for NaN."""
    reach, apart = round(_BASELINE_S * fs), max(1, round(fs / _BASELINE_FS))
    around = _values_at(values, samples, np.arange(-reach, reach + 1, apart))
    baseline = np.median(around, axis=1)
    for row in np.flatnonzero(~np.isfinite(baseline)).tolist():
        finite = around[row][np.isfinite(around[row])]
        baseline[row] = np.median(finite) if len(finite) else 0.0
    qrs = np.arange(-round(_BEFORE_S * fs), round(_AFTER_S * fs) + 1)
    above = _values_at(values, samples, qrs) - baseline[:, None]
    above[~np.isfinite(above)] = 0.0
    return above


def _values_at(values: Float32Array, samples: Samples, off: Samples) -> Float64Array:
    """Return the values at offsets from each sample, those at the ends beyond them."""
    at = np.clip(samples[:, None] + off, 0, len(values) - 1)
    near: Float64Array = values[at].astype(np.float64)
    return near
