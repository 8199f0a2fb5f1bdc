"""The beats of a record as rhythms are found in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.labels import Labels
from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.intervals import Seconds, means_s, rr_previous_s
from ecgviewer.core.rhythm.kinds import UNKNOWN_RATE, RhythmEvent, RhythmKind
from ecgviewer.core.rhythm.surroundings import SignalState, Surroundings, between_beats
from ecgviewer.core.unknown import UnknownStretches

Rows = BoolArray
#: A longer interval is none unless the signal is flat there, or nobody looked.
_LONGEST_S = 3.0
#: Kind, first and last row.
Span = tuple[RhythmKind, int, int]


@dataclass(frozen=True, eq=False)
class BeatSeries:
    """Beats in order, and the RR intervals that are known between them.

    Attributes
    ----------
    sample : ndarray of int64, shape (n_beats,)
    labels : ndarray of uint8, shape (n_beats,)
    readable : ndarray of bool, shape (n_beats,)
    fs : float
        Sampling frequency in Hz.
    across : ndarray of bool, shape (n_beats,)
        Something unknown lies before the beat, after the beat before.
    paced : ndarray of bool, shape (n_beats,)
    rr_s : ndarray of float64, shape (n_beats,)
        RR interval before each beat; NaN across something unknown, fibrillation of the
        ventricles or a long stretch in which something is that was not found, and
        between beats of which one cannot be read.
    """

    sample: Samples
    labels: Labels
    readable: Rows
    fs: float
    across: Rows
    paced: Rows
    rr_s: Seconds

    @classmethod
    def of(
        cls,
        sample: Samples,
        labels: Labels,
        readable: Rows,
        fs: float,
        around: Surroundings,
    ) -> BeatSeries:
        """Return the series of some beats."""
        across = _across(around.unknown, sample)
        rr_s = rr_previous_s(sample, fs)
        before = np.append(False, readable[:-1])[: len(readable)]
        chaos = _across(around.states.fibrillating(), sample)
        rr_s[~readable | ~before | across | chaos] = np.nan
        _forget_unclear(rr_s, sample, around, fs)
        paced = around.paced_of(len(sample))
        return cls(sample, labels, readable, fs, across, paced, rr_s)

    def between(self, first: int, beyond: int | None = None) -> BeatSeries:
        """Return the beats of rows [first, beyond), by default all from first on."""
        rows = slice(first, beyond)
        return BeatSeries(
            sample=self.sample[rows],
            labels=self.labels[rows],
            readable=self.readable[rows],
            fs=self.fs,
            across=self.across[rows],
            paced=self.paced[rows],
            rr_s=self.rr_s[rows],
        )

    @cached_property
    def means_s(self) -> Seconds:
        """The mean of eight intervals from each row on, see `intervals.means_s`."""
        return means_s(self.rr_s)

    def event(
        self,
        span: Span,
        facts: tuple[str, ...] = (),
        *,
        rate_bpm: float | None = None,
        doubtful: bool = False,
    ) -> RhythmEvent:
        """Return the event of a stretch of beats, by default with its mean rate."""
        kind, first, last = span
        return RhythmEvent(
            kind=kind,
            start=self._places[first],
            stop=self._places[last],
            fs=self.fs,
            n_beats=last - first + 1,
            rate_bpm=self.mean_bpm(first, last) if rate_bpm is None else rate_bpm,
            facts=facts,
            doubtful=doubtful,
        )

    @cached_property
    def _places(self) -> list[int]:
        """The samples as whole numbers: an array is slow to ask for one of them."""
        places: list[int] = self.sample.tolist()
        return places

    def mean_bpm(self, first: int, last: int) -> float:
        """Return the mean rate from a beat to another, NaN of one beat."""
        length_s = (self._places[last] - self._places[first]) / self.fs
        return 60 * (last - first) / length_s if length_s > 0 else UNKNOWN_RATE


def _across(unknown: UnknownStretches, sample: Samples) -> Rows:
    return unknown.across(sample) if len(unknown) else np.zeros(len(sample), np.bool_)


def _forget_unclear(
    rr_s: Seconds, sample: Samples, around: Surroundings, fs: float
) -> None:
    if not len(around.states.codes):
        return
    for row in np.flatnonzero(rr_s > _LONGEST_S).tolist():
        start, stop = between_beats(int(sample[row - 1]), int(sample[row]), fs)
        if around.states.between(start, stop) is not SignalState.FLAT:
            rr_s[row] = np.nan
