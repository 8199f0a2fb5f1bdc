"""What is said of a record in a few numbers, each with the place to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.leads_off import LeadOff, OffLead
from ecgviewer.core.rhythm.burden import AfBurden, af_burden
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.core.rhythm.intervals import RATE_INTERVALS, mean_bpm
from ecgviewer.core.rhythm.kinds import S_RUNS, V_RUNS, RhythmEvent, RhythmKind
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.suggested import not_dismissed
from ecgviewer.core.rhythm.surroundings import Surroundings

#: A stretch without beats that lies between two of them is said to be a pause, too.
_PAUSE = "pause"


@dataclass(frozen=True)
class Rate:
    """A heart rate and where it was, as first and last sample."""

    bpm: float
    start: int
    stop: int


@dataclass(frozen=True)
class Episodes:
    """How many events of some kinds there are, their length in all and the longest.

    Beats and seconds are of all of them together; of `n_doubtful` the signal is poor.
    """

    count: int
    n_beats: int
    duration_s: float
    longest: RhythmEvent | None
    n_doubtful: int = 0

    @classmethod
    def of(cls, events: Sequence[RhythmEvent], *, by_beats: bool = False) -> Episodes:
        """Return the episodes of some events; the longest by its beats or seconds."""
        # Of thousands at each edit, plain attributes are fast.
        lengths = [event.stop - event.start for event in events]
        n_beats = [event.n_beats for event in events]
        # The longest of all, or of those with most beats.
        most = max(n_beats, default=0) if by_beats else 0
        pairs = zip(n_beats, lengths, strict=True)
        sizes = [length if n >= most else -1 for n, length in pairs]
        return cls(
            count=len(events),
            n_beats=sum(n_beats),
            duration_s=sum(lengths) / events[0].fs if events else 0.0,
            longest=events[sizes.index(max(sizes))] if events else None,
            n_doubtful=sum([event.doubtful for event in events]),
        )


@dataclass(frozen=True)
class LeadTime:
    """How much of a record can be analysed in a lead that is off at times.

    `longest` is where it is off for longest, as first and last sample.
    """

    lead: OffLead
    analysable_s: float
    longest: tuple[int, int]

    @classmethod
    def of(cls, off: LeadOff, around: Surroundings, fs: float) -> LeadTime:
        """Return the time of a lead, less what is unknown in all of them."""
        lost = off.stretches.joined(around.unknown)
        n_samples = around.n_samples - int(lost.n_samples(0, around.n_samples))
        row = int(np.argmax(off.stretches.stop - off.stretches.start))
        longest = int(off.stretches.start[row]), int(off.stretches.stop[row]) - 1
        return cls(off.lead, n_samples / fs, longest)


@dataclass(frozen=True)
class RhythmSummary:
    """A record in numbers.

    Attributes
    ----------
    duration_s, analysable_s : float
        Length of what was searched for beats, and of what of it is not unknown.
    n_beats, n_v, n_s, n_paced : int
    slowest, fastest : Rate or None
        Of any eight successive RR intervals between readable beats of any class; None
        where there are no eight.
    mean_bpm : float
        Of all such intervals; NaN where there is none.
    v_couplets, v_runs, s_couplets, s_runs, pauses, fibrillation, silence : Episodes
        `fibrillation` is of the atria, suspected; `silence` all without a rhythm but
        for missing signal.
    burden : AfBurden
        Of atrial fibrillation, by the reader's episodes and what is left suggested.
    leads_off : tuple of LeadTime
        Of each lead that is off while another one is not.
    """

    duration_s: float
    analysable_s: float
    n_beats: int
    n_v: int
    n_s: int
    n_paced: int
    slowest: Rate | None
    fastest: Rate | None
    mean_bpm: float
    v_couplets: Episodes
    v_runs: Episodes
    s_couplets: Episodes
    s_runs: Episodes
    pauses: Episodes
    fibrillation: Episodes
    silence: Episodes
    burden: AfBurden
    leads_off: tuple[LeadTime, ...] = ()

    @property
    def af_percent(self) -> float:
        """Burden of atrial fibrillation, in percent of analysable time."""
        return self.burden.percent


def summarise(
    series: BeatSeries,
    around: Surroundings,
    events: Sequence[RhythmEvent],
    rhythms: ReaderRhythms | None = None,
) -> RhythmSummary:
    """Return the summary of a record.

    Parameters
    ----------
    series : BeatSeries
    around : Surroundings
    events : sequence of RhythmEvent
        From `find_rhythms`.
    rhythms : ReaderRhythms, optional
        What the reader says of them; what was dismissed does not count.
    """
    rhythms = rhythms or ReaderRhythms()
    by_kind: dict[RhythmKind, list[RhythmEvent]] = defaultdict(list)
    for event in not_dismissed(events, rhythms):
        by_kind[event.kind].append(event)

    def of(*kinds: RhythmKind) -> list[RhythmEvent]:
        return [event for kind in kinds for event in by_kind[kind]]

    slowest, fastest = _extremes(series)
    unknown = int(around.unknown.n_samples(0, around.n_samples))
    silent = of(RhythmKind.VF, RhythmKind.ASYSTOLE, RhythmKind.NO_BEATS)
    paused = [event for event in silent if _PAUSE in event.facts]
    return RhythmSummary(
        duration_s=around.n_samples / series.fs,
        analysable_s=(around.n_samples - unknown) / series.fs,
        n_beats=len(series.sample),
        n_v=int(np.sum(series.labels == BeatClass.V)),
        n_s=int(np.sum(series.labels == BeatClass.S)),
        n_paced=int(np.sum(series.paced)),
        slowest=slowest,
        fastest=fastest,
        mean_bpm=mean_bpm(series.rr_s),
        v_couplets=Episodes.of(of(RhythmKind.V_COUPLET)),
        v_runs=Episodes.of(of(*V_RUNS), by_beats=True),
        s_couplets=Episodes.of(of(RhythmKind.S_COUPLET)),
        s_runs=Episodes.of(of(*S_RUNS), by_beats=True),
        pauses=Episodes.of([*of(RhythmKind.PAUSE), *paused]),
        fibrillation=Episodes.of(of(RhythmKind.AF)),
        silence=Episodes.of(silent),
        burden=af_burden(
            events,
            rhythms,
            around.unknown,
            around.n_samples,
            series.fs,
        ),
        leads_off=tuple(LeadTime.of(o, around, series.fs) for o in around.leads_off),
    )


def _extremes(series: BeatSeries) -> tuple[Rate | None, Rate | None]:
    mean_s = series.means_s
    if np.isnan(mean_s).all():
        return None, None

    def rate(row: int) -> Rate:
        first, last = row - 1, row - 1 + RATE_INTERVALS
        place = series.sample[first], series.sample[last]
        return Rate(60 / float(mean_s[row]), int(place[0]), int(place[1]))

    return rate(int(np.nanargmax(mean_s))), rate(int(np.nanargmin(mean_s)))
