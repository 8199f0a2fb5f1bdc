"""What a report draws of a review, besides its strips: trends, intervals, kinds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.analysis.beat_kinds import group_record
from ecgviewer.analysis.report.rate_facts import RatesOf
from ecgviewer.analysis.report.stretches import HOUR_S, edges_of
from ecgviewer.core.arrays import Float32Array, Float64Array, IntArray
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.group_summary import GroupSummary, group_summaries
from ecgviewer.core.kinds.lead_medians import lead_medians
from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.labels import BeatClass, Labels
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.series import BeatSeries

#: Records of at least this many hours have bars of hours, others of minutes.
_HOURS = 4
#: The band of rates has about this many steps, of five intervals and more.
_RATE_STEPS, _SHORTEST_STEP_S = 288, 10.0
_MOST_KINDS = 24


@dataclass(frozen=True, eq=False)
class RateBand:
    """Lowest, mean and highest heart rate of steps of a record.

    Attributes
    ----------
    edges : ndarray of int64, shape (n_steps + 1,)
        Samples.
    low, mean, high : ndarray of float64, shape (n_steps,)
        Per minute, of eight intervals in a row; NaN where there are none.
    """

    edges: IntArray
    low: Float64Array
    mean: Float64Array
    high: Float64Array


@dataclass(frozen=True, eq=False)
class Bars:
    """Beats by hour or by minute: `edges` are samples, the counts are between them."""

    edges: IntArray
    step_s: float
    v: IntArray
    s: IntArray
    artefact: Float64Array

    @property
    def unit(self) -> str:
        """What a bar stands for."""
        return "hour" if self.step_s == HOUR_S else "minute"


@dataclass(frozen=True, eq=False)
class Intervals:
    """RR intervals between readable beats, each with the next and the beat between."""

    rr_s: Float64Array
    next_s: Float64Array
    label: Labels


@dataclass(frozen=True, eq=False)
class Kind:
    """Beats of one shape: what is in it, and its median beat of each lead.

    `medians` has the unit of each lead, from 0.25 s before the R-peak; None where no
    beat lies so far within the record.
    """

    summary: GroupSummary
    medians: Float32Array | None


@dataclass(frozen=True, eq=False)
class Plots:
    """All that is drawn of a review."""

    rates: RateBand
    bars: Bars
    intervals: Intervals
    kinds: tuple[Kind, ...]
    n_more_kinds: int


def plots_of(session: ReviewSession, groups: BeatGroups | None) -> Plots:
    """Return what is drawn of a review as it is now.

    Parameters
    ----------
    session : ReviewSession
    groups : BeatGroups or None
        Its beats by shape, from `groups_of`; None where there are none.
    """
    kinds, n_more = _kinds(session, groups)
    return Plots(
        _rate_band(session), _bars(session), _intervals(session), kinds, n_more
    )


def groups_of(session: ReviewSession) -> BeatGroups | None:
    """Return the beats of a review by shape; None where no lead was analysed."""
    lead = session.lead or next((each.name for each in session.record.leads), "")
    if not lead or not len(session.beats):
        return None
    return group_record(session.record, lead, session.beats)


def _rate_band(session: ReviewSession) -> RateBand:
    columns, fs = session.columns, session.record.fs
    place = columns.sample, columns.aami, columns.readable, fs
    series = BeatSeries.of(*place, session.surroundings)
    n = session.n_searched
    step_s = max(n / fs / _RATE_STEPS, _SHORTEST_STEP_S)
    n_steps = max(int(np.ceil(n / fs / step_s)), 1)
    edges = np.minimum(np.round(np.arange(n_steps + 1) * step_s * fs), n)
    edges = edges.astype(np.int64)
    part = np.searchsorted(edges, series.sample, side="right") - 1
    rates = RatesOf(series, np.clip(part, 0, n_steps - 1).astype(np.int64))
    found = [rates.within(step) for step in range(n_steps)]
    low, mean, high = (
        np.array(values, float)
        for values in (
            [rate.slowest.bpm if rate.slowest else np.nan for rate in found],
            [np.nan if rate.mean_bpm is None else rate.mean_bpm for rate in found],
            [rate.fastest.bpm if rate.fastest else np.nan for rate in found],
        )
    )
    return RateBand(edges, low, mean, high)


def _bars(session: ReviewSession) -> Bars:
    record, n = session.record, session.n_searched
    step_s = HOUR_S if n / record.fs >= _HOURS * HOUR_S else 60.0
    edges = np.array(edges_of(n, record.fs, record.start_time, step_s), np.int64)
    columns, n_bars = session.columns, len(edges) - 1
    place = np.clip(np.searchsorted(edges, columns.sample, "right") - 1, 0, n_bars - 1)
    v, s = (
        np.bincount(place[columns.aami == wanted], minlength=n_bars)
        for wanted in (BeatClass.V, BeatClass.S)
    )
    unknown = session.surroundings.unknown.n_samples(edges[:-1], edges[1:])
    share = np.asarray(unknown / np.maximum(np.diff(edges), 1), float)
    return Bars(edges, step_s, v, s, share)


def _intervals(session: ReviewSession) -> Intervals:
    columns = session.columns
    before = columns.rr_readable_s
    after = np.append(before[1:], np.nan)[: len(before)]
    known = ~np.isnan(before) & ~np.isnan(after)
    return Intervals(before[known], after[known], columns.label[known])


def _kinds(
    session: ReviewSession, groups: BeatGroups | None
) -> tuple[tuple[Kind, ...], int]:
    """Return the kinds with most beats, and how many more there are."""
    if groups is None:
        return (), 0
    columns = session.columns
    every = group_summaries(
        groups, columns.beat_id, columns.label, columns.reviewed, columns.scheme.codes
    )
    shaped = [each for each in every if each.code != GroupCode.ODD and each.count]
    shaped.sort(key=lambda each: (-each.count, each.code))
    shown = shaped[:_MOST_KINDS]
    medians = lead_medians(session.record, groups, [each.code for each in shown])
    kinds = tuple(Kind(each, medians.get(each.code)) for each in shown)
    return kinds, len(shaped) - len(shown)
