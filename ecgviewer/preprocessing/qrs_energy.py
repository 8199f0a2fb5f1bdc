"""Envelope of the energy that QRS complexes have and other waves have less of."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import firwin, upfirdn

from ecgviewer.core.arrays import Float32Array, Float64Array

#: Most of the energy of a QRS, little of that of P, T and the baseline (Thakor,
#: Webster & Tompkins, IEEE Trans Biomed Eng 31 (1984) 702).
BAND_HZ = (5.0, 25.0)
_TAPS_S = 0.3
#: A filter's upper edge is below half of the sampling frequency.
_HIGHEST_SHARE = 0.45
#: About as wide as a QRS, as in Pan & Tompkins, IEEE Trans Biomed Eng 32 (1985) 230.
_SMOOTHING_S = 0.1
_STEPS_PER_S = 180.0


def samples_per_step(fs: float) -> int:
    """Return how many samples of the record one step of an envelope stands for."""
    return max(1, round(fs / _STEPS_PER_S))


def qrs_envelope(values: Float32Array, fs: float) -> Float64Array:
    """Return the root of the smoothed QRS-band energy of one lead.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,)
        One lead in any unit; NaN is bridged by straight lines.
    fs : float
        Sampling frequency in Hz, 50 or more.

    Returns
    -------
    ndarray of float64, shape (ceil(n_samples / samples_per_step(fs)),)
        In the unit of the lead; step ``i`` lies at sample ``i * samples_per_step``.
    """
    step = samples_per_step(fs)
    half = step * round(_TAPS_S * fs / (2 * step))
    low, high = BAND_HZ
    band = low, min(high, _HIGHEST_SHARE * fs)
    taps = firwin(2 * half + 1, band, pass_zero=False, fs=fs)
    bridged = bridge_gaps(values)
    # Subtracting a value of the lead spares the filter a step from zero at the ends.
    padded = np.pad(bridged - np.median(bridged), half, mode="edge")
    delay, length = 2 * half // step, -(-len(values) // step)
    filtered = upfirdn(taps, padded, down=step)[delay : delay + length]
    width = max(1, round(_SMOOTHING_S * fs / step))
    energy = uniform_filter1d(filtered**2, width, mode="nearest")
    # The running sum of the filter may end a rounding error below zero.
    return np.sqrt(np.maximum(energy, 0.0))


def bridge_gaps(values: Float32Array) -> Float64Array:
    """Return the values with straight lines across NaN; zeros if nothing is finite."""
    finite = np.isfinite(values)
    if finite.all():
        return values.astype(np.float64)
    if not finite.any():
        return np.zeros(len(values))
    where = np.arange(len(values))
    return np.interp(where, where[finite], values[finite].astype(np.float64))
