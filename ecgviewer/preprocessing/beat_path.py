"""Which peaks of the fused envelope are beats: the best path through all of them.

Each peak has a score of its own, and each pair of successive beats a cost: for a T or
P wave beside a QRS, for a beat too early, for a beat missing. Dynamic programming finds
the path of highest score, so that no beat is decided upon without those after it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import sub

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import median_filter

from ecgviewer.core.arrays import BoolArray, Float64Array, IndexArray
from ecgviewer.core.beats import REFRACTORY_S
from ecgviewer.preprocessing.blunt_waves import blunt_costs

#: Fitted on the 22 records of DS1, 102, 104 and 52 records of svdb, and on eight of DS1
#: with computed noise; never on DS2 or nstdb.
_THRESHOLD = 0.35
_HEIGHT_GAIN, _BEST_SCORE, _WORST_SCORE = 1.0, 1.5, -9.0
_CONTRAST_GAIN, _CLEAR_CONTRAST = 1.4, 3.0
#: A peak this soon after one that is that much higher is its T wave.
_T_WAVE_S, _T_WAVE_RATIO, _T_WAVE_COST = 0.36, 0.8, 1.5
#: A peak this close before one that is that much higher is its P wave or noise.
_P_WAVE_S, _P_WAVE_RATIO, _P_WAVE_COST = 0.24, 0.65, 1.5
#: A T or P wave is this many peaks away from its QRS at most.
_NEAR_PEAKS = 4
#: RR intervals in units of the local median that begin to cost.
_EARLY_RR, _EARLY_COST = 0.5, 2.0
#: Sooner than this no beat of the training records comes, but the T wave of a high
#: ectopic beat does: being early costs this many times as much.
_TOO_SOON_S, _TOO_SOON = 0.24, 2.0
_LATE_RR, _LATE_COST = 1.2, 1.25
#: No beat between two others spares more than this, the late cost times log 2.
_MOST_SPARED = 0.87
#: In white noise, peaks stand out by 1.6 and come irregularly (deviation 0.1 to 0.2
#: of an RR interval); beats stand out by 2 and more, but for those 250 a minute.
_NOISE_CONTRAST, _NOISE_IRREGULARITY = 1.8, 0.07
_LOCAL_BEATS, _NOISE_BEATS = 15, 25
_REACH = 16
#: Cost of a beat missing for longer than the reach.
_FAR_COST = 3.0
_FORBIDDEN = 1e6
#: Rounds in which chosen beats may be refused.
_MOST_REFUSALS = 3
_FEWEST_BEATS, _USUAL_RR_S, _RR_RANGE_S = 4, 0.8, (0.3, 1.6)


@dataclass(frozen=True, eq=False)
class Candidates:
    """The peaks that may be beats: what they score, and where they are.

    Attributes
    ----------
    index : ndarray of intp, shape (n_candidates,)
        Which peaks of all.
    time_s, height, contrast, sharpness, score : ndarray of float64, of the same shape
        The contrast is the height over the background.
    """

    index: IndexArray
    time_s: Float64Array
    height: Float64Array
    contrast: Float64Array
    sharpness: Float64Array
    score: Float64Array

    def without(self, some: BoolArray) -> Candidates:
        """Return the others."""
        rest = ~some
        return Candidates(*(getattr(self, each.name)[rest] for each in fields(self)))


#: Returns which candidates are not beats, given those that are chosen.
Refuse = Callable[[Candidates, IndexArray], BoolArray]


def choose_beats(
    time_s: Float64Array,
    height: Float64Array,
    background: Float64Array,
    sharpness: Float64Array,
    refuse: Refuse | None = None,
) -> IndexArray:
    """Return the indexes of the peaks that are beats, ascending.

    Parameters
    ----------
    time_s, height, background, sharpness : ndarray of float64, shape (n_peaks,)
        Where the peaks of a `FusedEnvelope` are, and its values there.
    refuse : callable
        Asked about those chosen; without those that it refuses, others are chosen.
    """
    contrast = height / background
    scores = _scores(height, contrast) - blunt_costs(time_s, height, sharpness)
    index = np.flatnonzero(scores > -_MOST_SPARED)
    values = (time_s, height, contrast, sharpness, scores)
    candidates = Candidates(index, *(each[index] for each in values))
    beats = _chosen(candidates)
    for _ in range(_MOST_REFUSALS):
        refused = refuse(candidates, beats) if refuse else np.zeros(1, bool)
        if not refused.any():
            break
        candidates = candidates.without(refused)
        beats = _chosen(candidates)
    return candidates.index[beats]


def _chosen(candidates: Candidates) -> IndexArray:
    time_s, scores = candidates.time_s, candidates.score
    wave_costs = _wave_costs(time_s, np.log(candidates.height))
    path = _path_of_waves(time_s, scores, wave_costs)
    costs = _rhythm_costs(time_s, _local_rr(time_s[path], time_s))
    costs[:, -_NEAR_PEAKS:] += wave_costs
    path = _best_path(scores, costs)
    return path[~_is_noise(time_s[path], candidates.contrast[path])]


def _scores(height: Float64Array, contrast: Float64Array) -> Float64Array:
    unclear = np.log(np.minimum(contrast / _CLEAR_CONTRAST, 1.0))
    score = np.clip(
        _HEIGHT_GAIN * np.log(height / _THRESHOLD), _WORST_SCORE, _BEST_SCORE
    )
    return score + _CONTRAST_GAIN * unclear


def _is_noise(beats_s: Float64Array, contrast: Float64Array) -> BoolArray:
    unclear = median_filter(contrast, _NOISE_BEATS, mode="reflect") < _NOISE_CONTRAST
    if len(beats_s) < _FEWEST_BEATS:
        return unclear
    rr_s = np.diff(beats_s, prepend=2 * beats_s[0] - beats_s[1])
    usual_s = median_filter(rr_s, _NOISE_BEATS, mode="reflect")
    deviation = np.abs(rr_s / usual_s - 1)
    irregularity = median_filter(deviation, _NOISE_BEATS, mode="reflect")
    return unclear & (irregularity > _NOISE_IRREGULARITY)


def _earlier(values: Float64Array, reach: int, none: float) -> Float64Array:
    """Return the values of the peaks before each, oldest first."""
    padded = np.concatenate([np.full(reach, none), values[:-1]])
    return sliding_window_view(padded, reach)


def _wave_costs(time_s: Float64Array, log_height: Float64Array) -> Float64Array:
    """Return the cost of each peak after each of the peaks near before it."""
    gap_s = time_s[:, None] - _earlier(time_s, _NEAR_PEAKS, -math.inf)
    rise = log_height[:, None] - _earlier(log_height, _NEAR_PEAKS, 0.0)
    too_low = np.maximum(math.log(_T_WAVE_RATIO) - rise, 0)
    too_high = np.maximum(math.log(_P_WAVE_RATIO) + rise, 0)
    cost = np.where(gap_s < _T_WAVE_S, _T_WAVE_COST * too_low, 0)
    cost += np.where(gap_s < _P_WAVE_S, _P_WAVE_COST * too_high, 0)
    return np.where(gap_s >= REFRACTORY_S, cost, _FORBIDDEN)


def _rhythm_costs(time_s: Float64Array, rr_s: Float64Array) -> Float64Array:
    """Return the cost of each RR interval that may end at each peak."""
    # Before the first peak lies none; there is no path through it.
    gap_s = time_s[:, None] - _earlier(time_s, _REACH, -1.0)
    gap = np.log(gap_s / rr_s[:, None])
    early = np.maximum(math.log(_EARLY_RR) - gap, 0)
    early *= np.where(gap_s < _TOO_SOON_S, _TOO_SOON, 1.0)
    late = np.maximum(gap - math.log(_LATE_RR), 0)
    return _EARLY_COST * early + _LATE_COST * late


def _local_rr(beats_s: Float64Array, time_s: Float64Array) -> Float64Array:
    """Return the median RR interval around each time."""
    if len(beats_s) < _FEWEST_BEATS:
        return np.full(len(time_s), _USUAL_RR_S)
    rr_s = median_filter(np.diff(beats_s), _LOCAL_BEATS, mode="reflect")
    return np.interp(time_s, beats_s[1:], np.clip(rr_s, *_RR_RANGE_S))


def _path_of_waves(
    time_s: Float64Array, scores: Float64Array, costs: Float64Array
) -> IndexArray:
    """Return the path of highest score that there is, whatever the rhythm.

    Only peaks a T wave apart or less have a cost, so that one of those before counts.
    """
    n_near = np.arange(len(time_s)) - np.searchsorted(time_s, time_s - _T_WAVE_S)
    totals = [0.0]
    #: The best path so far, at first the empty one, and its last peak.
    best_totals, lasts = [0.0], [-1]
    previous: list[int] = []
    rows = zip(scores.tolist(), n_near.tolist(), costs.tolist(), strict=True)
    for i, (score, n, row) in enumerate(rows):
        n = min(n, _NEAR_PEAKS)
        most, last = best_totals[i - n], lasts[i - n]
        for j in range(i - n, i):
            total = totals[j + 1] - row[j - i]
            if total > most:
                most, last = total, j
        total = score + most
        totals.append(total)
        previous.append(last)
        better = total > best_totals[i]
        best_totals.append(total if better else best_totals[i])
        lasts.append(i if better else lasts[i])
    return _trace_back(totals[1:], previous)


def _best_path(scores: Float64Array, costs: Float64Array) -> IndexArray:
    """Return the peaks on the path of highest score less costs."""
    # Ahead of the first peak are as many that no path goes through.
    totals = [-math.inf] * _REACH
    previous: list[int] = []
    # The best path that ended before those within reach, at first the empty one.
    older, older_total = -1, 0.0
    for i, (score, row) in enumerate(zip(scores.tolist(), costs.tolist(), strict=True)):
        through = list(map(sub, totals[i:], row))
        best, best_total = older, older_total - (_FAR_COST if older >= 0 else 0.0)
        most = max(through)
        if most >= best_total:
            best, best_total = i - _REACH + through.index(most), most
        if totals[i] > older_total:
            older, older_total = i - _REACH, totals[i]
        totals.append(score + best_total)
        previous.append(best)
    return _trace_back(totals[_REACH:], previous)


def _trace_back(totals: list[float], previous: list[int]) -> IndexArray:
    at = int(np.argmax(totals)) if totals else -1
    path = []
    while at >= 0:
        path.append(at)
        at = previous[at]
    return np.array(path[::-1], np.intp)
