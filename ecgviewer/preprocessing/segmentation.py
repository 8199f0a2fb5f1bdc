"""Cuts the stretch around each R-peak out of a filtered lead and normalises it."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Samples

#: Below this standard deviation (mV) a stretch counts as flat: 1 µV, less than one
#: step of any recorder.
FLAT_MV = 1e-3


def cut(
    values: Float32Array, samples: Samples, before: int, after: int
) -> Float32Array:
    """Return the stretch around each R-peak; beyond the ends the edge value goes on.

    Parameters
    ----------
    values : ndarray of float32, shape (n,)
        At least one value.
    samples : ndarray of int64, shape (n_beats,)
        R-peaks as indexes of `values`.
    before, after : int
        Samples before and after each R-peak.

    Returns
    -------
    ndarray of float32, shape (n_beats, before + 1 + after)
    """
    columns = np.arange(-before, after + 1)
    rows = np.clip(samples[:, None] + columns, 0, len(values) - 1)
    return np.asarray(values[rows], np.float32)


def normalised(
    stretches: Float32Array, margin: int = 0, flat_below: float = FLAT_MV
) -> Float32Array:
    """Return each stretch with mean 0 and standard deviation 1; a flat one is zero.

    Parameters
    ----------
    stretches : ndarray of float32, shape (n_beats, n)
    margin : int
        Samples at either end that are scaled with the rest but do not count in the
        mean and deviation.
    flat_below : float
        Standard deviation below which a stretch counts as flat, in the lead's unit.
    """
    inner = stretches[:, margin : stretches.shape[1] - margin]
    mean = inner.mean(axis=1, keepdims=True)
    deviation = inner.std(axis=1, keepdims=True)
    flat = deviation < flat_below
    scaled = (stretches - mean) / np.where(flat, np.float32(1), deviation)
    scaled[flat[:, 0]] = 0
    return np.asarray(scaled, np.float32)
