"""Which suggestions a reader has answered, though they were found again since.

Rhythms are found again after every correction of beats. A suggestion is the one that
was answered before if it has the same kind and the two share at least half of the
longer one. So a dismissed one stays dismissed until it shrinks to less than half its
length or grows to more than twice. A suggestion is also confirmed if at least half of
it lies within episodes of its kind, or of one that explains it (`kinds_that_answer`),
whoever marked them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import compress

import numpy as np

from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind, kinds_that_answer
from ecgviewer.core.rhythm.episodes import Episode, ReaderRhythms, Suggested
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.core.unknown import UnknownStretches


class Answer(Enum):
    """What a reader made of a suggestion."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Suggestion:
    """A rhythm that was found, and what the reader made of it.

    Attributes
    ----------
    event : RhythmEvent
    answer : Answer
    episode_id : int or None
        The row of the reader's rhythms that answers it; None for none, or several.
    """

    event: RhythmEvent
    answer: Answer = Answer.OPEN
    episode_id: int | None = None


def same_suggestion(first: Suggested, second: Suggested) -> bool:
    """Return whether two suggestions are one that was found twice."""
    shared = min(first.stop, second.stop) - max(first.start, second.start)
    longer = max(first.stop - first.start, second.stop - second.start)
    same = (first.kind, first.lead) == (second.kind, second.lead)
    return same and 2 * shared >= longer


def suggestions(
    events: Sequence[RhythmEvent], rhythms: ReaderRhythms
) -> list[Suggestion]:
    """Return what became of each suggestion, in the order of the events.

    Parameters
    ----------
    events : sequence of RhythmEvent
        From `find_rhythms`.
    rhythms : ReaderRhythms
    """
    answered = _answered(events, rhythms)
    return [answered.get(n) or Suggestion(event) for n, event in enumerate(events)]


def open_suggestions(
    events: Sequence[RhythmEvent], rhythms: ReaderRhythms
) -> list[RhythmEvent]:
    """Return the suggestions that the reader has not answered yet, in order."""
    answered = _answered(events, rhythms)
    return _without(events, answered)


def not_dismissed(
    events: Sequence[RhythmEvent], rhythms: ReaderRhythms
) -> list[RhythmEvent]:
    """Return the suggestions that count: those the reader has not dismissed."""
    answered = _answered(events, rhythms) if rhythms.dismissed else {}
    return _without(
        events, {n for n, s in answered.items() if s.answer is Answer.DISMISSED}
    )


def _without(
    events: Sequence[RhythmEvent], places: Collection[int]
) -> list[RhythmEvent]:
    if not places:
        return list(events)
    return [event for n, event in enumerate(events) if n not in places]


Pair = tuple[Suggested, Episode]


def _answered(
    events: Sequence[RhythmEvent], rhythms: ReaderRhythms
) -> dict[int, Suggestion]:
    """Return what the reader made of suggestions, by their place among the events."""
    found: dict[int, Suggestion] = {}
    remembered = _by_suggestion(rhythms)
    for kind in RhythmKind if rhythms.rows else ():
        pairs, episodes = remembered.get(kind, []), _explaining(kind, rhythms)
        places = _reached(events, kind, [*(one for one, _ in pairs), *episodes])
        asked = [Suggested.of(events[place]) for place in places]
        rows, within = _answering(asked, pairs), _within(asked, episodes)
        for place, row, inside in zip(places, rows, within, strict=True):
            if row:
                dismissed = row.is_dismissed
                answer = Answer.DISMISSED if dismissed else Answer.CONFIRMED
                found[place] = Suggestion(events[place], answer, row.episode_id)
            elif inside:
                found[place] = Suggestion(events[place], Answer.CONFIRMED)
    return found


def _reached(
    events: Sequence[RhythmEvent],
    kind: RhythmKind,
    said: Sequence[Suggested | Episode],
) -> list[int]:
    """Return the places of the events of a kind that overlap what was said."""
    if not said:
        return []
    places = [n for n, event in enumerate(events) if event.kind is kind]
    start = np.array([events[n].start for n in places], np.int64)
    stop = np.array([events[n].stop + 1 for n in places], np.int64)
    near = UnknownStretches.of([s.start for s in said], [s.stop for s in said])
    return list(compress(places, (near.n_samples(start, stop) > 0).tolist()))


def _by_suggestion(rhythms: ReaderRhythms) -> dict[RhythmKind, list[Pair]]:
    found: dict[RhythmKind, list[Pair]] = {}
    for row in rhythms.rows:
        for suggested in row.answers:
            found.setdefault(suggested.kind, []).append((suggested, row))
    return found


def _answering(asked: Sequence[Suggested], pairs: list[Pair]) -> list[Episode | None]:
    """Return the row that answers each suggestion; an episode before a dismissal."""
    if not pairs:
        return [None] * len(asked)
    ordered = sorted(pairs, key=lambda pair: pair[0].start)
    start, stop = _edges([suggested for suggested, _ in ordered])
    asked_start, asked_stop = _edges(asked)
    # Those that overlap: neither do they all end before it nor begin behind it.
    reached = np.maximum.accumulate(stop)
    first = np.searchsorted(reached, asked_start, side="right").tolist()
    beyond = np.searchsorted(start, asked_stop).tolist()
    return [
        min(
            (row for said, row in ordered[a:b] if same_suggestion(now, said)),
            key=lambda row: row.is_dismissed,
            default=None,
        )
        for now, a, b in zip(asked, first, beyond, strict=True)
    ]


def _explaining(kind: RhythmKind, rhythms: ReaderRhythms) -> list[Episode]:
    """Return the episodes within which a suggestion is confirmed.

    Noise in some leads explains nothing: the others show what is there.
    """
    episodes = rhythms.of_kind(*kinds_that_answer(kind))
    return [e for e in episodes if e.is_unknown or e.kind is not EpisodeKind.NOISE]


def _within(asked: Sequence[Suggested], episodes: Sequence[Episode]) -> list[bool]:
    """Return which suggestions lie within episodes, at least half of them."""
    start, stop = _edges(asked)
    shared = stretches_of(episodes).n_samples(start, stop)
    inside: list[bool] = (2 * shared >= stop - start).tolist()
    return inside


def _edges(asked: Sequence[Suggested]) -> tuple[Samples, Samples]:
    return (
        np.array([each.start for each in asked], np.int64),
        np.array([each.stop for each in asked], np.int64),
    )


def stretches_of(episodes: Sequence[Episode]) -> UnknownStretches:
    """Return where there is one of some episodes, each sample once."""
    return UnknownStretches.of([e.start for e in episodes], [e.stop for e in episodes])
