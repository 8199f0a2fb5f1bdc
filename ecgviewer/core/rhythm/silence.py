"""Stretches without a rhythm: no signal, no beats, or fibrillation of the ventricles.

What the worst rhythms have in common is that no beat is found. Each such stretch is an
event, whatever the quality, with what the signal is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.kinds import (
    UNKNOWN_RATE,
    RhythmEvent,
    RhythmKind,
    RhythmThresholds,
)
from ecgviewer.core.rhythm.pauses import PauseCauses
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.surroundings import (
    SignalState,
    Surroundings,
    between_beats,
)
from ecgviewer.core.unknown import UnknownStretches

_UNCLEAR = "artefact?"


def without_rhythm(
    series: BeatSeries,
    around: Surroundings,
    thresholds: RhythmThresholds,
    causes: PauseCauses,
) -> list[RhythmEvent]:
    """Return the stretches in which there is no rhythm."""
    silent = [
        _silence(series, around, piece, causes)
        for piece in _without_beats(series, around, thresholds.no_beats_s)
    ]
    chaotic = list(_fibrillation(series, around, silent))
    left = [event for event in silent if not any(_within(event, c) for c in chaotic)]
    return [*chaotic, *left, *_missing(series, around, thresholds.no_beats_s)]


def leads_off(
    series: BeatSeries, around: Surroundings, thresholds: RhythmThresholds
) -> Iterator[RhythmEvent]:
    """Yield the stretches in which a lead is off while another one is not."""
    for each in around.leads_off:
        long = each.longer_than(thresholds.no_beats_s * series.fs)
        for ends in zip(long.start.tolist(), long.stop.tolist(), strict=True):
            event = _stretch(series, RhythmKind.LEAD_OFF, ends)
            yield replace(event, lead=each.lead)


def _fibrillation(
    series: BeatSeries, around: Surroundings, silent: list[RhythmEvent]
) -> Iterator[RhythmEvent]:
    """Yield fibrillation as long as no beats are found, and say for how long."""
    chaos = around.states.fibrillating()
    inside = [
        event
        for event in silent
        if 2 * chaos.n_samples(event.start, event.stop) > event.stop - event.start
    ]
    whole = chaos.joined(
        UnknownStretches.of([e.start for e in inside], [e.stop for e in inside])
    )
    for stretch in zip(whole.start.tolist(), whole.stop.tolist(), strict=True):
        event = _stretch(series, RhythmKind.VF, stretch)
        longest_s = max((e.duration_s for e in inside if _within(e, event)), default=0)
        facts = (f"no beats {longest_s:.0f} s",) if longest_s else ()
        # What is labelled there may be none of it: its rate would deceive.
        yield replace(event, facts=facts, rate_bpm=UNKNOWN_RATE)


def _without_beats(
    series: BeatSeries, around: Surroundings, longest_s: float
) -> Iterator[tuple[int, int]]:
    """Yield known stretches without a beat that are longer than allowed."""
    unknown = around.unknown
    edges = [series.sample, unknown.start, unknown.stop]
    if around.n_samples:
        edges.append(np.array([0, around.n_samples]))
    # Nearly in order already: of a day this is done at each edit.
    places: Samples = np.sort(np.concatenate(edges), kind="stable")
    if around.n_samples:
        # Beyond, nobody has looked for beats but the reader.
        places = np.minimum(places, around.n_samples)
    long = np.flatnonzero(np.diff(places) > longest_s * series.fs)
    for start, stop in zip(
        places[long].tolist(), places[long + 1].tolist(), strict=True
    ):
        if not unknown.holds((start + stop) // 2):
            yield start, stop


def _missing(
    series: BeatSeries, around: Surroundings, longest_s: float
) -> Iterator[RhythmEvent]:
    missing = around.missing
    long = missing.stop - missing.start > longest_s * series.fs
    ends = zip(missing.start[long].tolist(), missing.stop[long].tolist(), strict=True)
    for stretch in ends:
        yield _stretch(series, RhythmKind.NO_SIGNAL, stretch)


def _stretch(
    series: BeatSeries,
    kind: RhythmKind,
    stretch: tuple[int, int],
    facts: tuple[str, ...] = (),
) -> RhythmEvent:
    first, last = np.searchsorted(series.sample, np.array(stretch)).tolist()
    inside = last - first
    rate = series.mean_bpm(first, last - 1) if inside > 1 else UNKNOWN_RATE
    return RhythmEvent(kind, *stretch, series.fs, inside, rate, facts)


def _silence(
    series: BeatSeries,
    around: Surroundings,
    piece: tuple[int, int],
    causes: PauseCauses,
) -> RhythmEvent:
    start, stop = piece
    row = int(np.searchsorted(series.sample, stop))
    inside = (
        0 < row < len(series.sample)
        and series.sample[row] == stop
        and series.sample[row - 1] == start
    )
    pause: tuple[str, ...] = ()
    if inside and not np.isnan(series.rr_s[row]):
        pause = ("pause", *causes.of(row))
    fs, states = series.fs, around.states
    state = states.between(*between_beats(start, stop, fs))
    if not len(states.codes):
        kind, facts = RhythmKind.NO_BEATS, pause
    elif state is SignalState.FLAT:
        kind, facts = RhythmKind.ASYSTOLE, pause
    else:
        kind, facts = RhythmKind.NO_BEATS, (_UNCLEAR,)
    # The beats on either side are none of the stretch.
    return RhythmEvent(kind, start, stop, fs, 0, UNKNOWN_RATE, facts)


def _within(event: RhythmEvent, other: RhythmEvent) -> bool:
    """Return whether most of an event lies within another."""
    shared = min(event.stop, other.stop) - max(event.start, other.start)
    return 2 * shared > event.stop - event.start
