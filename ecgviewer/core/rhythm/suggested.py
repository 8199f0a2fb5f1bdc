"""Which suggestions a reader has answered, though they were found again since.

Rhythms are found again after every correction of beats. A suggestion is the one that
was answered before if it is of the same kind and both share at least half of the longer
of the two. So a dismissed one stays dismissed until it is less than half as long as it
was, or more than twice. A suggestion is confirmed, too, if at least half of it lies
within episodes that are of its kind, whoever marked them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind, kind_of_suggestion
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
    return first.kind is second.kind and 2 * shared >= longer


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
    if not rhythms.rows:
        return [Suggestion(event) for event in events]
    remembered = {
        kind: _Remembered(pairs) for kind, pairs in _by_suggestion(rhythms).items()
    }
    marked = _by_episode(rhythms)
    return [_answered(event, remembered, marked) for event in events]


def open_suggestions(
    events: Sequence[RhythmEvent], rhythms: ReaderRhythms
) -> list[RhythmEvent]:
    """Return the suggestions that the reader has not answered yet, in order."""
    return [s.event for s in suggestions(events, rhythms) if s.answer is Answer.OPEN]


def _answered(
    event: RhythmEvent,
    remembered: dict[RhythmKind, _Remembered],
    marked: dict[EpisodeKind, UnknownStretches],
) -> Suggestion:
    now = Suggested.of(event)
    if event.kind in remembered and (row := remembered[event.kind].find(now)):
        answer = Answer.DISMISSED if row.is_dismissed else Answer.CONFIRMED
        return Suggestion(event, answer, row.episode_id)
    kind = kind_of_suggestion(event.kind)
    if kind in marked:
        shared = int(marked[kind].n_samples(now.start, now.stop))
        if 2 * shared >= now.stop - now.start:
            return Suggestion(event, Answer.CONFIRMED)
    return Suggestion(event)


Pair = tuple[Suggested, Episode]


class _Remembered:
    """Answered suggestions of one kind, to be found by place."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._pairs = sorted(pairs, key=lambda pair: pair[0].start)
        starts = [suggested.start for suggested, _ in self._pairs]
        stops = [suggested.stop for suggested, _ in self._pairs]
        self._start: Samples = np.array(starts, np.int64)
        self._reached: Samples = np.maximum.accumulate(np.array(stops, np.int64))

    def find(self, now: Suggested) -> Episode | None:
        """Return the row that answers a suggestion; an episode before a dismissal."""
        first = int(np.searchsorted(self._reached, now.start, side="right"))
        beyond = int(np.searchsorted(self._start, now.stop))
        there = self._pairs[first:beyond]
        rows = [row for suggested, row in there if same_suggestion(now, suggested)]
        return min(rows, key=lambda row: row.is_dismissed, default=None)


def _by_suggestion(rhythms: ReaderRhythms) -> dict[RhythmKind, list[Pair]]:
    found: dict[RhythmKind, list[Pair]] = {}
    for suggested, row in _answers(rhythms):
        found.setdefault(suggested.kind, []).append((suggested, row))
    return found


def _answers(rhythms: ReaderRhythms) -> Iterator[Pair]:
    for row in rhythms.rows:
        for suggested in row.answers:
            yield suggested, row


def _by_episode(rhythms: ReaderRhythms) -> dict[EpisodeKind, UnknownStretches]:
    """Return the stretches that are marked with each kind."""
    kinds = {row.kind for row in rhythms.episodes}
    return {kind: stretches_of(rhythms.of_kind(kind)) for kind in kinds}


def stretches_of(episodes: Sequence[Episode]) -> UnknownStretches:
    """Return where there is one of some episodes, each sample once."""
    return UnknownStretches.of([e.start for e in episodes], [e.stop for e in episodes])
