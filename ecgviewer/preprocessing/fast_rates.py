"""Heart rates that the detector cannot follow: told by how often the signal repeats.

Beats are looked for as a human heart makes them, at most `HIGHEST_RATE` a minute. Of
faster ones, as of small animals, some or all are missed, which nobody could see from
the beats that are found.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import correlate, find_peaks

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Record, Samples
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing.qrs_energy import qrs_envelope, samples_per_step

#: Beats a minute up to which the detector finds them all, on synthesised ECGs.
HIGHEST_RATE = 280
_PROBES, _PROBE_S = 12, 20.0
#: Repetitions from 600 to 40 a minute are looked for.
_LEAST_LAG_S, _LARGEST_LAG_S = 0.1, 1.5
#: The autocorrelation of a rhythm; that of noise, and of T waves, is lower.
_REPEATS = 0.5
#: Of the highest peaks, which are multiples of one another, the first is the rhythm.
_AS_HIGH = 0.85
#: A stretch is missed in which fewer of the repetitions than this are found as beats.
_FOUND = 0.8
#: Share of the probes that must be so: a burst of noise is none.
_LEAST_SHARE = 0.25


def rate_not_followed(
    record: Record, lead: int, found: Samples, stop: Stop = never
) -> int | None:
    """Return how often a minute a lead repeats where beats that fast are missed.

    Parameters
    ----------
    record : Record
    lead : int
    found : ndarray of int64, shape (n_beats,)
        The beats that were detected, ascending.
    stop : callable
        Asked before each probe.

    Returns
    -------
    int or None
        Repetitions a minute, above `HIGHEST_RATE`; None where there are none.
    """
    length = round(_PROBE_S * record.fs)
    last = max(0, record.n_samples - length)
    starts = np.unique(np.linspace(0, last, _PROBES).astype(int)).tolist()
    missed = []
    for start in starts:
        check(stop)
        values = record.values(lead, start, start + length)
        rate = _repetitions(values, record.fs)
        n_found = np.diff(np.searchsorted(found, (start, start + len(values))))[0]
        minutes = len(values) / record.fs / 60
        if rate > HIGHEST_RATE and n_found < _FOUND * rate * minutes:
            missed.append(rate)
    if len(missed) < max(1.0, _LEAST_SHARE * len(starts)):
        return None
    return round(float(np.median(missed)))


def _repetitions(values: Float32Array, fs: float) -> float:
    """Return how often a minute the QRS energy of a lead repeats, 0 for not at all."""
    if np.mean(np.isfinite(values)) < 0.5 or len(values) < 4 * _LARGEST_LAG_S * fs:
        return 0.0
    envelope = qrs_envelope(values, fs)
    steps_per_s = fs / samples_per_step(fs)
    above = envelope - envelope.mean()
    similar = correlate(above, above, mode="full")[len(above) - 1 :]
    if similar[0] <= 0:
        return 0.0
    similar = similar[: round(_LARGEST_LAG_S * steps_per_s)] / similar[0]
    lags, _ = find_peaks(similar, height=_REPEATS)
    lags = lags[lags >= _LEAST_LAG_S * steps_per_s]
    if not len(lags):
        return 0.0
    first = lags[similar[lags] >= _AS_HIGH * similar[lags].max()][0]
    return float(60 * steps_per_s / first)
