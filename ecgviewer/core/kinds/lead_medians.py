"""The median beat of every lead of a record, for each kind of beats."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.record import Record

#: As many beats tell the median beat of a kind as all of them.
_MOST_BEATS = 60
_BEFORE_S, _AFTER_S = 0.25, 0.5

#: By group: the median beat of each lead.
LeadMedians = dict[int, Float32Array]


def lead_medians(
    record: Record, groups: BeatGroups, codes: Iterable[int]
) -> LeadMedians:
    """Return the median beat of each lead for some groups.

    Parameters
    ----------
    record : Record
    groups : BeatGroups
    codes : iterable of int
        The groups.

    Returns
    -------
    dict of int to ndarray of float32, shape (n_leads, n_samples)
        From 0.25 s before the R-peak to 0.5 s behind it, in each lead's unit, each
        beat about its own median; NaN where none has a signal of the lead. Of a group
        none of whose beats lies so far within the record there is none.
    """
    return {
        code: median
        for code in codes
        if (median := _median(record, groups, code)) is not None
    }


def _median(record: Record, groups: BeatGroups, code: int) -> Float32Array | None:
    before, after = round(_BEFORE_S * record.fs), round(_AFTER_S * record.fs)
    places = groups.shapes.sample[groups.rows(code)]
    places = places[(places >= before) & (places + after < record.n_samples)]
    some = places[:: max(len(places) // _MOST_BEATS, 1)][:_MOST_BEATS]
    if not len(some):
        return None
    beats = [record.block(int(p) - before, int(p) + after + 1) for p in some]
    return np.array([_of_lead(each) for each in np.stack(beats, axis=1)], np.float32)


def _of_lead(beats: Float32Array) -> Float32Array:
    """Return the median of those of some beats of a lead that have a signal."""
    known = beats[np.isfinite(beats).all(axis=1)]
    if not len(known):
        return np.full(beats.shape[1], np.nan, np.float32)
    # A baseline of its own for each beat: it wanders between them.
    level = np.median(known, axis=1, keepdims=True)
    return np.asarray(np.median(known - level, axis=0), np.float32)
