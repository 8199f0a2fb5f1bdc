"""Heart rates of parts of a record, each with its place."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt

from ecgviewer.analysis.report.values import Place, RateAt, Rates
from ecgviewer.analysis.report.variability import known
from ecgviewer.core.arrays import IndexArray, IntArray
from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.intervals import RATE_INTERVALS, mean_bpm, means_s
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.summary import Rate, RhythmSummary

_HOUR_S = 3600.0
_DAY_H = 24


def rates_of(summary: RhythmSummary) -> Rates:
    """Return the rates of a whole record."""
    return Rates(
        known(summary.mean_bpm), _rate_at(summary.slowest), _rate_at(summary.fastest)
    )


def _rate_at(rate: Rate | None) -> RateAt | None:
    return None if rate is None else RateAt(rate.bpm, Place(rate.start, rate.stop))


class RatesOf:
    """Gives the rates of parts of a record.

    Parameters
    ----------
    series : BeatSeries
    part : ndarray of int64, shape (n_beats,)
        To which part each beat belongs, ascending. An interval belongs to that of its
        last beat; eight of them to the one that holds them all.
    """

    def __init__(self, series: BeatSeries, part: IntArray) -> None:
        self._series, self._part = series, part
        self._mean_s = means_s(series.rr_s)
        rows = np.arange(len(self._mean_s))
        # The first row has no interval before it.
        whole = part[np.maximum(rows - 1, 0)] == part[rows + RATE_INTERVALS - 1]
        self._known = whole & ~np.isnan(self._mean_s)

    def within(self, *parts: int) -> Rates:
        """Return the rates of some parts together."""
        inside = np.concatenate([np.empty(0, np.intp), *map(self._rows, parts)])
        mean = known(mean_bpm(self._series.rr_s[inside]))
        rows = inside[inside < len(self._known)]
        rows = rows[self._known[rows]]
        if not len(rows):
            return Rates(mean, None, None)
        mean_s = self._mean_s[rows]
        slowest, fastest = rows[np.argmax(mean_s)], rows[np.argmin(mean_s)]
        return Rates(mean, self._at(slowest), self._at(fastest))

    def _rows(self, part: int) -> IndexArray:
        first, beyond = np.searchsorted(self._part, (part, part + 1))
        return np.arange(first, beyond)

    def _at(self, row: np.intp) -> RateAt:
        first, last = int(row) - 1, int(row) - 1 + RATE_INTERVALS
        sample = self._series.sample
        place = Place(int(sample[first]), int(sample[last]))
        return RateAt(60 / float(self._mean_s[row]), place)


def day_and_night(
    series: BeatSeries, start: datetime, day_from_h: int, night_from_h: int
) -> tuple[Rates, Rates]:
    """Return the rates by day and by night, by the clock of a record."""
    hour = _hours_of(series.sample, series.fs, start) - day_from_h
    halves = hour // _DAY_H
    is_night = hour % _DAY_H >= (night_from_h - day_from_h) % _DAY_H
    part = 2 * (halves - int(halves.min(initial=0))) + is_night
    rates = RatesOf(series, np.asarray(part, np.int64))
    day, night = (np.unique(part[is_night == which]) for which in (False, True))
    return rates.within(*day.tolist()), rates.within(*night.tolist())


def _hours_of(sample: Samples, fs: float, start: datetime) -> npt.NDArray[np.int64]:
    """Return the hours from midnight of the first day to each sample."""
    return np.asarray((seconds_of_day(start) + sample / fs) // _HOUR_S, np.int64)


def seconds_of_day(start: datetime | None) -> float:
    """Return the seconds from midnight to a time; 0 of a record without a clock."""
    if start is None:
        return 0.0
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    return (start - midnight).total_seconds()
