"""The tables of hours and days: counts of each, which add up to those of the record."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from ecgviewer.analysis.report.event_values import EctopyCounts, Stretch
from ecgviewer.analysis.report.rate_facts import RatesOf, seconds_of_day
from ecgviewer.analysis.report.review_data import ReviewData, percent
from ecgviewer.analysis.report.values import Place
from ecgviewer.analysis.report.variability import VariabilityOf
from ecgviewer.analysis.report.wave_facts import stretch_waves
from ecgviewer.analysis.report.wave_values import Waves
from ecgviewer.core.arrays import IntArray
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.rhythm.kinds import S_RUNS, V_RUNS, RhythmEvent, RhythmKind

HOUR_S, DAY_S = 3600.0, 86_400.0


def edges_of(
    n_samples: int, fs: float, start: datetime | None, length_s: float
) -> list[int]:
    """Return where stretches begin, and the end of the last one.

    They end at full hours, or at midnight; of a record without a clock, hours and days
    after it began.

    Parameters
    ----------
    n_samples : int
    fs : float
        Sampling frequency in Hz.
    start : datetime or None
        Clock time of sample 0.
    length_s : float
        `HOUR_S` or `DAY_S`.
    """
    first_s = length_s - seconds_of_day(start) % length_s
    inner = np.arange(first_s, n_samples / fs, length_s) * fs
    whole = np.ceil(inner).astype(np.int64).tolist()
    return [0, *(edge for edge in whole if edge < n_samples), n_samples]


def stretches_of(
    data: ReviewData, variability: VariabilityOf, waves: Waves, edges: Sequence[int]
) -> tuple[Stretch, ...]:
    """Return what is counted between edges of a record.

    Parameters
    ----------
    data : ReviewData
    variability : VariabilityOf
        Of the same review.
    waves : Waves
        Of the same review.
    edges : sequence of int
        From `edges_of`.
    """
    return _Table(data, edges).rows(variability, waves)


class _Table:
    """Counts by stretch; what lies beyond the last edge counts to the last stretch."""

    def __init__(self, data: ReviewData, edges: Sequence[int]) -> None:
        self._data, self._edges = data, list(edges)
        self._n = len(edges) - 1
        place = np.searchsorted(edges, data.series.sample, side="right") - 1
        self._part: IntArray = np.clip(place, 0, self._n - 1)

    def rows(self, variability: VariabilityOf, waves: Waves) -> tuple[Stretch, ...]:
        data, rates = self._data, RatesOf(self._data.series, self._part)
        n_beats = self._beats(np.ones(len(self._part), bool))
        ventricular = self._ectopy(BeatClass.V, n_beats)
        supraventricular = self._ectopy(BeatClass.S, n_beats)
        pauses = self._starts(data.pauses)
        return tuple(
            Stretch(
                place=Place(start, stop - 1),
                n_beats=n_beats[row],
                rates=rates.within(row),
                ventricular=ventricular[row],
                supraventricular=supraventricular[row],
                n_pauses=pauses[row],
                af_s=self._af_samples(start, stop) / data.series.fs,
                artefact_s=int(data.around.unknown.n_samples(start, stop))
                / data.series.fs,
                variability=variability.between(start, stop),
                waves=stretch_waves(waves, Place(start, stop - 1)),
            )
            for row, (start, stop) in enumerate(
                zip(self._edges[:-1], self._edges[1:], strict=True)
            )
        )

    def _beats(self, wanted: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[int]:
        counts: list[int] = np.bincount(self._part[wanted], minlength=self._n).tolist()
        return counts

    def _starts(self, events: Sequence[RhythmEvent]) -> list[int]:
        counts = [0] * self._n
        for event in events:
            row = bisect_right(self._edges, event.start) - 1
            counts[min(row, self._n - 1)] += 1
        return counts

    def _ectopy(self, beat_class: BeatClass, whole: list[int]) -> list[EctopyCounts]:
        data, v = self._data, beat_class is BeatClass.V
        couplet = RhythmKind.V_COUPLET if v else RhythmKind.S_COUPLET
        counts = zip(
            self._beats(data.single(beat_class)),
            self._starts(data.of_kind(couplet)),
            self._starts(data.of_kind(*(V_RUNS if v else S_RUNS))),
            self._beats(data.series.labels == beat_class),
            strict=True,
        )
        return [
            EctopyCounts(*row, percent(row[-1], n))
            for row, n in zip(counts, whole, strict=True)
        ]

    def _af_samples(self, start: int, stop: int) -> int:
        """Return the known samples within fibrillation, as the burden counts them."""
        found = self._data.fibrillating
        first = np.clip(found.start, start, stop)
        last = np.clip(found.stop, start, stop)
        unknown = self._data.around.unknown.n_samples(first, last)
        return int(np.sum(last - first - unknown))
