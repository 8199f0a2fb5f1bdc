"""Which stretches of a recording are worth printing, by what its facts say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ecgviewer.analysis.report.event_values import Ectopy, Fibrillation
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.analysis.report.values import Found, Place, RateAt
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.morphology import GroupCode
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.wording import count

#: As long as a row of paper at 25 mm/s; longer where an event is silent for longer.
STRIP_S, _LONGEST_S = 7.0, 14.0
#: What is seen before an event that is longer than a strip, and after a pause.
_BESIDE_S = 1.0
_MOST_KINDS = 8
#: Strips that share so much of their time show the same.
_SAME = 0.6


@dataclass(frozen=True)
class ProposedStrip:
    """A stretch [start, stop) of some leads, and what there is to see in it."""

    start_sample: int
    stop_sample: int
    caption: str
    leads: tuple[str, ...]


def proposed_strips(
    facts: ReportFacts,
    columns: BeatColumns,
    leads: Sequence[str],
    groups: BeatGroups | None = None,
) -> tuple[ProposedStrip, ...]:
    """Return the strips that a report of a review should have, in order of weight.

    Fastest and slowest heart rate, the longest pause, the longest and fastest runs,
    beginning and end of the longest atrial fibrillation, the first of each rhythm and
    of each ectopic class, and each kind of ventricular beats. What two criteria
    choose is one strip with both captions.

    Parameters
    ----------
    facts : ReportFacts
    columns : BeatColumns
        The beats of the same review.
    leads : sequence of str
        Names of the leads that are shown.
    groups : BeatGroups, optional
        The beats by shape; without them no kinds of beats are proposed.
    """
    places = _Places(facts)
    wanted = [*_by_facts(facts), *_firsts(facts), *_kinds(columns, groups)]
    found: list[ProposedStrip] = []
    for caption, place in [*wanted, *_first_beats(columns)]:
        start, stop = places.around(place)
        same = next(
            (i for i, strip in enumerate(found) if _overlap(strip, start, stop)), None
        )
        if same is None:
            found.append(ProposedStrip(start, stop, caption, tuple(leads)))
        else:
            both = f"{found[same].caption}; {_within(caption)}"
            found[same] = replace(found[same], caption=both)
    return tuple(found)


def _within(caption: str) -> str:
    """Return a caption as it is written after another; letters of classes stay."""
    is_word = caption[1:2].islower()
    return caption[0].lower() + caption[1:] if is_word else caption


class _Places:
    """Puts strips around what is to be seen, within the record."""

    def __init__(self, facts: ReportFacts) -> None:
        self._fs, self._n = facts.head.fs_hz, facts.head.n_samples

    def around(self, place: Place) -> tuple[int, int]:
        first, last = place.first_sample, place.last_sample
        beside, usual = _BESIDE_S * self._fs, STRIP_S * self._fs
        long = last - first
        wanted = long if long <= usual else long + 2 * beside
        if wanted > _LONGEST_S * self._fs:
            # Of what goes on for minutes the beginning says most.
            length, start = usual, first - beside
        else:
            length = max(usual, wanted)
            start = (first + last - length) / 2
        length = min(length, self._n)
        begin = round(min(max(start, 0), self._n - length))
        return begin, begin + round(length)


def _overlap(strip: ProposedStrip, start: int, stop: int) -> bool:
    both = min(strip.stop_sample, stop) - max(strip.start_sample, start)
    return both >= _SAME * (stop - start)


def _by_facts(facts: ReportFacts) -> Iterator[tuple[str, Place]]:
    rates = facts.beats.rates
    yield from _rate("Highest heart rate", rates.fastest)
    yield from _rate("Lowest heart rate", rates.slowest)
    yield from _event("Longest pause", facts.pauses.longest, seconds=True)
    for letter, ectopy in (("V", facts.ventricular), ("S", facts.supraventricular)):
        yield from _runs(letter, ectopy)
    silence = facts.silence
    for name, events in (
        ("VF or flutter?", silence.vf_or_flutter),
        ("Asystole?", silence.asystole),
    ):
        yield from _event(f"{name} The longest", events.longest, seconds=True)
    yield from _fibrillation(facts.fibrillation)


def _fibrillation(found: Fibrillation) -> Iterator[tuple[str, Place]]:
    if found.longest is None:
        return
    answered = found.n_suggested < found.n_episodes
    name = "atrial fibrillation" if answered else "suspected AF"
    first, last = found.longest.first_sample, found.longest.last_sample
    yield f"Beginning of the longest {name}", Place(first, first)
    yield f"End of the longest {name}", Place(last, last)


def _rate(name: str, rate: RateAt | None) -> Iterator[tuple[str, Place]]:
    if rate is not None:
        yield f"{name}, {rate.bpm:.0f}/min", rate.place


def _runs(letter: str, ectopy: Ectopy) -> Iterator[tuple[str, Place]]:
    yield from _event(f"Longest {letter} run", ectopy.runs.longest)
    yield from _event(f"Fastest {letter} run", ectopy.runs.fastest)


def _event(
    name: str, found: Found | None, *, seconds: bool = False
) -> Iterator[tuple[str, Place]]:
    if found is None:
        return
    said = [f"{found.duration_s:.1f} s"] if seconds else []
    said += [count(found.n_beats, "beat")] if found.n_beats and not seconds else []
    if found.rate_bpm is not None and not seconds:
        said.append(f"{found.rate_bpm:.0f}/min")
    yield f"{name}, {', '.join(said)}", found.place


def _firsts(facts: ReportFacts) -> Iterator[tuple[str, Place]]:
    """Yield the first of each rhythm that is listed, noise apart."""
    seen = {EpisodeKind.NOISE.value, EpisodeKind.SINUS.value}
    for row in facts.rhythms:
        if row.kind not in seen:
            seen.add(row.kind)
            found = row.finding.partition(",")[0]
            name = _within(found) if found else EpisodeKind(row.kind).text
            yield f"First {name}", row.place


def _first_beats(columns: BeatColumns) -> Iterator[tuple[str, Place]]:
    for code in columns.scheme.ectopic:
        rows = np.flatnonzero((columns.label == code) & columns.readable)
        if len(rows):
            sample = int(columns.sample[rows[0]])
            yield f"First {columns.scheme.name(code, '')} beat", Place(sample, sample)


def _kinds(
    columns: BeatColumns, groups: BeatGroups | None
) -> Iterator[tuple[str, Place]]:
    """Yield the most typical beat of each kind of ventricular beats."""
    if groups is None:
        return
    for number, code in enumerate(_ventricular(columns, groups), 1):
        row = groups.shapes.rows_of(groups.typical(code))[0]
        sample = int(groups.shapes.sample[row])
        n_beats = count(len(groups.rows(code)), "beat")
        yield f"V beats, kind {number} of {n_beats}", Place(sample, sample)


def _ventricular(columns: BeatColumns, groups: BeatGroups) -> Iterable[int]:
    """Return the groups most of whose beats are ventricular, the largest first."""
    is_v = columns.aami == BeatClass.V
    code = groups.codes_of(columns.beat_id)
    size = max(int(code.max(initial=-1)) + 1, 1)
    known = code >= 0
    whole = np.bincount(code[known], minlength=size)
    of_v = np.bincount(code[known & is_v], minlength=size)
    mostly = np.flatnonzero(2 * of_v > whole)
    kinds = [int(each) for each in mostly if each != GroupCode.ODD]
    return sorted(kinds, key=lambda each: -int(whole[each]))[:_MOST_KINDS]
