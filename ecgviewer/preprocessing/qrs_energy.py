"""Envelope of the energy that QRS complexes have and other waves have less of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d
from scipy.signal import firwin, oaconvolve

from ecgviewer.core.arrays import Float32Array, Float64Array

Real = TypeVar("Real", np.float32, np.float64)

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
    step = samples_per_step(fs)
    return _envelope(_thinned(_bridged(values), step), fs / step)


@dataclass(frozen=True, eq=False)
class QrsWaves:
    """One lead in steps.

    Attributes
    ----------
    envelope : ndarray of float64, shape (n_steps,)
        From `qrs_envelope`.
    bend : ndarray of float64, shape (n_steps,)
        The smoothed square of the second difference over 16 ms: a T wave as high as a
        QRS bends many times less.
    mean : ndarray of float32, shape (n_steps,)
        The mean of the lead in each step, from any level.
    power : ndarray of float64, shape (n_steps,)
        The bend before it is smoothed.
    """

    envelope: Float64Array
    bend: Float64Array
    mean: Float32Array
    power: Float64Array


def qrs_waves(values: Float32Array, fs: float) -> QrsWaves:
    """Return the envelope of one lead, how sharply its waves bend, and its means.

    Parameters
    ----------
    values, fs
        As for `qrs_envelope`.

    Returns
    -------
    QrsWaves
    """
    bridged = _bridged(values)
    apart = max(1, round(_APART_S * fs))
    bend = np.zeros_like(bridged)
    bend[apart:-apart] = bridged[2 * apart :] + bridged[: -2 * apart]
    bend[apart:-apart] -= 2 * bridged[apart:-apart]
    step = samples_per_step(fs)
    power = _step_means(np.square(bend, dtype=np.float64), step)
    mean = _thinned(bridged, step)
    envelope = _envelope(mean, fs / step)
    return QrsWaves(envelope, _smoothed(power, fs / step, _BEND_S), mean, power)


def envelope_of(in_band: Float32Array, steps_per_s: float) -> Float64Array:
    """Return the envelope of a lead that is in the QRS band already."""
    power = np.square(in_band, dtype=np.float64)
    return np.sqrt(_smoothed(power, steps_per_s, _SMOOTHING_S))


@dataclass(frozen=True)
class QrsBand:
    """The filter of `qrs_envelope`, for a `LeadSpectrum` of some sampling frequency."""

    fs: float

    def gain(self, hz: Float64Array) -> Float64Array:
        """Return what is left of the amplitude at some frequencies."""
        step = samples_per_step(self.fs)
        half = _half(self.fs / step)
        taps = _taps(half, self.fs / step)[half:].astype(np.float64)
        gain = np.full(len(hz), taps[0])
        for number, tap in enumerate(taps[1:], 1):
            gain += 2 * tap * np.cos(2 * np.pi * number * step * hz / self.fs)
        # What the mean of the samples of a step leaves.
        turns = np.pi * (np.arange(step) - (step - 1) / 2)
        means: Float64Array = np.cos(2 * np.outer(hz / self.fs, turns)).mean(axis=1)
        return gain * means


def _thinned(bridged: Float32Array, step: int) -> Float32Array:
    """Return the lead, one value a step, about zero."""
    # Subtracting a value of the lead spares the filter a step from zero at the ends.
    return _step_means(bridged - np.median(bridged[::_THINNED]), step)


def _envelope(thinned: Float32Array, steps_per_s: float) -> Float64Array:
    return envelope_of(_in_band(thinned, steps_per_s), steps_per_s)


def _in_band(thinned: Float32Array, steps_per_s: float) -> Float32Array:
    """Return the QRS band of a lead, one value a step."""
    half = _half(steps_per_s)
    padded = np.pad(thinned, half, mode="edge")
    return np.asarray(oaconvolve(padded, _taps(half, steps_per_s), "valid"), np.float32)


def _step_means(values: npt.NDArray[Real], step: int) -> npt.NDArray[Real]:
    """Return the mean of the samples of each step."""
    padded = np.pad(values, (0, -len(values) % step), mode="edge")
    # Many times as fast as `sum` over an axis of a few values.
    means: npt.NDArray[Real] = np.einsum("ij->i", padded.reshape(-1, step))
    means /= step
    return means


def _half(steps_per_s: float) -> int:
    return round(_TAPS_S * steps_per_s / 2)


@lru_cache(maxsize=8)
def _taps(half: int, fs: float) -> Float32Array:
    low, high = BAND_HZ
    band = low, min(high, _HIGHEST_SHARE * fs)
    taps = firwin(2 * half + 1, band, pass_zero=False, fs=fs)
    return np.asarray(taps, np.float32)


def _smoothed(power: Float64Array, steps_per_s: float, width_s: float) -> Float64Array:
    width = max(1, round(width_s * steps_per_s))
    energy = uniform_filter1d(power, width, mode="nearest")
    # The running sum of the filter may end a rounding error below zero.
    return np.maximum(energy, 0.0)


def _bridged(values: Float32Array) -> Float32Array:
    whole = np.isfinite(values).all()
    return values if whole else bridge_gaps(values).astype(np.float32)


def bridge_gaps(values: Float32Array) -> Float64Array:
    """Return the values with straight lines across NaN; zeros if nothing is finite."""
    finite = np.isfinite(values)
    if finite.all():
        return values.astype(np.float64)
    if not finite.any():
        return np.zeros(len(values))
    where = np.arange(len(values))
    return np.interp(where, where[finite], values[finite].astype(np.float64))
