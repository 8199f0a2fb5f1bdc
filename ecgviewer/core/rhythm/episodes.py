"""What a reader says of the rhythm: episodes, and suggestions that were dismissed.

Rhythms that are found (`events`) are suggestions. A reader confirms or dismisses them,
or adds episodes; those of an annotation file are read into the same value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind, RhythmRole
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.core.unknown import UnknownStretches

#: Sub-type of ``~`` in WFDB files where no lead can be read: signals 0 and 1 are noisy
#: and unreadable. Nothing less makes a stretch unknown (ANSI/AAMI EC57: shutdown).
NO_LEAD_READABLE = 0x33
_SHUTDOWN = 0x30


class EpisodeOrigin(Enum):
    """How an episode came about; the value is its name in journals and CSV files."""

    CONFIRMED = "confirmed"
    ADDED = "added"
    IMPORTED = "imported"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class Suggested:
    """What is remembered of a suggestion that was answered: samples [start, stop).

    `lead` is the one that is off; empty of rhythms.
    """

    kind: RhythmKind
    start: int
    stop: int
    lead: str = ""

    @classmethod
    def of(cls, event: RhythmEvent) -> Suggested:
        """Return what is remembered of an event, with its last beat inside."""
        lead = event.lead.title if event.lead else ""
        return cls(event.kind, event.start, event.stop + 1, lead)


@dataclass(frozen=True)
class Episode:
    """A stretch of a recording and what a reader calls it.

    Attributes
    ----------
    episode_id : int
        Identity among the rhythms of a review.
    kind : EpisodeKind
    start, stop : int
        Samples [start, stop).
    origin : EpisodeOrigin
        `DISMISSED` is not an episode: it keeps a suggestion away.
    reader : str
        Who said so first; empty for an annotation file.
    note : str
        The reader's words; what an `OTHER` rhythm is.
    lead_quality : int
        Of noise, the sub-type of ``~`` in WFDB files: which leads; 0 of others.
    answers : tuple of Suggested
        The suggestions that it confirms or dismisses.
    """

    episode_id: int
    kind: EpisodeKind
    start: int
    stop: int
    origin: EpisodeOrigin
    reader: str = ""
    note: str = ""
    lead_quality: int = 0
    answers: tuple[Suggested, ...] = ()

    @property
    def text(self) -> str:
        """What it is called within a sentence: the kind, or a note that says which."""
        return self._words or self.kind.text

    @property
    def title(self) -> str:
        """What it is called on its own."""
        return self._words or self.kind.title

    @property
    def _words(self) -> str:
        of_a_lead = self.kind is EpisodeKind.NOISE and not self.is_unknown
        return self.note if of_a_lead or self.kind is EpisodeKind.OTHER else ""

    @property
    def role(self) -> RhythmRole:
        """What colour it has."""
        return self.kind.role

    @property
    def is_dismissed(self) -> bool:
        """Return whether it is not an episode, but a dismissed suggestion."""
        return self.origin is EpisodeOrigin.DISMISSED

    @property
    def is_unknown(self) -> bool:
        """Return whether nothing is known there: noise in which no lead is readable."""
        noise = self.kind is EpisodeKind.NOISE and not self.is_dismissed
        return noise and self.lead_quality & _SHUTDOWN == _SHUTDOWN

    def duration_s(self, fs: float) -> float:
        """Return its length in seconds."""
        return (self.stop - self.start) / fs


@dataclass(frozen=True)
class ReaderRhythms:
    """All that a reader says of the rhythm of a record; never to change.

    Attributes
    ----------
    rows : tuple of Episode
        Episodes and dismissed suggestions, by start.
    """

    rows: tuple[Episode, ...] = field(default=())

    @classmethod
    def of(cls, rows: Iterable[Episode]) -> ReaderRhythms:
        """Return rhythms of episodes in any order."""
        return cls(tuple(sorted(rows, key=lambda e: (e.start, e.stop, e.episode_id))))

    @cached_property
    def episodes(self) -> tuple[Episode, ...]:
        """The episodes alone, by start."""
        return tuple(row for row in self.rows if not row.is_dismissed)

    @cached_property
    def dismissed(self) -> tuple[Episode, ...]:
        """The suggestions that were dismissed, by start."""
        return tuple(row for row in self.rows if row.is_dismissed)

    @cached_property
    def by_id(self) -> dict[int, Episode]:
        """Each row by its identity."""
        return {row.episode_id: row for row in self.rows}

    @cached_property
    def noise(self) -> UnknownStretches:
        """Where the reader says that no lead can be read."""
        noise = [row for row in self.rows if row.is_unknown]
        return UnknownStretches.of([e.start for e in noise], [e.stop for e in noise])

    @property
    def next_id(self) -> int:
        """An identity that no row has."""
        return max(self.by_id, default=-1) + 1

    def of_kind(self, *kinds: EpisodeKind) -> tuple[Episode, ...]:
        """Return the episodes of some kinds, by start."""
        return tuple(row for row in self.episodes if row.kind in kinds)
