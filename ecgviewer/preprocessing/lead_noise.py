"""How noisy a lead is, whatever beats it holds: by what lies between their waves.

Between QRS complexes a clean lead has hardly anything of 12 to 35 Hz, where muscle is,
and now and then hardly anything of 1 to 5 Hz, where a moving electrode always is: in
ventricular runs and bigeminy, too. Both are told by low percentiles over six seconds,
so that neither the number of beats nor their shape counts.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.ndimage import maximum_filter1d, percentile_filter, uniform_filter1d
from scipy.signal import butter, sosfilt, sosfilt_zi

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.record import Samples
from ecgviewer.preprocessing.lead_fusion import qrs_level
from ecgviewer.preprocessing.qrs_energy import (
    bridge_gaps,
    qrs_envelope,
    samples_per_step,
)

#: Chosen on 15 records of DS1 with many V, with and without noise of nstdb (em, ma)
#: at 0 and -6 dB; `python -m training.evaluate_quality` prints how well it does.
_MUSCLE_HZ, _MUSCLE_S, _MUSCLE_PERCENTILE = (12.0, 35.0), 0.05, 30.0
_MOTION_HZ, _MOTION_S, _MOTION_PERCENTILE = (1.0, 5.0), 0.15, 10.0
_SPAN_S, _HOP_S, _QRS_S = 6.0, 0.05, 0.16
_ORDER = 2
_MUSCLE_GAIN, _MOTION_GAIN, _HEIGHT_GAIN, _OFFSET = 5.0, 2.9, 2.4, 20.35
_LEAST, _LEAST_RATIO = 1e-9, 1e-4


class LeadNoise:
    """The noise of a part of a lead, relative to the QRS complexes around.

    Parameters
    ----------
    part : ndarray of float32, shape (n_samples,)
        With some seconds beside what is asked for.
    fs : float
        Sampling frequency in Hz.
    """

    def __init__(self, part: Float32Array, fs: float) -> None:
        self._step = samples_per_step(fs)
        self._hop = max(1, round(_HOP_S * fs))
        steps_per_s = fs / self._step
        envelope = qrs_envelope(part, fs)
        width = max(1, round(_QRS_S * steps_per_s))
        #: How high the envelope is at QRS complexes around, and here.
        self.level = np.maximum(qrs_level(envelope, steps_per_s), _LEAST)
        self.height = maximum_filter1d(envelope, width)
        values = bridge_gaps(part)
        values -= np.median(values)
        pad = min(round(fs), max(len(values) - 1, 0))
        padded = with_ends(values, pad)
        self._muscle = self._low(
            band_energy(padded, pad, fs, _MUSCLE_HZ, _MUSCLE_S), fs, _MUSCLE_PERCENTILE
        )
        self._motion = self._low(
            band_energy(padded, pad, fs, _MOTION_HZ, _MOTION_S), fs, _MOTION_PERCENTILE
        )

    def _low(self, energy: Float64Array, fs: float, percentile: float) -> Float64Array:
        thinned = uniform_filter1d(energy, self._hop)[:: self._hop]
        span = round(_SPAN_S * fs / self._hop)
        low: Float64Array = percentile_filter(
            thinned, percentile, size=span, mode="nearest"
        )
        return low

    def at(self, samples: Samples, *, beats: bool = True) -> Float64Array:
        """Return the logarithm of the odds that there is noise, not signal.

        Parameters
        ----------
        samples : ndarray of int64, shape (n,)
            Places in the part.
        beats : bool
            Whether a beat is there, which may be higher or lower than those around.
        """
        step, hop = samples // self._step, samples // self._hop
        level = self.level[step]
        odds = (
            _OFFSET
            + _MUSCLE_GAIN * _log(self._muscle[hop] / level)
            + _MOTION_GAIN * _log(self._motion[hop] / level)
        )
        return odds - _HEIGHT_GAIN * _log(self.height[step] / level) if beats else odds


def _log(ratio: Float64Array) -> Float64Array:
    return np.log(np.maximum(ratio, _LEAST_RATIO))


@lru_cache(maxsize=8)
def _band_pass(
    fs: float, band_hz: tuple[float, float]
) -> tuple[Float64Array, Float64Array]:
    """Return the sections of a band-pass, and their state after a step.

    Both are worked out once for all beats.
    """
    low, high = band_hz
    band = low, min(high, 0.45 * fs)
    sos: Float64Array = butter(_ORDER, band, "bandpass", fs=fs, output="sos")
    return sos, sosfilt_zi(sos)


def with_ends(values: Float64Array, pad: int) -> Float64Array:
    """Return values with this many before and after them, turned about their ends."""
    before = 2 * values[0] - values[pad:0:-1]
    after = 2 * values[-1] - values[-2 : -pad - 2 : -1]
    return np.concatenate((before, values, after))


def band_energy(
    padded: Float64Array,
    pad: int,
    fs: float,
    band_hz: tuple[float, float],
    width_s: float,
) -> Float64Array:
    """Return the root of the smoothed power in a band, without the padding.

    Filtered to and fro as by `scipy.signal.sosfiltfilt`, to the bit, which works the
    state and the padding out again in each call.
    """
    sos, state = _band_pass(fs, band_hz)
    there, _ = sosfilt(sos, padded, zi=state * padded[0])
    back, _ = sosfilt(sos, there[::-1], zi=state * there[-1])
    power = back[::-1][pad : len(padded) - pad] ** 2
    mean = uniform_filter1d(power, max(1, round(width_s * fs)))
    # The running sum of the filter may end a rounding error below zero.
    return np.sqrt(np.maximum(mean, 0.0))
