"""Rhythm from classes, RR intervals and what the signal is where there are no beats.

What is found follows from the labels as they are now; every correction counts at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import compress
from operator import attrgetter

import numpy as np

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.labels import BeatClass, Labels
from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.ectopic_search import EctopicSearch
from ecgviewer.core.rhythm.fibrillation import irregular
from ecgviewer.core.rhythm.intervals import stretches
from ecgviewer.core.rhythm.kinds import (
    SUPRAVENTRICULAR,
    RhythmEvent,
    RhythmKind,
    RhythmThresholds,
    in_order,
)
from ecgviewer.core.rhythm.pauses import PauseCauses, pauses
from ecgviewer.core.rhythm.rates import fast_and_slow
from ecgviewer.core.rhythm.series import BeatSeries, Rows
from ecgviewer.core.rhythm.silence import leads_off, without_rhythm
from ecgviewer.core.rhythm.surroundings import Surroundings

#: Without a usable interval for longer, fibrillation is not known to have gone on.
_APART_S = 30.0
#: Of a tachycardia the end is a conversion, however short it was.
_FAST = frozenset(
    {RhythmKind.VT, RhythmKind.SVT, RhythmKind.TACHYCARDIA, RhythmKind.AF}
)


def find_rhythms(
    sample: Samples,
    labels: Labels,
    readable: BoolArray,
    fs: float,
    thresholds: RhythmThresholds,
    around: Surroundings | None = None,
) -> list[RhythmEvent]:
    """Return all stretches of a rhythm: those without one first, then in order of time.

    Parameters
    ----------
    sample : ndarray of int64, shape (n_beats,)
        R-peaks in order.
    labels : ndarray of uint8, shape (n_beats,)
        Class of each beat.
    readable : ndarray of bool, shape (n_beats,)
        False where a poor signal allows no judgement: no interval or rate goes across
        such a beat, and a run of such beats is doubtful.
    fs : float
        Sampling frequency in Hz.
    thresholds : RhythmThresholds
        Thresholds for listing a rhythm.
    around : Surroundings, optional
        What is known besides the beats; nothing goes across what is unknown.
    """
    around = around or Surroundings()
    series = BeatSeries.of(sample, labels, readable, fs, around)
    return rhythms_of(series, thresholds, around)


def rhythms_of(
    series: BeatSeries,
    thresholds: RhythmThresholds,
    around: Surroundings,
    search: EctopicSearch | None = None,
) -> list[RhythmEvent]:
    """Return what `find_rhythms` does, of beats put together already.

    With a search that is kept, ectopic rhythms are found again around edits only.
    """
    ectopic = (search or EctopicSearch()).events(series, thresholds)
    fibrillating = _suspected_af(series, thresholds)
    others = [
        *fast_and_slow(series, thresholds),
        *_stretches_of(series, RhythmKind.AF, fibrillating),
        *_paced(series, thresholds),
    ]
    fast = [event for event in (*ectopic, *others) if event.kind in _FAST]
    causes = PauseCauses(series, fast, fibrillating)
    silent = without_rhythm(series, around, thresholds, causes)
    chaos = [event for event in others if event.kind is RhythmKind.AF]
    chaos += [event for event in silent if event.kind is RhythmKind.VF]
    others += _not_within(pauses(series, thresholds, causes), silent)
    others += leads_off(series, around, thresholds)
    found = [*_outside(ectopic, chaos), *in_order(others)]
    # Ectopic rhythms come first of those that begin together: the sort is stable.
    found.sort(key=attrgetter("start"))
    return in_order(silent) + found


def _suspected_af(series: BeatSeries, thresholds: RhythmThresholds) -> Rows:
    """Return the beats within suspected fibrillation of the atria."""
    # A ventricular or a paced beat says nothing of the atria.
    labels = series.labels
    other = (labels == BeatClass.V) | (labels == BeatClass.F) | series.paced
    usable = ~np.isnan(series.rr_s) & ~other
    usable[1:] &= ~other[:-1]
    apart = series.across.copy()
    rows = np.flatnonzero(usable)
    far = np.diff(series.sample[rows]) > _APART_S * series.fs
    apart[rows[1:][far]] = True
    return irregular(series.rr_s, usable, thresholds.af_cells, apart)


def _stretches_of(
    series: BeatSeries, kind: RhythmKind, wanted: Rows, least: int = 1
) -> Iterator[RhythmEvent]:
    """Yield stretches of wanted beats, of which none goes across what is unknown."""
    for first, last in stretches(wanted):
        cuts = first + np.flatnonzero(series.across[first + 1 : last + 1]) + 1
        for some in np.split(np.arange(first, last + 1), cuts - first):
            if len(some) >= least:
                yield series.event((kind, int(some[0]), int(some[-1])))


def _paced(series: BeatSeries, thresholds: RhythmThresholds) -> Iterator[RhythmEvent]:
    return _stretches_of(
        series, RhythmKind.PACED, series.paced, least=thresholds.run_beats
    )


def _outside(events: list[RhythmEvent], chaos: list[RhythmEvent]) -> list[RhythmEvent]:
    """Return ectopic rhythms, less supraventricular ones within fibrillation."""
    if not chaos:
        return events
    start, stop = _edges(events)
    within = np.zeros(len(events), np.bool_)
    for each in chaos:
        shared = np.minimum(stop, each.stop) - np.maximum(start, each.start)
        within |= 2 * shared > stop - start
    return [
        event
        for event, inside in zip(events, within.tolist(), strict=True)
        if not inside or event.kind not in SUPRAVENTRICULAR
    ]


def _not_within(
    events: Iterable[RhythmEvent], silent: list[RhythmEvent]
) -> Iterator[RhythmEvent]:
    """Yield the pauses that are not listed already as a stretch without beats."""
    found = list(events)
    start, stop = _edges(found)
    within = np.zeros(len(found), np.bool_)
    for each in silent:
        within |= (each.start <= start) & (stop <= each.stop)
    return compress(found, (~within).tolist())


def _edges(events: list[RhythmEvent]) -> tuple[Samples, Samples]:
    return (
        np.array([event.start for event in events], np.int64),
        np.array([event.stop for event in events], np.int64),
    )
