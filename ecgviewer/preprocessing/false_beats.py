"""Chosen peaks that are not beats, told by the beats around them.

A step of the baseline, a P wave without a QRS or with a paced one behind it and the T
wave of an ectopic beat may be as high as a QRS. They are not like the beats around.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import median_filter

from ecgviewer.core.arrays import BoolArray, Float64Array, IndexArray
from ecgviewer.preprocessing.wave_shapes import WaveShapes

#: All were chosen on DS1, 102, 104 and svdb, both leads and each alone, and on single
#: leads of LUDB 1 to 150; never on DS2 or nstdb.
_LOCAL_BEATS, _FEWEST_BEATS = 15, 3
#: A step leads from one level to another, so far apart in units of the QRS around;
#: nearer ones are steps where the beat comes early as well.
_STEP_BEYOND, _STEP, _STEP_EARLY, _STEP_KINSHIP = 0.35, 2.5, 1.15, 0.2
_SLIGHTLY_EARLY = 0.9
#: Both beats beside a P wave are this many times as sharp; of the size of the beats
#: around and of the contrast it has less than this. Both beats are near.
_P_WAVES = ((3.3, 0.74, 5.0), (2.4, 0.41, 3.7))
_NEAR = 0.95
#: The beats around a T or flutter wave are this many times as sharp, and both beside
#: this many; one of them is this near, in units of the RR interval; fewer of the waves
#: like it are beats, and its contrast is less.
_T_WAVES = ((3.3, 2.2, 0.45, 0.5, np.inf), (1.8, 0.0, 0.67, -0.1, 5.0))
#: A spike this long after a P wave paces the ventricles, as in `blunt_waves`; the beat
#: of a spike peaks this long after it, on the spike itself if that is higher (LUDB 45).
_AV_S, _PACED_S = (0.08, 0.24), (-0.04, 0.15)
#: A T wave peaks no later than this; without it the rhythm goes on.
_LATEST_T_S, _GOES_ON = 0.5, 1.65
#: A peak this near to a refused one belongs to its wave, unless it is sharper or this
#: share as sharp as beats are.
_SAME_WAVE_S, _AS_SHARP = 0.2, 0.8
_LEAST_SHARPNESS = 1e-12
_NO_SPIKES = np.empty(0)


@dataclass(frozen=True, eq=False)
class _Beats:
    """The chosen peaks, relative to the median of those around.

    Attributes
    ----------
    sharpness, size : ndarray of float64, shape (n_beats,)
    before, after : ndarray of float64, shape (n_beats,)
        RR intervals; 1 where there is no beat.
    nearest_s : ndarray of float64, shape (n_beats,)
        To the nearer beat beside.
    goes_on : ndarray of bool, shape (n_beats,)
        Whether the interval from the beat before to the one after would be an RR
        interval like those around.
    """

    sharpness: Float64Array
    size: Float64Array
    before: Float64Array
    after: Float64Array
    nearest_s: Float64Array
    goes_on: BoolArray

    @classmethod
    def of(
        cls, time_s: Float64Array, sharpness: Float64Array, size: Float64Array
    ) -> _Beats:
        rr_s = np.diff(time_s)
        usual_s = _usual(rr_s)
        rr = rr_s / usual_s
        both = np.full(len(time_s), np.inf)
        both[1:-1] = (time_s[2:] - time_s[:-2]) / usual_s[1:]
        goes_on = (both < _GOES_ON) & (both > 1 / _GOES_ON)
        sharper = sharpness / np.maximum(_usual(sharpness), _LEAST_SHARPNESS)
        before, after = np.append(1, rr), np.append(rr, 1)
        nearest_s = np.minimum(np.append(np.inf, rr_s), np.append(rr_s, np.inf))
        return cls(sharper, size / _usual(size), before, after, nearest_s, goes_on)

    @property
    def shorter(self) -> Float64Array:
        """The shorter RR interval of both."""
        return np.minimum(self.before, self.after)

    def times_as_blunt(self) -> Float64Array:
        """Return how many times as sharp the blunter one of those beside is."""
        sharp = np.maximum(self.sharpness, _LEAST_SHARPNESS)
        before, after = np.append(sharp[0], sharp[:-1]), np.append(sharp[1:], sharp[-1])
        return np.asarray(np.minimum(before, after) / sharp, np.float64)


def false_beats(
    time_s: Float64Array,
    contrast: Float64Array,
    sharpness: Float64Array,
    shapes: WaveShapes,
    chosen: IndexArray,
    spikes_s: Float64Array = _NO_SPIKES,
) -> BoolArray:
    """Return which peaks are not beats: chosen ones, and parts of their waves.

    Parameters
    ----------
    time_s, contrast, sharpness : ndarray of float64, shape (n_peaks,)
        Of all peaks that may be beats; the contrast is the height over the background.
    shapes : WaveShapes
        The waves at these peaks.
    chosen : ndarray of intp, shape (n_beats,)
        Those that are taken for beats, ascending.
    spikes_s : ndarray of float64, shape (n_spikes,)
        When there may be pacemaker spikes, ascending.

    Returns
    -------
    ndarray of bool, shape (n_peaks,)
    """
    refused = np.zeros(len(time_s), bool)
    if len(chosen) < _FEWEST_BEATS:
        return refused
    beats = _Beats.of(time_s[chosen], sharpness[chosen], shapes.size[chosen])
    false = _are_steps(beats, shapes, chosen)
    false |= _are_p_waves(beats, contrast[chosen])
    false |= _are_t_waves(beats, contrast[chosen], shapes, chosen)
    false |= _are_before_spikes(time_s[chosen], spikes_s, shapes.size[chosen])
    refused[chosen] = false & ~_is_sharper_of_two(false, sharpness[chosen])
    if refused.any():
        limit = _AS_SHARP * _usual(sharpness[chosen])[refused[chosen]]
        refused |= _same_waves(time_s, sharpness, np.flatnonzero(refused), limit)
    return refused


def _are_steps(beats: _Beats, shapes: WaveShapes, chosen: IndexArray) -> BoolArray:
    """Return which beats lead from one level to another, and are like no other."""
    least = np.where(beats.shorter < _SLIGHTLY_EARLY, _STEP_EARLY, _STEP)
    jump = shapes.jump[chosen] / shapes.size[chosen] * beats.size
    step = (shapes.beyond[chosen] < _STEP_BEYOND) & (jump > least)
    return _with_less_kinship(step, _STEP_KINSHIP, shapes, chosen)


def _are_p_waves(beats: _Beats, contrast: Float64Array) -> BoolArray:
    """Return which beats are several times as blunt as those beside, and smaller."""
    blunt = beats.times_as_blunt()
    found = np.zeros(len(blunt), bool)
    for times, size, most in _P_WAVES:
        found |= (blunt > times) & (beats.size < size) & (contrast < most)
    return np.asarray(found & (beats.before * beats.after < _NEAR**2))


def _are_t_waves(
    beats: _Beats, contrast: Float64Array, shapes: WaveShapes, chosen: IndexArray
) -> BoolArray:
    """Return which beats are blunt and near to another, with none missed without."""
    blunt = beats.times_as_blunt()
    possible = beats.goes_on & (beats.nearest_s < _LATEST_T_S)
    found = np.zeros(len(blunt), bool)
    for around, beside, near, kinship, most in _T_WAVES:
        wave = possible & (around * beats.sharpness < 1) & (blunt > beside)
        wave &= (beats.shorter < near) & (contrast < most)
        found |= _with_less_kinship(wave, kinship, shapes, chosen)
    return found


def _are_before_spikes(
    beats_s: Float64Array, spikes_s: Float64Array, size: Float64Array
) -> BoolArray:
    """Return which beats are P waves before a spike, where more beats have a spike.

    They are smaller than the paced beats, as an unsensed beat may not be.
    """
    before = _has_between(spikes_s, beats_s + _AV_S[0], beats_s + _AV_S[1])
    paced = _has_between(spikes_s, beats_s - _PACED_S[1], beats_s - _PACED_S[0])
    paced &= ~before
    if np.count_nonzero(before) >= np.count_nonzero(paced):
        return np.zeros(len(beats_s), bool)
    return np.asarray(before & (size < np.median(size[paced])))


def _has_between(
    times_s: Float64Array, first_s: Float64Array, last_s: Float64Array
) -> BoolArray:
    """Return for which spans there is a time within."""
    n_before = np.searchsorted(times_s, first_s)
    return np.asarray(np.searchsorted(times_s, last_s) > n_before)


def _with_less_kinship(
    some: BoolArray, most: float, shapes: WaveShapes, chosen: IndexArray
) -> BoolArray:
    """Return those of some beats that have fewer waves like them among the others."""
    rows = np.flatnonzero(some)
    if not len(rows):
        return some
    is_chosen = np.zeros(len(shapes.size), bool)
    is_chosen[chosen] = True
    found = some.copy()
    found[rows] = shapes.kinship(chosen[rows], is_chosen) < most
    return found


def _is_sharper_of_two(false: BoolArray, sharpness: Float64Array) -> BoolArray:
    """Return which false beats may be beats without a blunter one beside."""
    both = false[1:] & false[:-1]
    second = both & (sharpness[1:] > sharpness[:-1])
    return np.asarray(np.append(False, second) | np.append(both & ~second, False))


def _same_waves(
    time_s: Float64Array,
    sharpness: Float64Array,
    refused: IndexArray,
    limit: Float64Array,
) -> BoolArray:
    """Return which peaks belong to the waves of refused ones, and are as blunt."""
    near = np.abs(time_s[:, None] - time_s[refused]) <= _SAME_WAVE_S
    blunter = sharpness[:, None] <= np.minimum(sharpness[refused], limit)
    return np.asarray((near & blunter).any(axis=1))


def _usual(values: Float64Array) -> Float64Array:
    """Return the median of the beats around each."""
    return np.asarray(median_filter(values, _LOCAL_BEATS, mode="reflect"))
