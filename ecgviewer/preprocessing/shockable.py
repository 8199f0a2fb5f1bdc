"""Fibrillation and flutter of the ventricles, by measures of a few seconds of signal.

Three published measures have to agree, and more than half of the leads:

- leakage of a filter that a sine wave does not pass (VF filter): Kuo & Dillman,
  Computer detection of ventricular fibrillation, Computers in Cardiology (1978) 347;
- count of samples above the mean after a narrow band-pass (Count 2): Jekova & Krasteva,
  Real time detection of ventricular fibrillation and tachycardia, Physiol Meas 25
  (2004) 1167. Li, Rajagopalan & Clifford, IEEE Trans Biomed Eng 61 (2014) 1607, found
  these two to be the best pair;
- share of the spectrum around its peak, after A2 of Barro et al., Algorithmic
  sequential decision-making in the frequency domain, J Biomed Eng 11 (1989) 320.

The limits were chosen on DS1 of the MIT-BIH Arrhythmia Database, in which 207 alone has
flutter, and on the noise of nstdb; `training.evaluate_shockable` prints what they do.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy import signal

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.preprocessing.lead_spectrum import Butterworth, LeadSpectrum

_Floats = Float64Array
T = TypeVar("T", bound=np.generic)

#: Sampling frequency of the measures, Hz, and length and step of their windows, s.
FS = 125
WINDOW_S, STEP_S = 4, 1
#: As Amann, Tratnig & Unterkofler, Biomed Eng Online 4 (2005) 60, prepare signals.
_BAND_HZ = (1.0, 30.0)
_COUNT_BAND_HZ = (13.0, 16.5)
_MOST_LEAKAGE = 0.6
_LEAST_COUNT = 0.3
_LEAST_CONCENTRATION = 0.35
#: Cycles a second of flutter and fibrillation; slower is a heart rate.
_RATE_HZ = (2.0, 9.0)
_AROUND_PEAK = 0.25
_TINY = 1e-12


def ratio_of(fs: float) -> Fraction:
    """Return how many values the measures need for each sample of a lead."""
    return Fraction(FS / fs).limit_denominator(1000)


def smoothed(lead: LeadSpectrum) -> Float32Array:
    """Return a lead at `FS`, without baseline and mains, as the measures need it.

    Its spectrum must have been made for `ratio_of`.
    """
    return lead.filtered(Butterworth(2, _BAND_HZ, FS), ratio_of(lead.fs))


def windows_of(values: npt.NDArray[T]) -> npt.NDArray[T]:
    """Return windows of `WINDOW_S`, one every `STEP_S`, shape (n_windows, n)."""
    length, step = WINDOW_S * FS, STEP_S * FS
    if len(values) < length:
        return np.empty((0, length), values.dtype)
    return np.lib.stride_tricks.sliding_window_view(values, length)[::step]


def looks_shockable(values: Float32Array) -> BoolArray:
    """Return which windows of a lead look like fibrillation or flutter.

    Parameters
    ----------
    values : ndarray of float32, shape (n,)
        From `smoothed`.

    Returns
    -------
    ndarray of bool, shape (n_windows,)
    """
    windows = windows_of(values)
    if not len(windows):
        return np.zeros(0, np.bool_)
    centred = windows - windows.mean(axis=1, keepdims=True)
    low = leakage(centred) < _MOST_LEAKAGE
    # Most of a recording is none, and needs no other measure.
    if not low.any():
        return low
    found = low.copy()
    peak_hz, concentration = spectrum(centred[low].astype(np.float64))
    found[low] = (
        (peak_hz >= _RATE_HZ[0])
        & (peak_hz <= _RATE_HZ[1])
        & (concentration > _LEAST_CONCENTRATION)
        & (count(values, low) > _LEAST_COUNT)
    )
    return found


@lru_cache(maxsize=1)
def _narrow_band() -> _Floats:
    """Return the sections of the band of narrow QRSs; designed once for all leads."""
    sos: _Floats = signal.butter(1, _COUNT_BAND_HZ, "bandpass", fs=FS, output="sos")
    return sos


def leakage(windows: npt.NDArray[np.floating]) -> _Floats:
    """Return what the VF filter lets through, 0 of a sine wave to 1."""
    size = np.abs(windows)
    total, length = size.sum(axis=1), windows.shape[1]
    change = np.abs(np.diff(windows, axis=1)).sum(axis=1)
    half = np.round(np.pi * total / np.maximum(change, _TINY))
    half = np.clip(half, 1, length // 2).astype(int)
    result = np.empty(len(windows))
    order = np.argsort(half, kind="stable")
    shifts, first = np.unique(half[order], return_index=True)
    for shift, rows in zip(shifts, np.split(order, first[1:]), strict=True):
        alike, outside = windows[rows], size[rows]
        through = np.abs(alike[:, shift:] + alike[:, :-shift]).sum(axis=1)
        # Each end has no counterpart beyond it.
        ends = outside[:, :shift].sum(axis=1) + outside[:, length - shift :].sum(axis=1)
        result[rows] = through / np.maximum(2 * total[rows] - ends, _TINY)
    return result


def count(values: Float32Array, wanted: BoolArray) -> _Floats:
    """Return the share of samples above the mean in the band of narrow QRSs.

    Of the wanted windows of a lead.
    """
    narrow = signal.sosfilt(_narrow_band(), values.astype(np.float64))
    windows = windows_of(np.abs(narrow))[wanted]
    above = windows >= windows.mean(axis=1, keepdims=True)
    return np.asarray(above.mean(axis=1), np.float64)


def spectrum(windows: _Floats) -> tuple[_Floats, _Floats]:
    """Return the strongest frequency in Hz, and the share of power around it."""
    length = windows.shape[1]
    power = np.abs(np.fft.rfft(windows * np.hamming(length), axis=1)) ** 2
    hz = np.fft.rfftfreq(length, 1 / FS)
    inside = (hz >= 0.5) & (hz <= _RATE_HZ[1])
    peak_hz = hz[inside][power[:, inside].argmax(axis=1)]
    near = np.abs(hz - peak_hz[:, None]) <= _AROUND_PEAK * peak_hz[:, None]
    around = np.where(near, power, 0.0).sum(axis=1)
    return peak_hz, around / np.maximum(power.sum(axis=1), _TINY)
