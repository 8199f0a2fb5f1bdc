"""Variability of the heart rate, of a whole record and of parts of it."""

from __future__ import annotations

import math

import numpy as np

from ecgviewer.analysis.report.nn_spectrum import segment_powers
from ecgviewer.analysis.report.values import Variability
from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.heart_rate import (
    five_minutes,
    heart_rate_of,
    nn_intervals_s,
)
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.unknown import UnknownStretches

#: Width of the bins that the triangular index was defined with.
_BIN_S = 1 / 128


def known(value: float) -> float | None:
    """Return a value, None for NaN."""
    return None if math.isnan(value) else float(value)


class VariabilityOf:
    """Gives the variability of parts of a record.

    Parameters
    ----------
    series : BeatSeries
        The beats; those between which an interval is an NN one are chosen here.
    unknown : UnknownStretches
        No interval goes across.
    """

    def __init__(self, series: BeatSeries, unknown: UnknownStretches) -> None:
        self._sample, self._fs = series.sample, series.fs
        place = series.sample, series.labels, series.readable, series.fs
        self._nn_s = nn_intervals_s(*place, unknown)
        self._unknown = unknown
        self._powers = segment_powers(series.sample, self._nn_s, series.fs)

    def between(self, start: int, stop: int) -> Variability:
        """Return the variability of the NN intervals that end in [start, stop)."""
        first, beyond = np.searchsorted(self._sample, (start, stop)).tolist()
        sample, nn_s = self._sample[first:beyond], self._nn_s[first:beyond]
        powers = self._powers.within(start, stop)
        rate = heart_rate_of(sample, nn_s, self._fs, self._unknown)
        return Variability(
            n_intervals=rate.n_intervals,
            sdnn_ms=known(rate.sdnn_ms),
            sdann_ms=known(rate.sdann_ms),
            sdnn_index_ms=_sdnn_index_ms(sample, nn_s, self._fs),
            rmssd_ms=known(rate.rmssd_ms),
            pnn50_percent=known(rate.pnn50_percent),
            triangular_index=triangular_index(nn_s),
            lf_ms2=_mean(powers.lf_ms2),
            hf_ms2=_mean(powers.hf_ms2),
            n_segments=len(powers.start),
        )


def triangular_index(nn_s: Float64Array) -> float | None:
    """Return the intervals over those in the fullest bin of 1/128 s; None of none."""
    intervals = nn_s[~np.isnan(nn_s)]
    if not len(intervals):
        return None
    bins = np.bincount((intervals / _BIN_S).astype(np.int64))
    return len(intervals) / int(bins.max())


def _sdnn_index_ms(sample: Samples, nn_s: Float64Array, fs: float) -> float | None:
    """Return the mean of the deviations within five minutes each."""
    wanted = ~np.isnan(nn_s)
    parts = five_minutes(sample[wanted] / fs, nn_s[wanted])
    deviations = [np.std(part, ddof=1) for part in parts]
    return _mean(1000 * np.array(deviations, float))


def _mean(values: Float64Array) -> float | None:
    return float(values.mean()) if len(values) else None
