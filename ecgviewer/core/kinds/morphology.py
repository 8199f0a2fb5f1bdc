"""Groups beats that look alike and come alike early, as a Holter laboratory does.

Leader clustering on the distance of aligned beats: templates are found chunk by chunk,
every beat goes to the nearest one, and each shape is divided by prematurity. The same
beats give the same groups. The embedding of the classifier has no part in it: groups
must not repeat the errors that they are there to show.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from ecgviewer.core.arrays import (
    BoolArray,
    Float32Array,
    Float64Array,
    IndexArray,
    IntArray,
)
from ecgviewer.core.kinds.beat_shapes import (
    BeatShapes,
    relative_distance,
    relative_to_norms,
    squared_norms,
)

Codes = IntArray

#: Part of a beat that is compared, seconds from the R-peak: the QRS complex, and the
#: end of the P wave, which an atrial ectopic beat has elsewhere.
_PART_S = (-0.14, 0.2)
#: A beat joins a template within this distance (a correlation of 0.95 at equal size).
_JOIN = 0.32
#: In the end, a beat goes to the nearest template up to this distance.
REACH = 0.42
#: Templates nearer than this are one.
_MERGE = 0.22
#: Beats looked at together; leaders are found among those that no template takes.
_CHUNK = 2048
_LEADERS = 512
#: A shape of fewer beats is not a kind of its own; they are looked at one by one.
_FEWEST = 3
#: A beat is premature below this share of the usual RR interval around it.
PREMATURE = 0.88
_NEIGHBOURS = 8
#: A beat is wide from this many times the usual width at half height, and this much
#: more, in seconds: of DS1, 1 % of N are, and most V.
_WIDE, _WIDE_S = 1.5, 0.02


class GroupCode(IntEnum):
    """Numbers of groups that are not groups of one kind; those are from 1."""

    #: The beat is in no group: none were made, or it was not there then.
    NONE = -1
    #: The beat resembles no template.
    ODD = 0


def rr_ratio(rr_previous_s: Float64Array) -> Float32Array:
    """Return the RR interval before each beat over the usual one around it.

    The usual one is the upper tertile of the intervals of eight beats on either side:
    in bigeminy half of the intervals are short, and the others the long ones.

    Parameters
    ----------
    rr_previous_s : ndarray of float64, shape (n_beats,)
        NaN where there is none.

    Returns
    -------
    ndarray of float32, shape (n_beats,)
        1 where nothing is known.
    """
    n = len(rr_previous_s)
    if n < 2:
        return np.ones(n, np.float32)
    known = np.where(np.isfinite(rr_previous_s), rr_previous_s, np.nan)
    filled = np.where(np.isnan(known), np.nanmedian(known), known)
    padded = np.pad(filled, _NEIGHBOURS, mode="reflect" if n > _NEIGHBOURS else "edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1)
    place = round(2 * _NEIGHBOURS * 0.62)
    usual = np.partition(around, place, axis=1)[:, place]
    return np.asarray(np.where(np.isnan(known), 1.0, filled / usual), np.float32)


def group_beats(shapes: BeatShapes, ratio: Float32Array) -> Codes:
    """Group all beats by shape, and each shape by prematurity.

    Parameters
    ----------
    shapes : BeatShapes
        The beats.
    ratio : ndarray of float32, shape (n_beats,)
        From `rr_ratio`.

    Returns
    -------
    ndarray of int64, shape (n_beats,)
        Group of each beat: numbered from 1, those of more beats first; ODD for a beat
        that resembles no other.
    """
    values = compared(shapes)
    shape = _shapes(values, _templates(values))
    code = np.where(
        shape == GroupCode.ODD, GroupCode.ODD, 2 * shape + (ratio < PREMATURE)
    )
    return _renumbered(code)


def _shapes(values: Float32Array, templates: Float32Array) -> Codes:
    """Return the number of the template of each beat from 1, ODD for none."""
    shape, distance = _nearest(values, templates)
    shape = np.where(distance <= REACH, shape + 1, GroupCode.ODD)
    odd = np.flatnonzero(shape == GroupCode.ODD)
    rare = _templates(values[odd])
    if len(rare):
        nearest, distance = _nearest(values[odd], rare)
        near = distance <= REACH
        shape[odd[near]] = len(templates) + 1 + nearest[near]
    return shape


def compared(shapes: BeatShapes) -> Float32Array:
    """Return the part of each beat by which beats are compared."""
    return shapes.columns(*_PART_S)


def _templates(values: Float32Array) -> Float32Array:
    """Return the templates of all beats, found chunk by chunk."""
    templates = np.empty((0, values.shape[1]), np.float32)
    weight = np.empty(0, np.float64)
    for start in range(0, len(values), _CHUNK):
        chunk = values[start : start + _CHUNK]
        nearest, distance = _nearest(chunk, templates)
        taken = distance <= _JOIN
        leaders = _leaders(chunk[~taken])
        templates = np.concatenate([templates, leaders])
        weight = np.append(weight, np.zeros(len(leaders)))
        nearest, distance = _nearest(chunk, templates)
        templates, weight = _moved(templates, weight, chunk, nearest, distance)
        templates, weight = _merged(templates, weight)
    return templates


def _leaders(values: Float32Array) -> Float32Array:
    """Return beats that each have a few others near them, the most crowded first."""
    found = []
    left = values[:_LEADERS]
    near = relative_distance(left, left) <= _JOIN
    while len(near):
        count = near.sum(axis=1)
        best = int(np.argmax(count))
        if count[best] < _FEWEST:
            break
        members = near[best]
        found.append(np.median(left[members], axis=0))
        left, near = left[~members], near[~members][:, ~members]
    return np.array(found, np.float32).reshape(-1, values.shape[1])


def _nearest(
    values: Float32Array, templates: Float32Array
) -> tuple[Codes, Float32Array]:
    """Return for each beat its nearest template and the distance to it."""
    n = len(values)
    nearest, distance = np.zeros(n, np.int64), np.full(n, np.inf, np.float32)
    if not len(templates):
        return nearest, distance
    for start in range(0, n, _CHUNK):
        part = relative_distance(values[start : start + _CHUNK], templates)
        nearest[start : start + _CHUNK] = np.argmin(part, axis=1)
        distance[start : start + _CHUNK] = part.min(axis=1)
    return nearest, distance


def _moved(
    templates: Float32Array,
    weight: Float64Array,
    values: Float32Array,
    nearest: Codes,
    distance: Float32Array,
) -> tuple[Float32Array, Float64Array]:
    """Move each template towards the mean of the beats that it took."""
    taken = distance <= _JOIN
    count = np.bincount(nearest[taken], minlength=len(templates)).astype(np.float64)
    sums = np.zeros(templates.shape, np.float64)
    np.add.at(sums, nearest[taken], values[taken])
    total = weight + count
    # A kind of beat changes over a day: old beats count for no more than a chunk.
    old = np.minimum(weight, _CHUNK)[:, None]
    moved = (templates * old + sums) / np.maximum(old + count[:, None], 1)
    kept = np.where((old + count[:, None]) > 0, moved, templates)
    return np.asarray(kept, np.float32), total


def _merged(
    templates: Float32Array, weight: Float64Array
) -> tuple[Float32Array, Float64Array]:
    """Join templates that have become one."""
    if not len(templates):
        return templates, weight
    order = np.argsort(-weight, kind="stable")
    near = relative_distance(templates[order], templates[order]) <= _MERGE
    earlier = np.argmax(near, axis=1)
    kept = np.flatnonzero(earlier == np.arange(len(order)))
    total = np.zeros(len(order))
    np.add.at(total, earlier, weight[order])
    return templates[order[kept]], total[kept]


def _renumbered(code: Codes) -> Codes:
    """Return groups numbered by size; those too small join the odd beats."""
    codes, inverse, count = np.unique(code, return_inverse=True, return_counts=True)
    small = (count < _FEWEST) | (codes == GroupCode.ODD)
    order = np.lexsort((codes, -count, small))
    number = np.empty(len(codes), np.int64)
    number[order] = np.arange(1, len(codes) + 1)
    number[small] = GroupCode.ODD
    return number[inverse]


def place_in_group(code: Codes) -> IntArray:
    """Return how many rows of the same group come before each; groups lie together."""
    n = len(code)
    begins = np.append(True, code[1:] != code[:-1])[:n]
    first = np.flatnonzero(begins)
    return np.arange(n) - np.repeat(first, np.diff(np.append(first, n)))


def wider_than_most(values: Float32Array, fs: float) -> BoolArray:
    """Return which beats are wider at half their height than most.

    Parameters
    ----------
    values : ndarray of float32, shape (n_beats, n_values)
        From `compared`.
    fs : float
        Sampling frequency of the columns, in Hz.
    """
    height = np.abs(values - np.median(values, axis=1, keepdims=True))
    half = height.max(axis=1, keepdims=True, initial=0.0) / 2
    width_s = np.count_nonzero(height > half, axis=1) / fs
    usual_s = float(np.median(width_s)) if len(width_s) else 0.0
    return np.asarray(width_s > max(_WIDE * usual_s, usual_s + _WIDE_S), np.bool_)


def distances_from_median(values: Float32Array, code: Codes) -> Float32Array:
    """Return how far each beat is from the median of its group."""
    distance, norms = np.zeros(len(values), np.float32), squared_norms(values)
    order = np.argsort(code, kind="stable")
    edges = np.flatnonzero(np.diff(code[order])) + 1
    for rows in np.split(order, edges):
        if len(rows):
            distance[rows] = distance_in_group(values, norms, rows)
    return distance


def distance_in_group(
    values: Float32Array, norms: Float32Array, rows: IndexArray
) -> Float32Array:
    """Return how far the beats of one group are from their median.

    Parameters
    ----------
    values : ndarray of float32, shape (n_beats, n_values)
    norms : ndarray of float32, shape (n_beats,)
        `squared_norms` of the values.
    rows : ndarray of int, shape (n_in_group,)
        One at least.
    """
    # A thousand beats tell the median of a group as well as all of them.
    some = rows[:: max(len(rows) // 1000, 1)]
    median = np.median(values[some], axis=0)
    return relative_to_norms(
        norms[rows], squared_norms(median[None]), values[rows] @ median
    )
