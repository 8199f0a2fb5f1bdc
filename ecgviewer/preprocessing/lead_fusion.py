"""One envelope out of those of all leads, in units of the local QRS height."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter1d, percentile_filter, uniform_filter1d

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.stopping import Stop, check, never

#: Each window holds a beat at 40 a minute; of 16 s of such maxima the lower third is
#: taken, so that neither ectopic beats nor bursts of noise set the height of a QRS.
_WINDOW_S, _LEVEL_SPAN_S, _LEVEL_PERCENTILE = 1.5, 16.0, 30.0
_LEVEL_HOP_S = 0.25
#: What lies between the QRS complexes: the median of two seconds.
_BACKGROUND_SPAN_S, _BACKGROUND_HOP_S = 2.0, 0.05
#: In a ventricular run, QRS and T fill more than half of the time: there the 30th
#: percentile tells the background better, of noise it is the median over 1.2.
_QUIET_PERCENTILE, _QUIET_GAIN = 30.0, 1.4
_HIGHEST = 1.5
_BEST_SNR = 15.0
_LEAST_LEVEL, _PAUSE = 1e-6, 0.05
#: A lead without a QRS of a third of the usual height for this long counts less.
_PRESENT, _PRESENCE_SPAN_S = 0.33, 2.0
_LEAST_BACKGROUND = 1e-3


@dataclass(frozen=True, eq=False)
class FusedEnvelope:
    """The QRS energy of all leads together.

    Attributes
    ----------
    height : ndarray of float64
        About 1 at the beats, whatever the gain.
    background : ndarray of float64
        The median of the height around; at 1 there is nothing but noise.
    sharpness : ndarray of float64
        How sharply the waves bend, in any unit.
    """

    height: Float64Array
    background: Float64Array
    sharpness: Float64Array


def fuse_leads(
    leads: list[tuple[Float64Array, Float64Array]],
    steps_per_s: float,
    stop: Stop = never,
) -> FusedEnvelope:
    """Return the mean of the leads' envelopes, weighted by how clean each lead is now.

    A lead counts with the square of its local signal-to-noise ratio. Squares are
    averaged: a beat that one clean lead shows is not lost in a lead that does not.

    Parameters
    ----------
    leads : list of tuple of two ndarray of float64, each of shape (n_steps,)
        `qrs_waves` of each lead, at least one.
    steps_per_s : float
        Steps of the envelopes in a second.
    stop : callable
        Asked before each lead.
    """
    weights = np.full_like(leads[0][0], np.finfo(np.float64).tiny)
    power, background, bends = (np.zeros_like(weights) for _ in range(3))
    for envelope, sharpness in leads:
        check(stop)
        level = qrs_level(envelope, steps_per_s)
        median = _percentile_around(envelope, steps_per_s, 50.0)
        noise = median / level
        snr = np.minimum(1 / np.maximum(noise, _LEAST_BACKGROUND), _BEST_SNR)
        weight = np.maximum(snr - 1, 0.01) ** 2 * _presence(
            envelope / level, steps_per_s
        )
        power += weight * np.minimum(envelope / level, _HIGHEST) ** 2
        bends += weight * (sharpness / level) ** 2
        background += weight * _background(envelope, median, steps_per_s) / level
        weights += weight
    return FusedEnvelope(
        np.sqrt(power / weights),
        np.maximum(background / weights, _LEAST_BACKGROUND),
        np.sqrt(bends / weights),
    )


def _presence(height: Float64Array, steps_per_s: float) -> Float64Array:
    """Return 1 where a lead shows beats, less and 0 where it is off."""
    tops = maximum_filter1d(height, round(_PRESENCE_SPAN_S * steps_per_s))
    presence: Float64Array = np.clip(tops / _PRESENT, 0, 1) ** 2
    return presence


def qrs_level(envelope: Float64Array, steps_per_s: float) -> Float64Array:
    """Return how high the envelope of one lead is at the QRS complexes around."""
    hop = max(1, round(_LEVEL_HOP_S * steps_per_s))
    tops = maximum_filter1d(envelope, round(_WINDOW_S * steps_per_s))[::hop]
    span = round(_LEVEL_SPAN_S * steps_per_s / hop)
    level = percentile_filter(
        _without_pauses(tops), _LEVEL_PERCENTILE, size=span, mode="reflect"
    )
    return _spread(level, hop, len(envelope))


def _without_pauses(tops: Float64Array) -> Float64Array:
    """Return the tops with lines across where a lead was off or the heart paused."""
    alive = tops > _LEAST_LEVEL * tops.max()
    if not alive.any():
        return np.full(len(tops), np.finfo(np.float64).tiny)
    alive &= tops > _PAUSE * np.median(tops[alive])
    where = np.arange(len(tops))
    bridged: Float64Array = np.interp(where, where[alive], tops[alive])
    return bridged


def _background(
    envelope: Float64Array, median: Float64Array, steps_per_s: float
) -> Float64Array:
    """Return how high the envelope of one lead is between the QRS complexes around."""
    quiet = _percentile_around(envelope, steps_per_s, _QUIET_PERCENTILE)
    background: Float64Array = np.minimum(median, _QUIET_GAIN * quiet)
    return background


def _percentile_around(
    envelope: Float64Array, steps_per_s: float, percentile: float
) -> Float64Array:
    hop = max(1, round(_BACKGROUND_HOP_S * steps_per_s))
    thinned = uniform_filter1d(envelope, hop)[::hop]
    span = round(_BACKGROUND_SPAN_S * steps_per_s / hop)
    around = percentile_filter(thinned, percentile, size=span, mode="reflect")
    return _spread(around, hop, len(envelope))


def _spread(thinned: Float64Array, hop: int, length: int) -> Float64Array:
    return np.repeat(thinned, hop)[:length]
