"""Pacemaker spikes: sharp in most leads at the same moment, with a wide beat behind.

A spike lasts 0.5 to 2 ms. At 360 Hz it is one or two samples, spread to some 10 ms by
the recorder's own filter; between 250 and 500 Hz spikes of low output are not to be
seen, and below 250 Hz none are. A tall narrow R wave is as sharp in one lead, seldom in
others, and 50 ms later it is over: one lead alone shows no spikes. Spikes in the atria,
which have no wide beat behind them, are not looked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import signal
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.record import Samples
from ecgviewer.preprocessing.lead_spectrum import Butterworth, LeadSpectrum

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


def spikes_in(leads: Sequence[LeadSpectrum]) -> Samples:
    """Return where spikes may be in a stretch of some leads.

    Parameters
    ----------
    leads : sequence of LeadSpectrum
        Three at most, of the same length, in mV.

    Returns
    -------
    ndarray of int64, shape (n_spikes,)
        Ascending; to be judged by `often_enough`.
    """
    fs = leads[0].fs
    if len(leads) < LEAST_LEADS or fs < LEAST_FS or leads[0].n_samples < fs:
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


def _behind(leads: Sequence[LeadSpectrum], places: Samples, fs: float) -> Float64Array:
    """Return how high what follows each place is, as a share of what is around it."""
    before = round(_BEFORE_S * fs)
    first, last = (before + round(edge * fs) for edge in _BEAT_S)
    band = Butterworth(2, _BEAT_BAND_HZ, fs)
    shares = np.zeros(len(places))
    for lead in leads if len(places) else ():
        smooth = np.pad(lead.filtered(band), (before, last), mode="edge")
        around = np.lib.stride_tricks.sliding_window_view(smooth, last)[places]
        height = np.maximum(np.ptp(around, axis=1), _LEAST_MV)
        shares += np.ptp(around[:, first:], axis=1) / height
    return shares / len(leads)


def _sharpness(leads: Sequence[LeadSpectrum], fs: float) -> Float32Array:
    """Return how sharp the signal is at each sample in at least two leads."""
    band = Butterworth(_ORDER, (_ABOVE_HZ, np.inf), fs)
    # A spike is not at the very same sample in each lead.
    reach = round(_SAME_S * fs)
    one, other, *rest = (
        _highest_within(np.abs(lead.filtered(band)), reach) for lead in leads
    )
    both = np.minimum(one, other)
    for third in rest:
        # The median of three, many times as fast as a sort of few values.
        both = np.maximum(both, np.minimum(np.maximum(one, other), third))
    return both


def _highest_within(values: Float32Array, reach: int) -> Float32Array:
    """Return the maximum from a reach before each value to a reach behind it."""
    highest, n_seen, width = np.pad(values, reach, mode="edge"), 1, 2 * reach + 1
    # Of a few values many times as fast as `maximum_filter1d`.
    while n_seen < width:
        step = min(n_seen, width - n_seen)
        highest = np.maximum(highest[:-step], highest[step:])
        n_seen += step
    return highest
