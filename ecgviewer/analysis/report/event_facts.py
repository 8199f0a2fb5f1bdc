"""Events of a report: how many of a kind, the longest and the fastest."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from ecgviewer.analysis.listed_rhythms import Rhythm
from ecgviewer.analysis.report.event_values import (
    Ectopy,
    Fibrillation,
    PauseCause,
    PauseCount,
    Pauses,
    Silence,
)
from ecgviewer.analysis.report.facts import ListedRhythm
from ecgviewer.analysis.report.review_data import ReviewData, percent
from ecgviewer.analysis.report.values import Events, Found, Place
from ecgviewer.analysis.report.variability import known
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.intervals import mean_bpm
from ecgviewer.core.rhythm.kinds import S_RUNS, V_RUNS, RhythmEvent, RhythmKind
from ecgviewer.core.rhythm.suggested import stretches_of
from ecgviewer.core.rhythm.summary import Episodes

#: Lengths that pauses are counted by, in seconds, besides the least that is listed.
_PAUSES_S = (2.0, 2.5, 3.0)
_PAUSE = "pause"


def events_of(found: Sequence[RhythmEvent], *, by_beats: bool = False) -> Events:
    """Return events together; the longest by its beats or by seconds."""
    whole = Episodes.of(found, by_beats=by_beats)
    rated = [event for event in found if not math.isnan(event.rate_bpm)]
    fastest = max(rated, key=lambda event: event.rate_bpm, default=None)
    return Events(
        whole.count,
        whole.n_beats,
        whole.duration_s,
        whole.n_doubtful,
        found_of(whole.longest),
        found_of(fastest),
    )


def found_of(event: RhythmEvent | None) -> Found | None:
    """Return one event as a fact."""
    if event is None:
        return None
    return Found(
        Place(event.start, event.stop),
        event.n_beats,
        event.duration_s,
        known(event.rate_bpm),
        event.title,
    )


def ectopy_of(data: ReviewData, beat_class: BeatClass) -> Ectopy:
    """Return what there is of the beats of V or S."""
    letter, v = beat_class.name, beat_class is BeatClass.V
    n_beats = data.summary.n_v if v else data.summary.n_s
    couplets = events_of(data.of_kind(RhythmKind[f"{letter}_COUPLET"]))
    runs = events_of(data.of_kind(*(V_RUNS if v else S_RUNS)), by_beats=True)
    n_single = int(data.single(beat_class).sum())
    return Ectopy(
        n_beats=n_beats,
        percent=percent(n_beats, data.summary.n_beats),
        n_single=n_single,
        n_unsorted=n_beats - n_single - couplets.n_beats - runs.n_beats,
        couplets=couplets,
        runs=runs,
        bigeminy=events_of(data.of_kind(RhythmKind[f"{letter}_BIGEMINY"])),
        trigeminy=events_of(data.of_kind(RhythmKind[f"{letter}_TRIGEMINY"])),
    )


def fibrillation_of(data: ReviewData) -> Fibrillation:
    """Return what there is of fibrillation and flutter of the atria."""
    burden, series = data.summary.burden, data.series
    inside = data.fibrillating.holds(series.sample)
    # The interval before the first beat within begins before it.
    both = inside.copy()
    both[1:] &= inside[:-1]
    flutter = stretches_of(data.session.rhythms.of_kind(EpisodeKind.ATRIAL_FLUTTER))
    unknown = data.around.unknown.n_samples(flutter.start, flutter.stop)
    flutter_s = float((flutter.stop - flutter.start - unknown).sum()) / series.fs
    longest = burden.longest
    return Fibrillation(
        percent=known(burden.percent),
        duration_s=burden.fibrillating_s,
        suggested_s=burden.suggested_s,
        flutter_s=flutter_s,
        n_episodes=burden.n_episodes,
        n_suggested=burden.n_suggested,
        longest=Place(longest[0], longest[1] - 1) if longest else None,
        longest_s=burden.longest_s,
        mean_bpm=known(mean_bpm(series.rr_s[both])),
    )


def pauses_of(data: ReviewData) -> Pauses:
    """Return what there is of pauses."""
    found, least = data.pauses, data.thresholds.pause_s
    lengths = sorted({least, *(each for each in _PAUSES_S if each > least)})
    causes = Counter(_cause(event) for event in found)
    return Pauses(
        tuple(
            PauseCount(each, sum(event.duration_s >= each for event in found))
            for each in lengths
        ),
        tuple(PauseCause(text, n) for text, n in sorted(causes.items())),
        found_of(Episodes.of(found).longest),
    )


def _cause(event: RhythmEvent) -> str:
    return ", ".join(fact for fact in event.facts if fact != _PAUSE)


def silence_of(data: ReviewData) -> Silence:
    """Return what there is of stretches without a rhythm."""
    kinds = RhythmKind.NO_BEATS, RhythmKind.ASYSTOLE, RhythmKind.VF
    return Silence(
        *(events_of(data.of_kind(kind)) for kind in (*kinds, RhythmKind.NO_SIGNAL))
    )


def listed_of(rhythms: Sequence[Rhythm]) -> tuple[ListedRhythm, ...]:
    """Return the rows of the list of rhythms."""
    return tuple(
        ListedRhythm(
            Place(row.start_sample, row.stop_sample - 1),
            row.duration_s,
            row.kind,
            row.beats,
            known(row.rate_bpm),
            row.origin,
            row.reader,
            row.note,
        )
        for row in rhythms
    )
