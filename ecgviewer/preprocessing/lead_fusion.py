"""One envelope out of those of all leads, in units of the local QRS height."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter1d, percentile_filter

from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing.qrs_energy import QrsWaves

#: Each window holds a beat at 40 a minute; of 16 s of such maxima the lower third is
#: taken, so that neither ectopic beats nor bursts of noise set the height of a QRS.
_WINDOW_S, _LEVEL_SPAN_S, _LEVEL_PERCENTILE = 1.5, 16.0, 30.0
#: What lies between the QRS complexes: the median of two seconds.
_BACKGROUND_SPAN_S = 2.0
#: Both change slowly: one value each this many seconds, of the level one in five.
_HOP_S, _HOPS_OF_LEVEL = 0.05, 5
#: Around here a top is usual: what lies farther away does not count.
_USUAL_SPAN_S, _LEVELS_OF_USUAL = 84.0, 4
#: In a ventricular run, QRS and T fill more than half of the time: there the 30th
#: percentile tells the background better, of noise it is the median over 1.2.
_QUIET_PERCENTILE, _QUIET_GAIN = 30.0, 1.4
_REST_PERCENTILE = 20.0
_HIGHEST = 1.5
_BEST_SNR = 15.0
_LEAST_LEVEL, _PAUSE = 1e-6, 0.05
#: A lead without a QRS of a third of the usual height for this long counts less.
_PRESENT, _PRESENCE_SPAN_S = 0.33, 2.0
_LEAST_BACKGROUND = 1e-3
#: Its inverse squared is a number.
_TINY = 1e-100


@dataclass(frozen=True, eq=False)
class FusedEnvelope:
    """The QRS energy of all leads together.

    Attributes
    ----------
    height : ndarray of float64
        About 1 at the beats, whatever the gain.
    background : ndarray of float64
        The median of the height around; at 1 there is nothing but noise.
    bend : ndarray of float64
        How sharply the waves bend, squared, in any unit.
    gain : ndarray of float64, shape (n_leads, n_hops)
        What makes the waves of each lead count as the lead does; one every `hop` steps.
    hop : int
    """

    height: Float64Array
    background: Float64Array
    bend: Float64Array
    gain: Float64Array
    hop: int


def fuse_leads(
    leads: list[QrsWaves],
    steps_per_s: float,
    stop: Stop = never,
) -> FusedEnvelope:
    """Return the mean of the leads' envelopes, weighted by how clean each lead is now.

    A lead counts with the square of its local signal-to-noise ratio. Squares are
    averaged: a beat that one clean lead shows is not lost in a lead that does not.

    Parameters
    ----------
    leads : list of QrsWaves
        Of each lead, at least one.
    steps_per_s : float
        Steps of the envelopes in a second.
    stop : callable
        Asked before each lead.
    """
    relative = []
    for waves in leads:
        check(stop)
        relative.append(_RelativeLead.of(waves.envelope, waves.bend, steps_per_s))
    weights = np.stack([lead.weight for lead in relative])
    shares = weights / np.maximum(weights.sum(axis=0), _TINY)
    power = np.zeros_like(leads[0].envelope)
    bends, background = np.zeros_like(power), np.zeros(shares.shape[1])
    hop = _hop(steps_per_s)
    for lead, share in zip(relative, shares, strict=True):
        spread_share = _spread(share, hop, len(power))
        power += spread_share * lead.height**2
        bends += spread_share * lead.bend
        background += share * lead.background
    background = np.maximum(background, _LEAST_BACKGROUND)
    gain = np.sqrt(shares) / np.stack([lead.level for lead in relative])
    return FusedEnvelope(
        np.sqrt(power), _spread(background, hop, len(power)), bends, gain, hop
    )


@dataclass(frozen=True, eq=False)
class _RelativeLead:
    """One lead in units of its QRS height.

    `height` and `bend` have a value a step; `background`, `level` in the unit of the
    lead and `weight` among other leads one a hop.
    """

    height: Float64Array
    bend: Float64Array
    background: Float64Array
    level: Float64Array
    weight: Float64Array

    @classmethod
    def of(
        cls, envelope: Float64Array, bend: Float64Array, steps_per_s: float
    ) -> _RelativeLead:
        hop = _hop(steps_per_s)
        highest = np.maximum.reduceat(envelope, np.arange(0, len(envelope), hop))
        level = _level(highest, steps_per_s)
        thinned = _hop_means(envelope, hop)
        span = round(_BACKGROUND_SPAN_S * steps_per_s / hop)
        median = percentile_filter(thinned, 50.0, size=span, mode="reflect")
        quiet = percentile_filter(thinned, _QUIET_PERCENTILE, size=span, mode="reflect")
        gain = 1 / _spread(level, hop, len(envelope))
        height = np.minimum(envelope * gain, _HIGHEST)
        snr = np.clip(level / np.maximum(median, _TINY), 0, _BEST_SNR)
        weight = np.maximum(snr - 1, 0.01) ** 2
        weight *= _presence(highest / level, steps_per_s)
        background = np.minimum(median, _QUIET_GAIN * quiet) / level
        # What muscle and mains bend is there between the waves, too.
        thinned = bend[::hop]
        rest = percentile_filter(thinned, _REST_PERCENTILE, size=span, mode="reflect")
        bend = np.maximum(bend - _spread(rest, hop, len(bend)), 0)
        return cls(height, bend * gain**2, background, level, weight)


def _hop_means(envelope: Float64Array, hop: int) -> Float64Array:
    """Return the mean around the first step of each hop."""
    starts = np.maximum(np.arange(0, len(envelope), hop) - hop // 2, 0)
    n_steps = np.diff(starts, append=len(envelope))
    means: Float64Array = np.add.reduceat(envelope, starts) / n_steps
    return means


def _presence(highest: Float64Array, steps_per_s: float) -> Float64Array:
    """Return 1 where a lead shows beats, less and 0 where it is off, one a hop."""
    hop = _hop(steps_per_s)
    tops = maximum_filter1d(highest, round(_PRESENCE_SPAN_S * steps_per_s / hop))
    presence: Float64Array = np.clip(tops / _PRESENT, 0, 1) ** 2
    return presence


def qrs_level(envelope: Float64Array, steps_per_s: float) -> Float64Array:
    """Return how high the envelope of one lead is at the QRS complexes around."""
    hop = _hop(steps_per_s)
    highest = np.maximum.reduceat(envelope, np.arange(0, len(envelope), hop))
    return _spread(_level(highest, steps_per_s), hop, len(envelope))


def _level(highest: Float64Array, steps_per_s: float) -> Float64Array:
    """Return the level of QRS complexes, one a hop, from the maximum of each hop."""
    hop_s = _hop(steps_per_s) / steps_per_s
    tops = maximum_filter1d(highest, round(_WINDOW_S / hop_s), mode="nearest")
    bridged = _without_pauses(tops[::_HOPS_OF_LEVEL], _HOPS_OF_LEVEL * hop_s)
    span = round(_LEVEL_SPAN_S / (_HOPS_OF_LEVEL * hop_s))
    level = percentile_filter(bridged, _LEVEL_PERCENTILE, size=span, mode="reflect")
    return _spread(level, _HOPS_OF_LEVEL, len(highest))


def _without_pauses(tops: Float64Array, apart_s: float) -> Float64Array:
    """Return the tops with lines across where a lead was off or the heart paused."""
    alive = tops > _LEAST_LEVEL * tops.max()
    if not alive.any():
        return np.full(len(tops), _TINY)
    usual = _between(tops, alive)[::_LEVELS_OF_USUAL]
    span = round(_USUAL_SPAN_S / (_LEVELS_OF_USUAL * apart_s))
    usual = percentile_filter(usual, 50.0, size=span, mode="reflect")
    alive &= tops > _PAUSE * _spread(usual, _LEVELS_OF_USUAL, len(tops))
    return _between(tops, alive) if alive.any() else np.maximum(tops, _TINY)


def _between(tops: Float64Array, wanted: BoolArray) -> Float64Array:
    """Return the wanted tops, with lines from one to the next across the others."""
    where = np.arange(len(tops))
    return np.interp(where, where[wanted], tops[wanted])


def steps_per_level(steps_per_s: float) -> int:
    """Return how many steps of an envelope have one level of QRS complexes."""
    return _HOPS_OF_LEVEL * _hop(steps_per_s)


def _hop(steps_per_s: float) -> int:
    return max(1, round(_HOP_S * steps_per_s))


def _spread(thinned: Float64Array, hop: int, length: int) -> Float64Array:
    return np.repeat(thinned, hop)[:length]
