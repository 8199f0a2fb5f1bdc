"""What a lead ordinarily spans, artefact left out, and where its baseline is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float32Array, IntArray
from ecgviewer.core.record import Record
from ecgviewer.core.units import millivolts

#: What a lead spans is looked up in this many windows; each holds at least one beat.
_WINDOWS = 600
_WINDOW_S = 2.0
#: Ectopic beats are high and can be rare: only the very highest may be cut off.
_PERCENTILE = 99.5
#: What is higher than this many times a usual window, and than any beat, is artefact.
_ARTEFACT = 2.0
_HIGHEST_BEAT_MV = 2.5
_USUAL_PERCENTILE = 75.0
_WANDER_PERCENTILE = 94.0
#: Room for a wandering baseline, as a share of what beats span.
_MAX_WANDER = 0.25
_MIN_SPAN_MV = 0.4
#: Longer stretches have the baseline of the windows in them, shorter ones their own.
_LONG_S = 60.0
#: A median of this many samples is as good as one of all.
_FEW = 400


@dataclass(frozen=True)
class LeadSpan:
    """The usual baseline of a lead, and how far beats reach above and below it.

    `typical` is the share of that which most beats take: rare ones are higher.
    """

    baseline: float
    above: float
    below: float
    typical: float = 1.0

    @property
    def size(self) -> float:
        """From the lowest to the highest."""
        return self.above + self.below


@dataclass(frozen=True)
class LeadSurvey:
    """What was seen of a lead in windows all over a stretch of its record."""

    span: LeadSpan
    starts: IntArray
    medians: Float32Array

    def baseline(self, record: Record, lead: int, start: int, stop: int) -> float:
        """Return the baseline in [start, stop); NaN where there is no signal."""
        start, stop = max(start, 0), max(stop, 0)
        if stop - start > _LONG_S * record.fs:
            first, last = np.searchsorted(self.starts, (start, stop))
            if last > first:
                return _middle(self.medians[first:last])
        values = record.values(lead, start, stop)
        few = values[:: max(len(values) // _FEW, 1)]
        known = few[~np.isnan(few)]
        if not len(known):
            return math.nan
        return _middle(known)


def _middle(values: Float32Array) -> float:
    """Return the median, the upper one of two."""
    # For every lead in every frame: a third of what np.median takes.
    middle = len(values) // 2
    return float(np.partition(values, middle)[middle])


def survey_leads(record: Record, start: int, stop: int) -> tuple[LeadSurvey, ...]:
    """Return what each lead of a record spans in [start, stop)."""
    firsts, windows = _windows(record, start, stop)
    return tuple(
        _survey(firsts, rows, _per_mv(lead.unit))
        for lead, rows in zip(record.leads, windows, strict=True)
    )


def _per_mv(unit: str) -> float | None:
    """Return how many of a unit make a millivolt, None for one that is not volts."""
    scale = millivolts(unit)
    return scale and 1 / scale


def _survey(
    firsts: IntArray, windows: Float32Array, per_mv: float | None
) -> LeadSurvey:
    there = np.isfinite(windows).any(axis=1)
    firsts, windows = firsts[there], windows[there]
    if not len(windows):
        half = _MIN_SPAN_MV * (per_mv or 1.0) / 2
        nothing = LeadSpan(0.0, half, half)
        return LeadSurvey(nothing, firsts, np.empty(0, np.float32))
    # Twice as fast as the median without NaN, which is all that most windows need.
    whole = np.isfinite(windows).all()
    medians = (np.median if whole else np.nanmedian)(windows, axis=1)
    reach = np.stack(
        [np.nanmax(windows, axis=1) - medians, medians - np.nanmin(windows, axis=1)]
    )
    usual = float(np.percentile(reach, _USUAL_PERCENTILE, axis=1).sum())
    # Of a unit that says nothing, what the lead usually spans is taken for a beat.
    per_mv = per_mv or usual or 1.0
    smallest = _MIN_SPAN_MV * per_mv
    limit = max(_ARTEFACT * usual, _HIGHEST_BEAT_MV * per_mv)
    above, below = _usual_reach(reach, limit)
    typical = min(usual / (above + below), 1.0) if above + below > 0 else 1.0
    baseline = float(np.median(medians))
    # Room for a wandering baseline; if it goes farther, the lane goes with it.
    wander = float(np.percentile(np.abs(medians - baseline), _WANDER_PERCENTILE))
    spare = max(smallest - above - below, 0.0) / 2
    spare = max(spare, min(wander, _MAX_WANDER * (above + below)))
    span = LeadSpan(baseline, above + spare, below + spare, typical)
    return LeadSurvey(span, firsts, medians)


def _windows(record: Record, start: int, stop: int) -> tuple[IntArray, Float32Array]:
    """Return stretches of all leads, shape (n_leads, n_windows, n_samples)."""
    start, stop = max(start, 0), min(stop, record.n_samples)
    size = min(max(int(_WINDOW_S * record.fs), 1), max(stop - start, 0))
    if not size:
        return np.empty(0, np.int64), np.empty((len(record.leads), 0, 0), np.float32)
    count = min(_WINDOWS, (stop - start) // size)
    firsts = np.linspace(start, stop - size, count).astype(np.int64)
    windows = np.stack([record.block(f, f + size) for f in firsts.tolist()], axis=1)
    return firsts, windows


def _usual_reach(reach: Float32Array, limit: float) -> tuple[float, float]:
    """Return how far windows reach above and below their middle, artefact left out."""
    clean = reach[:, (reach <= limit).all(axis=0)]
    kept = clean if clean.size else reach
    above, below = np.percentile(kept, _PERCENTILE, axis=1)
    return float(above), float(below)
