"""The timing of each beat as numbers: RR intervals relative to the patient's own.

Everything is a ratio to RR intervals of the same patient, or a rank among them, so
that a premature beat looks alike at any heart rate; beats of an irregular rhythm are
told from premature ones by how far RR intervals differ around them.
RR ratios to the patient's own: Mondéjar-Guerra et al., Biomed Signal Process Control
47 (2019) 41. Medians hold where ectopic beats are few; where they are the majority an
upper quantile is nearer to the patient's normal interval.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.stopping import Stop, check, never
from ecgviewer.preprocessing.tachycardia import in_abrupt_tachycardia

Features = Float32Array

#: Beats on either side that "near" and "far" look at: half a minute, and minutes.
_NEAR, _FAR = 15, 100
#: Beats a context must hold on either side for the features of the one in its middle.
REACH = 2 * _FAR
#: RR intervals shown: from three beats before to four after.
_NEIGHBOURS = range(-3, 5)
_LEAST_RR_S = 1 / 12
#: Where no interval is known at all.
_USUAL_RR_S = 0.8
#: Intervals that differ by less count as equal: half a sample at 250 Hz.
_SAME_S = 0.002
_LIMIT = 3.0
#: RR intervals this far from the local median are short, and long.
_SHORT, _LONG = 0.88, 1.12
_CHUNK = 4096

FEATURE_NAMES = (
    *(f"RR {k:+d} / near median" for k in _NEIGHBOURS),
    "RR / mean of 8 before",
    "near lower quartile / near median",
    "near upper quartile / near median",
    "near median / far median",
    "RR / far 80th percentile",
    "RR / near upper quartile",
    "RR and next / twice the near median",
    "RR against the near spread",
    "next RR against the near spread",
    "near spread",
    "near beat-to-beat change",
    "far beat-to-beat change",
    "near change over two beats",
    "near smallest changes",
    "near rank of RR",
    "far rank of RR",
    "near share of short RR",
    "near share of long RR",
    "near median in s",
    "RR in s",
    "in a regular tachycardia that began abruptly",
)
#: Of no window: a run lasts as long as it lasts.
TACHYCARDIA = len(FEATURE_NAMES) - 1


def rhythm_features(
    r_peaks_s: npt.ArrayLike,
    stop: Stop = never,
    across: BoolArray | None = None,
) -> Features:
    """Return the timing of each beat among those around it.

    Parameters
    ----------
    r_peaks_s : array_like of float, shape (n_beats,)
        Ascending times of all beats of a record in seconds.
    stop : callable
        Asked before each part of the work.
    across : ndarray of bool, shape (n_beats,), optional
        Before which beats the signal was lost, so that nobody knows their RR interval:
        it is taken as what is usual around.

    Returns
    -------
    ndarray of float32, shape (n_beats, len(FEATURE_NAMES))
        Logarithms of ratios, ranks and shares, within -3 to 3. A beat's features
        depend on the `REACH` beats on either side at most, but for TACHYCARDIA: 0 or 1,
        which depends on all beats from before the run on.
    """
    times = np.asarray(r_peaks_s, np.float64)
    if len(times) < 2:
        return np.zeros((len(times), len(FEATURE_NAMES)), np.float32)
    rr = _intervals(times, across)
    features = np.empty((len(rr), len(FEATURE_NAMES)), np.float32)
    for start in range(0, len(rr), _CHUNK):
        check(stop)
        last = min(start + _CHUNK, len(rr))
        features[start:last, :TACHYCARDIA] = _chunk_features(rr, start, last)
    features[:, TACHYCARDIA] = tachycardia(times, stop, across)
    return features


def tachycardia(
    r_peaks_s: npt.ArrayLike,
    stop: Stop = never,
    across: BoolArray | None = None,
) -> Features:
    """Return the feature TACHYCARDIA alone, shape (n_beats,)."""
    times = np.asarray(r_peaks_s, np.float64)
    rr = np.diff(times, prepend=times[:1])
    if across is not None and across.any():
        rr = _usual_across(rr, across)
    return in_abrupt_tachycardia(rr, stop).astype(np.float32)


def rr_intervals(
    r_peaks_s: npt.ArrayLike, across: BoolArray | None = None
) -> Float64Array:
    """Return the feature "RR in s" alone, in seconds, shape (n_beats,)."""
    times = np.asarray(r_peaks_s, np.float64)
    if len(times) < 2:
        return np.ones(len(times))
    return np.minimum(_intervals(times, across), np.exp(_LIMIT))


def _intervals(times: Float64Array, across: BoolArray | None) -> Float64Array:
    """Return the RR interval before each beat, for the unknown ones a guess."""
    rr = np.maximum(np.diff(times, prepend=np.nan), _LEAST_RR_S)
    if across is not None and across.any():
        rr = _usual_across(rr, across)
    # The first beat has no interval; the second one's is the best guess.
    rr[0] = rr[1]
    return rr


def _usual_across(rr: Float64Array, across: BoolArray) -> Float64Array:
    """Return RR intervals, those across lost signal replaced by the median around."""
    known = np.where(across, np.nan, rr)
    known[0] = np.nan
    usual = known.copy()
    for row in np.flatnonzero(across).tolist():
        around = known[max(row - _NEAR, 0) : row + _NEAR + 1]
        some = around[~np.isnan(around)]
        usual[row] = np.median(some) if len(some) else _USUAL_RR_S
    usual[0] = rr[0]
    return usual


def _chunk_features(rr: Float64Array, start: int, stop: int) -> Features:
    """Return the features of rows start to stop, from their surroundings only."""
    first, last = max(start - REACH, 0), min(stop + REACH, len(rr))
    features = _features(rr[first:last])
    return features[start - first : stop - first]


def _features(rr: Float64Array) -> Features:
    near, far = _windows(rr, _NEAR), _windows(rr, _FAR)
    lower, median, upper = np.quantile(near, (0.25, 0.5, 0.75), axis=1)
    far_median, far_upper = np.quantile(far, (0.5, 0.8), axis=1)
    spread = 1.48 * np.median(np.abs(near - median[:, None]), axis=1) / median + 0.02
    following = np.append(rr[1:], rr[-1])
    columns = [
        *(_log(_shifted(rr, k) / median) for k in _NEIGHBOURS),
        _log(rr / _mean_before(rr, 8)),
        _log(lower / median),
        _log(upper / median),
        _log(median / far_median),
        _log(rr / far_upper),
        _log(rr / upper),
        _log((rr + following) / (2 * median)),
        np.clip((rr / median - 1) / spread, -8, 8) / 4,
        np.clip((following / median - 1) / spread, -8, 8) / 4,
        _log(spread),
        *_changes(rr, median, far_median),
        _rank(rr, near),
        _rank(rr, far),
        (near < _SHORT * median[:, None]).mean(axis=1),
        (near > _LONG * median[:, None]).mean(axis=1),
        _log(median),
        _log(rr),
    ]
    stacked = np.clip(np.stack(columns, axis=1), -_LIMIT, _LIMIT)
    return np.asarray(stacked, np.float32)


def _changes(
    rr: Float64Array, median: Float64Array, far_median: Float64Array
) -> list[Float64Array]:
    """Return how much RR changes from beat to beat: large in fibrillation.

    In bigeminy the change over two beats is small.
    """
    once = np.abs(np.diff(rr, prepend=rr[0]))
    twice = np.abs(rr - np.concatenate([rr[:2], rr[:-2]])[: len(rr)])
    return [
        _log(np.median(_windows(once, _NEAR), axis=1) / median + 0.01),
        _log(np.median(_windows(once, 60), axis=1) / far_median + 0.01),
        _log(np.median(_windows(twice, _NEAR), axis=1) / median + 0.01),
        _log(np.quantile(_windows(once, 30), 0.25, axis=1) / median + 0.005),
    ]


def _log(ratio: Float64Array) -> Float64Array:
    return np.log(np.maximum(ratio, 1e-3))


def _rank(rr: Float64Array, windows: Float64Array) -> Float64Array:
    """Return which share of the intervals around is shorter."""
    rank: Float64Array = (windows < rr[:, None] - _SAME_S).mean(axis=1)
    return rank


def _shifted(rr: Float64Array, k: int) -> Float64Array:
    return rr[np.clip(np.arange(len(rr)) + k, 0, len(rr) - 1)]


def _mean_before(rr: Float64Array, n: int) -> Float64Array:
    total = np.cumsum(np.concatenate([np.full(n, rr[0]), rr]))
    mean: Float64Array = (total[n - 1 : -1] - np.append(0, total[: -n - 1])) / n
    return mean


def _windows(values: Float64Array, reach: int) -> Float64Array:
    """Return each value with its neighbours; beyond the ends they are mirrored."""
    if len(values) > reach:
        padded = np.pad(values, reach, mode="reflect")
    else:
        padded = np.pad(values, reach, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
