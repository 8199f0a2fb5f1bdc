"""How noisy a lead is, whatever beats it holds: by what lies between their waves.

Between QRS complexes a clean lead has hardly anything of 12 to 35 Hz, where muscle is,
and now and then hardly anything of 1 to 5 Hz, where a moving electrode always is: in
ventricular runs and bigeminy, too. Both are told by low percentiles over six seconds,
so that neither the number of beats nor their shape counts.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from scipy.ndimage import percentile_filter, uniform_filter1d

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.record import Samples
from ecgviewer.preprocessing.filters import resampled
from ecgviewer.preprocessing.lead_fusion import qrs_level
from ecgviewer.preprocessing.lead_spectrum import Butterworth, LeadSpectrum
from ecgviewer.preprocessing.qrs_energy import QrsBand, envelope_of

#: Chosen on 15 records of DS1 with many V, with and without noise of nstdb (em, ma)
#: at 0 and -6 dB; `python -m training.evaluate_quality` prints how well it does.
_MUSCLE_HZ, _MUSCLE_S, _MUSCLE_PERCENTILE = (12.0, 35.0), 0.05, 30.0
_MOTION_HZ, _MOTION_S, _MOTION_PERCENTILE = (1.0, 5.0), 0.15, 10.0
_ORDER = 2
#: Values of all of this a second, how many of them are looked at in one go and from one
#: to the next, and how far on either side a beat may be at its highest.
_FS = 120.0
_SPAN, _HOP, _QRS = 720, 6, 9
#: A filter's upper edge is below half of the sampling frequency.
_HIGHEST_SHARE = 0.45
_MUSCLE_GAIN, _MOTION_GAIN, _HEIGHT_GAIN, _OFFSET = 5.0, 2.9, 2.4, 20.35
_LEAST, _LEAST_RATIO = 1e-9, 1e-4


class LeadNoise:
    """The noise of a part of a lead, relative to the QRS complexes around.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,)
        Without NaN, with some seconds beside what is asked for.
    fs : float
        Sampling frequency in Hz.
    """

    def __init__(self, values: Float32Array, fs: float) -> None:
        #: Values of what is measured for each sample.
        self.ratio = Fraction(_FS / fs).limit_denominator(1000)
        spectrum = LeadSpectrum(values, fs, self.ratio)
        in_band = spectrum.filtered(QrsBand(fs), self.ratio)
        self._envelope = envelope_of(in_band, _FS)
        #: How high the envelope is at QRS complexes around.
        self.level = np.maximum(qrs_level(self._envelope, _FS), _LEAST)
        muscle = band_energy(spectrum, self.ratio, _MUSCLE_HZ, _MUSCLE_S)
        self._muscle = _low(muscle, _MUSCLE_PERCENTILE)
        motion = band_energy(spectrum, self.ratio, _MOTION_HZ, _MOTION_S)
        self._motion = _low(motion, _MOTION_PERCENTILE)

    def at(self, samples: Samples, *, beats: bool = True) -> Float64Array:
        """Return the logarithm of the odds that there is noise, not signal.

        Parameters
        ----------
        samples : ndarray of int64, shape (n,)
            Places in the part.
        beats : bool
            Whether a beat is there, which may be higher or lower than those around.
        """
        step = np.minimum(resampled(samples, self.ratio), len(self.level) - 1)
        level, hop = self.level[step], step // _HOP
        odds = (
            _OFFSET
            + _MUSCLE_GAIN * _log(self._muscle[hop] / level)
            + _MOTION_GAIN * _log(self._motion[hop] / level)
        )
        return odds - _HEIGHT_GAIN * _log(self._height(step) / level) if beats else odds

    def _height(self, step: Samples) -> Float64Array:
        """Return how high the envelope is around some of its steps."""
        around = step[:, None] + np.arange(-_QRS, _QRS + 1)
        inside = np.clip(around, 0, len(self._envelope) - 1)
        return np.asarray(self._envelope[inside].max(axis=1))


def _log(ratio: Float64Array) -> Float64Array:
    return np.log(np.maximum(ratio, _LEAST_RATIO))


def _low(energy: Float64Array, percentile: float) -> Float64Array:
    """Return a low percentile of the energy around, one value a hop."""
    thinned = uniform_filter1d(energy, _HOP)[::_HOP]
    low: Float64Array = percentile_filter(
        thinned, percentile, size=_SPAN // _HOP, mode="nearest"
    )
    return low


def band_energy(
    spectrum: LeadSpectrum,
    ratio: Fraction,
    band_hz: tuple[float, float],
    width_s: float,
) -> Float64Array:
    """Return the root of the smoothed power in a band, at the ratio of the spectrum."""
    fs, (low, high) = spectrum.fs, band_hz
    band = Butterworth(_ORDER, (low, min(high, _HIGHEST_SHARE * fs)), fs)
    power = np.square(spectrum.filtered(band, ratio), dtype=np.float64)
    mean = uniform_filter1d(power, round(width_s * _FS))
    # The running sum of the filter may end a rounding error below zero.
    return np.sqrt(np.maximum(mean, 0.0))
