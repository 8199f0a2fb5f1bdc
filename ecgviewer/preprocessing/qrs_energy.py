"""Envelope of the energy that QRS complexes have and other waves have less of."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import firwin, oaconvolve

from ecgviewer.core.arrays import Float32Array, Float64Array

#: Most of the energy of a QRS, little of that of P, T and the baseline (Thakor,
#: Webster & Tompkins, IEEE Trans Biomed Eng 31 (1984) 702).
BAND_HZ = (5.0, 25.0)
_TAPS_S = 0.3
#: A filter's upper edge is below half of the sampling frequency.
_HIGHEST_SHARE = 0.45
#: About as wide as a QRS, as in Pan & Tompkins, IEEE Trans Biomed Eng 32 (1985) 230.
_SMOOTHING_S = 0.1
_APART_S, _BEND_S = 0.008, 0.06
_STEPS_PER_S = 180.0
#: Of this many samples one is enough to know the usual level of a lead.
_THINNED = 16


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
    return np.sqrt(
        _energy(
            _in_band(bridge_gaps(values), fs), fs / samples_per_step(fs), _SMOOTHING_S
        )
    )


def qrs_waves(values: Float32Array, fs: float) -> tuple[Float64Array, Float64Array]:
    """Return the envelope of one lead, and how sharply its waves bend.

    Parameters
    ----------
    values, fs
        As for `qrs_envelope`.

    Returns
    -------
    envelope : ndarray of float64
        From `qrs_envelope`.
    bend : ndarray of float64, of the same shape
        The smoothed square of the second difference over 16 ms: a T wave as high as a
        QRS bends many times less.
    """
    bridged = bridge_gaps(values)
    apart = max(1, round(_APART_S * fs))
    bend = np.zeros_like(bridged)
    bend[apart:-apart] = bridged[2 * apart :] + bridged[: -2 * apart]
    bend[apart:-apart] -= 2 * bridged[apart:-apart]
    step = samples_per_step(fs)
    envelope = np.sqrt(_energy(_in_band(bridged, fs), fs / step, _SMOOTHING_S))
    return envelope, _energy(bend, fs, _BEND_S)[::step]


def _in_band(bridged: Float64Array, fs: float) -> Float64Array:
    """Return the QRS band of a lead, one value a step."""
    step = samples_per_step(fs)
    half = step * round(_TAPS_S * fs / (2 * step))
    taps = _taps(half, fs)
    bridged = bridged.astype(np.float32)
    # Subtracting a value of the lead spares the filter a step from zero at the ends.
    padded = np.pad(bridged - np.median(bridged[::_THINNED]), half, mode="edge")
    filtered = oaconvolve(padded, taps, "valid")[::step]
    return filtered.astype(np.float64)


@lru_cache(maxsize=8)
def _taps(half: int, fs: float) -> Float32Array:
    low, high = BAND_HZ
    band = low, min(high, _HIGHEST_SHARE * fs)
    taps = firwin(2 * half + 1, band, pass_zero=False, fs=fs)
    return np.asarray(taps, np.float32)


def _energy(filtered: Float64Array, fs: float, width_s: float) -> Float64Array:
    width = max(1, round(width_s * fs))
    energy = uniform_filter1d(filtered**2, width, mode="nearest")
    # The running sum of the filter may end a rounding error below zero.
    return np.maximum(energy, 0.0)


def bridge_gaps(values: Float32Array) -> Float64Array:
    """Return the values with straight lines across NaN; zeros if nothing is finite."""
    finite = np.isfinite(values)
    if finite.all():
        return values.astype(np.float64)
    if not finite.any():
        return np.zeros(len(values))
    where = np.arange(len(values))
    return np.interp(where, where[finite], values[finite].astype(np.float64))
