"""Pacemaker spikes in what the detection of beats knows of its leads.

A spike is over within some 10 ms, and far sharper than what lies on either side of it.
Unlike `pacing`, one lead is enough, and a narrow QRS may be taken for a spike: it only
helps to tell P waves from paced beats.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ecgviewer.core.arrays import Float64Array, IndexArray
from ecgviewer.preprocessing.qrs_energy import QrsWaves

#: Below it spikes of low output are not to be seen, and others are as wide as waves.
_LEAST_FS = 500.0
#: The bend of a spike, squared, times that beside it (5 times as sharp, as in `pacing`)
#: and times the mean; spikes of 0.3 mV have about 100 of either.
_LEAST_CONTRAST, _LEAST_LEVEL = 25.0, 10.0
_BESIDE_S = (0.024, 0.06)
_LEAST_POWER = 1e-24


def lead_spikes(leads: Sequence[QrsWaves], fs: float, step: int) -> Float64Array:
    """Return when leads may show a spike, in seconds, ascending.

    Parameters
    ----------
    leads : sequence of QrsWaves
    fs : float
        Sampling frequency in Hz; below 500 no spikes are found.
    step : int
        Samples in a step.
    """
    if fs < _LEAST_FS:
        return np.empty(0)
    # Weighted alike: a spike is in most leads at once, a sharp wave of one is not.
    power = np.zeros_like(leads[0].power)
    for lead in leads:
        power += lead.power / max(float(lead.power.mean()), _LEAST_POWER)
    near, far = (round(edge * fs / step) for edge in _BESIDE_S)
    return _spikes(power, near, far) * step / fs


def _spikes(power: Float64Array, near: int, far: int) -> IndexArray:
    """Return the steps at which leads bend far more than at those beside."""
    high = np.flatnonzero(power > _LEAST_LEVEL * power.mean())
    # At the ends nothing is known of what lies beside.
    high = high[(high >= far) & (high < len(power) - far)]
    some = sliding_window_view(power, far - near + 1)
    beside = np.maximum(some[high - far].max(axis=1), some[high + near].max(axis=1))
    return np.asarray(high[power[high] >= _LEAST_CONTRAST * beside], np.intp)
