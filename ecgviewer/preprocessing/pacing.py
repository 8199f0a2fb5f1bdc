"""Pacemaker spikes: sharp in most leads at the same moment, with a wide beat behind.

A spike lasts 0.5 to 2 ms. At 360 Hz it is one or two samples, spread to some 10 ms by
the recorder's own filter; between 250 and 500 Hz spikes of low output are not to be
seen, and below 250 Hz none are. A tall narrow R wave is as sharp in one lead, seldom in
others, and 50 ms later it is over: one lead alone shows no spikes. Spikes in the atria,
which have no wide beat behind them, are not looked for.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import signal
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.record import Samples

#: No spike is found at a lower sampling frequency, or in fewer leads.
LEAST_FS, LEAST_LEADS = 250.0, 2
#: Least height above 60 Hz, in mV, and times the mean of the second around.
_ABOVE_HZ, _ORDER = 60.0, 4
_LEAST_MV, _LEAST_CONTRAST = 0.035, 5.0
_AROUND_S, _SAME_S, _APART_S = 1.0, 0.006, 0.1
#: The ventricles answer: from 50 to 140 ms behind a spike lies this much of the height
#: of what is around it, on the mean of leads.
_BEAT_S, _BEFORE_S, _LEAST_BEHIND = (0.05, 0.14), 0.1, 0.4
_BEAT_BAND_HZ = (0.5, 30.0)
#: A pacemaker that paces does so often: fewer spikes in a minute are artefacts.
_PART_S, _LEAST_IN_PART = 60.0, 15


def spikes_in(leads: Float32Array, fs: float) -> Samples:
    """Return where spikes may be in a stretch of some leads.

    Parameters
    ----------
    leads : ndarray of float32, shape (n_leads, n_samples)
        In mV, without NaN.
    fs : float
        Sampling frequency in Hz.

    Returns
    -------
    ndarray of int64, shape (n_spikes,)
        Ascending; to be judged by `often_enough`.
    """
    if len(leads) < LEAST_LEADS or fs < LEAST_FS or leads.shape[1] < fs:
        return np.empty(0, np.int64)
    sharp = _sharpness(leads, fs)
    around = uniform_filter1d(sharp, round(_AROUND_S * fs))
    apart = round(_APART_S * fs)
    places, _ = signal.find_peaks(sharp, height=_LEAST_MV, distance=apart)
    high = sharp[places] >= _LEAST_CONTRAST * around[places]
    places = np.asarray(places[high], np.int64)
    return places[_behind(leads, places, fs) >= _LEAST_BEHIND]


def often_enough(spikes: Samples, fs: float) -> Samples:
    """Return the spikes of minutes in which there are many, and of those beside."""
    if not len(spikes):
        return spikes
    part = (spikes / (_PART_S * fs)).astype(np.int64)
    many = np.bincount(part) >= _LEAST_IN_PART
    beside = maximum_filter1d(many.astype(np.uint8), 3) > 0
    return np.asarray(spikes[beside[part]], np.int64)


def _behind(leads: Float32Array, places: Samples, fs: float) -> Float64Array:
    """Return how high what follows each place is, as a share of what is around it."""
    before = round(_BEFORE_S * fs)
    first, last = (before + round(edge * fs) for edge in _BEAT_S)
    sos = _beat_band(fs)
    shares = np.zeros(len(places))
    for lead in leads if len(places) else ():
        smooth = np.pad(signal.sosfiltfilt(sos, lead), (before, last), mode="edge")
        around = np.lib.stride_tricks.sliding_window_view(smooth, last)[places]
        height = np.maximum(np.ptp(around, axis=1), _LEAST_MV)
        shares += np.ptp(around[:, first:], axis=1) / height
    return shares / len(leads)


def _sharpness(leads: Float32Array, fs: float) -> Float64Array:
    """Return how sharp the signal is at each sample in at least half of the leads."""
    sos = _above(fs)
    # A spike is not at the very same sample in each lead.
    reach = round(_SAME_S * fs)
    each = [_highest_within(np.abs(signal.sosfiltfilt(sos, v)), reach) for v in leads]
    if len(each) == LEAST_LEADS:
        return np.minimum(each[0], each[1])
    return np.asarray(np.sort(each, axis=0)[(len(each) - 1) // 2], np.float64)


def _highest_within(values: Float64Array, reach: int) -> Float64Array:
    """Return the maximum from a reach before each value to a reach behind it."""
    highest, n_seen, width = np.pad(values, reach, mode="edge"), 1, 2 * reach + 1
    # Of a few values many times as fast as `maximum_filter1d`.
    while n_seen < width:
        step = min(n_seen, width - n_seen)
        highest = np.maximum(highest[:-step], highest[step:])
        n_seen += step
    return highest


@lru_cache(maxsize=8)
def _above(fs: float) -> Float64Array:
    """Return the sections of the high-pass; designed once for all blocks."""
    sos: Float64Array = signal.butter(_ORDER, _ABOVE_HZ, "high", fs=fs, output="sos")
    return sos


@lru_cache(maxsize=8)
def _beat_band(fs: float) -> Float64Array:
    """Return the sections of the band-pass that leaves what a beat is made of."""
    band = _BEAT_BAND_HZ
    sos: Float64Array = signal.butter(2, band, "bandpass", fs=fs, output="sos")
    return sos
