"""Seconds in which a lead shows next to nothing while another one shows beats.

An electrode that has come off need not hold one value: what is left is the noise of
the recorder, and mains.
"""

from __future__ import annotations

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array

#: Means over a period of 50 Hz mains are looked at.
_MEAN_S = 0.02
#: Shares of what a second of the lead usually spans: less is quiet, more is not.
_QUIET, _ACTIVE, _USUAL_PERCENTILE = 0.1, 0.4, 50


class Seconds:
    """Seconds of a record of some sampling frequency, in whole samples."""

    def __init__(self, fs: float) -> None:
        self._mean = max(1, round(_MEAN_S * fs))
        #: Samples in one.
        self.length = self._mean * max(1, round(fs / self._mean))

    def heights(self, leads: Float32Array) -> Float32Array:
        """Return what each whole second of some leads spans, NaN if it is missing.

        Parameters
        ----------
        leads : ndarray of float32, shape (n_leads, n_samples)

        Returns
        -------
        ndarray of float32, shape (n_leads, n_seconds)
        """
        n_leads, n_samples = leads.shape
        whole = leads[:, : n_samples // self.length * self.length]
        means = whole.reshape(n_leads, -1, self._mean).mean(axis=2)
        parts = means.reshape(n_leads, -1, self.length // self._mean)
        # Unlike max and min these pass over what is missing.
        high, low = np.fmax.reduce(parts, axis=2), np.fmin.reduce(parts, axis=2)
        return np.asarray(high - low, np.float32)


def quiet(heights: Float32Array) -> BoolArray:
    """Return the seconds in which a lead is quiet and another one is not.

    Parameters
    ----------
    heights : ndarray of float32, shape (n_leads, n_seconds)
        From `Seconds.heights`, of the whole record.

    Returns
    -------
    ndarray of bool, shape (n_leads, n_seconds)
    """
    usual = np.array([_usual(row) for row in heights]).reshape(-1, 1)
    low = heights < _QUIET * usual
    active = (heights >= _ACTIVE * usual) & (usual > 0)
    return np.asarray(low & active.any(axis=0))


def _usual(heights: Float32Array) -> Float64Array:
    known = heights[heights > 0]
    percentile = np.percentile(known, _USUAL_PERCENTILE) if len(known) else 0.0
    return np.asarray(percentile, np.float64)
