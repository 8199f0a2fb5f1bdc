"""A beat among all beats of its record, as numbers that compare between patients.

What networks say of a new patient is often off for all of his beats, while the order of
the beats is right. So what is said of a beat is taken relative to what is said of the
others, and its RR intervals relative to the *sinus* RR interval: the median of those
that end with a beat that is surely normal, in the minutes around.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.stopping import Stop, check, never

_N, _S, _V = range(3)
#: Beats on either side: seconds, half a minute, a minute.
_NEAR, _AROUND, _FAR = 10, 20, 50
#: Beats on either side among which what timing says of a beat is looked at.
_TIMED_AROUND = 25
_LEAST_RR_S = 0.15
#: A normal beat's RR intervals, before and after, are this near to the median around.
_REGULAR = np.log(1.17)
#: With fewer normal beats than this those that are the most normal count as such.
_FEW = 50
#: Beats whose windows are looked at in one go.
_AT_ONCE = 4096
_TINY = 0.005
#: Beats beside a beat of which it matters what is said, and how long they took.
_SAID, _TIMED = (-3, -2, -1, 1, 2, 3), (-4, -3, -2, -1, 1, 2, 3, 4)

CONTEXT_NAMES = (
    "odds of V",
    "odds of V above the record's median",
    "odds of S above the record's median",
    "odds of S above the median around",
    "odds of S around",
    "rank of the odds of S",
    *(f"odds of S {k:+d}" for k in _SAID),
    *(f"odds of V {k:+d}" for k in _SAID),
    "RR / sinus RR of minutes",
    "RR / sinus RR of seconds",
    "RR / sinus RR of the record",
    "next RR / sinus RR of minutes",
    "next RR / sinus RR of seconds",
    "RR and next / twice the sinus RR",
    "sinus RR of minutes / of the record",
    "rank of RR / sinus RR",
    *(f"RR {k:+d} / sinus RR of minutes" for k in _TIMED),
    "RR against the spread of normal beats",
    "change between RR that no V touches",
    "lower quartile of deviations around",
    "median of deviations around",
    "upper quartile of deviations around",
    "share of S near",
    "share of V near",
    "share of S far",
    "share of V far",
)

#: What `timed_context` gives of each expert of timing.
TIMED_NAMES = (
    "odds of S by timing",
    "odds of S by timing above the record's median",
    "odds of S by timing above the median around",
)


def beat_context(
    log_probabilities: npt.NDArray[np.floating],
    rr_s: npt.NDArray[np.floating],
    stop: Stop = never,
) -> Float32Array:
    """Return each beat of a record among the others.

    Parameters
    ----------
    log_probabilities : ndarray of float, shape (n_beats, 3)
        What the networks say on all leads together, as N, S and V.
    rr_s : ndarray of float, shape (n_beats,)
        RR interval before each beat in seconds; of the first beat, that of the second.
    stop : callable
        Asked before each part of the work.

    Returns
    -------
    ndarray of float32, shape (n_beats, len(CONTEXT_NAMES))
        Logarithms of odds and of ratios, ranks and shares.
    """
    said = log_probabilities.astype(np.float64)
    if not len(said):
        return np.zeros((0, len(CONTEXT_NAMES)), np.float32)
    early = said[:, _S] - said[:, _N]
    ventricular = said[:, _V] - np.logaddexp(said[:, _N], said[:, _S])
    rr = np.log(np.maximum(rr_s.astype(np.float64), _LEAST_RR_S))
    normal = _surely_normal(said[:, _N], rr)
    # A week has 700,000 beats: no more of it than one part at a time in full.
    context = np.empty((len(said), len(CONTEXT_NAMES)), np.float32)
    place = _fill(context, 0, _said(early, ventricular, stop))
    place = _fill(context, place, _timed(rr, normal, ventricular > 0, stop))
    for reach in (15, 60):
        shares = [_mean(early > 0, reach), _mean(ventricular > 0, reach)]
        place = _fill(context, place, shares)
    return context


def timed_context(timing_odds: Float64Array, stop: Stop = never) -> Float32Array:
    """Return what timing alone says of each beat of a record, among the others.

    Parameters
    ----------
    timing_odds : ndarray of float64, shape (n_beats,)
        Logarithm of the odds of S by `timing_expert.supraventricular_logit`.
    stop : callable
        Asked before each part of the work.

    Returns
    -------
    ndarray of float32, shape (n_beats, len(TIMED_NAMES))
    """
    if not len(timing_odds):
        return np.zeros((0, len(TIMED_NAMES)), np.float32)
    around = _quantiles(timing_odds, _TIMED_AROUND, (0.5,), stop)[0]
    columns = [timing_odds, timing_odds - np.median(timing_odds), timing_odds - around]
    return np.stack(columns, axis=1).astype(np.float32)


def _fill(context: Float32Array, place: int, columns: list[Float64Array]) -> int:
    """Write columns from a place on, and return the place after them."""
    for number, column in enumerate(columns, place):
        context[:, number] = column
    return place + len(columns)


def _surely_normal(log_normal: Float64Array, rr: Float64Array) -> BoolArray:
    off = np.abs(rr - _quantiles(rr, 15, (0.5,), never)[0])
    steady = (off < _REGULAR) & (_shifted(off, 1) < _REGULAR)
    normal = (log_normal > np.log(0.5)) & steady
    if normal.sum() < _FEW:
        normal = log_normal >= np.median(log_normal)
    return np.asarray(normal)


def _said(
    early: Float64Array, ventricular: Float64Array, stop: Stop
) -> list[Float64Array]:
    """Return what is said of the beat and of those beside it."""
    around = _quantiles(early, 25, (0.5,), stop)[0]
    return [
        ventricular,
        ventricular - np.median(ventricular),
        early - np.median(early),
        early - around,
        around,
        _rank(early),
        *(_shifted(early, k) for k in _SAID),
        *(_shifted(ventricular, k) for k in _SAID),
    ]


def _timed(
    rr: Float64Array, normal: BoolArray, is_v: BoolArray, stop: Stop
) -> list[Float64Array]:
    """Return RR intervals relative to those that end with a normal beat."""
    sinus_ends = normal & ~_before(is_v)
    if not sinus_ends.any():
        sinus_ends = np.ones(len(rr), bool)
    ever = float(np.median(rr[sinus_ends]))
    minutes = _medians_of(rr, sinus_ends, _FAR, ever, stop)
    seconds = _medians_of(rr, sinus_ends, _NEAR, ever, stop)
    following = _shifted(rr, 1)
    to_minutes, to_seconds = rr - minutes, rr - seconds
    both = np.log((np.exp(rr) + np.exp(following)) / 2)
    usual = to_seconds[sinus_ends]
    spread = 1.48 * np.median(np.abs(usual - np.median(usual))) + 0.01
    return [
        to_minutes,
        to_seconds,
        rr - ever,
        following - minutes,
        following - seconds,
        both - minutes,
        minutes - ever,
        _rank(to_minutes),
        *(_shifted(to_minutes, k) for k in _TIMED),
        np.clip(to_seconds / spread, -15, 15),
        _change(rr, is_v, stop),
        *_quantiles(np.abs(to_seconds), _AROUND, (0.25, 0.5, 0.75), stop),
    ]


def _change(rr: Float64Array, is_v: BoolArray, stop: Stop) -> Float64Array:
    """Return how much RR changes from beat to beat where no V touches either."""
    touched = is_v | _before(is_v)
    change = np.abs(np.diff(rr, prepend=rr[:1]))
    usual = float(np.median(change))
    once = _medians_of(change, ~(touched | _before(touched)), 30, usual, stop)
    return np.asarray(np.log(once + _TINY), np.float64)


def _before(flags: BoolArray) -> BoolArray:
    """Return what is true of the beat before; of the first beat, nothing is."""
    return np.concatenate([[False], flags[:-1]])


def _shifted(values: Float64Array, k: int) -> Float64Array:
    return values[np.clip(np.arange(len(values)) + k, 0, len(values) - 1)]


def _rank(values: Float64Array) -> Float64Array:
    """Return which share of the record's values is smaller, ties half."""
    ordered = np.sort(values)
    smaller = np.searchsorted(ordered, values)
    not_larger = np.searchsorted(ordered, values, side="right")
    return np.asarray((smaller + not_larger) / (2 * len(values)), np.float64)


def _mean(flags: BoolArray, reach: int) -> Float64Array:
    total = np.concatenate([[0], np.cumsum(flags)])
    first = np.maximum(np.arange(len(flags)) - reach, 0)
    last = np.minimum(np.arange(len(flags)) + reach + 1, len(flags))
    return np.asarray((total[last] - total[first]) / (last - first), np.float64)


def _medians_of(
    values: Float64Array, chosen: BoolArray, reach: int, otherwise: float, stop: Stop
) -> Float64Array:
    """Return the median of the chosen values around each, else another one."""
    among = np.flatnonzero(chosen)
    first = np.searchsorted(among, np.arange(len(values)) - reach)
    last = np.searchsorted(among, np.arange(len(values)) + reach, side="right")
    # The chosen ones of a window follow each other: a row of each, its end filled up.
    columns = np.arange(2 * reach + 1)
    medians = np.full(len(values), otherwise)
    for start in range(0, len(values), _AT_ONCE):
        check(stop)
        part = slice(start, start + _AT_ONCE)
        places = first[part, None] + columns
        inside = places < last[part, None]
        rows = np.flatnonzero(inside.any(axis=1))
        found = values[among[np.minimum(places[rows], len(among) - 1)]]
        ordered = np.sort(np.where(inside[rows], found, np.inf), axis=1)
        n = inside[rows].sum(axis=1)
        every = np.arange(len(rows))
        middle = (ordered[every, (n - 1) // 2] + ordered[every, n // 2]) / 2
        medians[start + rows] = middle
    return medians


def _quantiles(
    values: Float64Array, reach: int, quantiles: tuple[float, ...], stop: Stop
) -> Float64Array:
    """Return quantiles of the values around each; beyond the ends, the last ones."""
    padded = np.pad(values, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    # No interpolation: each is one of the odd number of values.
    places = [round(2 * reach * quantile) for quantile in quantiles]
    parts = []
    for start in range(0, len(windows), _AT_ONCE):
        check(stop)
        part = np.partition(windows[start : start + _AT_ONCE], places, axis=1)
        parts.append(part[:, places].T)
    return np.concatenate(parts, axis=1)
