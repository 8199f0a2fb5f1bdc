"""What lists and lanes show of the rhythm: a reader's episodes and open suggestions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType

from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.episode_beats import beats_in
from ecgviewer.core.rhythm.episode_kinds import (
    EpisodeKind,
    RhythmRole,
    kind_of_suggestion,
)
from ecgviewer.core.rhythm.episodes import (
    Episode,
    EpisodeOrigin,
    ReaderRhythms,
    Suggested,
)
from ecgviewer.core.rhythm.intervals import Seconds
from ecgviewer.core.rhythm.kinds import WITHOUT_RHYTHM, RhythmEvent
from ecgviewer.core.rhythm.suggested import open_suggestions
from ecgviewer.gui.look.rhythm_badge import RhythmLook

#: The identity of an episode, or the suggestion itself.
RhythmKey = int | Suggested


class EntryState(Enum):
    """What the reader made of it; the value is what people call it."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"

    # By identity: a day's rhythms are sorted and counted after each edit.
    __hash__ = object.__hash__


class EntryGroup(Enum):
    """What is listed together; the value is what people call it."""

    WITHOUT_RHYTHM = "Without a rhythm"
    V = "V rhythms"
    S = "S rhythms"
    AF = "AF and flutter"
    RATE = "Fast and slow"
    PAUSE = "Pauses"
    BLOCK = "Blocks"
    PACING = "Pacing"
    NOISE = "Noise"
    OTHER = "Other"

    # By identity: a day's rhythms are sorted and counted after each edit.
    __hash__ = object.__hash__


_GROUP: Mapping[RhythmRole, EntryGroup] = MappingProxyType(
    {
        RhythmRole.NORMAL: EntryGroup.OTHER,
        RhythmRole.ATRIAL: EntryGroup.AF,
        RhythmRole.SUPRAVENTRICULAR: EntryGroup.S,
        RhythmRole.VENTRICULAR: EntryGroup.V,
        RhythmRole.LETHAL: EntryGroup.WITHOUT_RHYTHM,
        RhythmRole.CONDUCTION: EntryGroup.BLOCK,
        RhythmRole.PACED: EntryGroup.PACING,
        RhythmRole.RATE: EntryGroup.RATE,
        RhythmRole.UNREADABLE: EntryGroup.NOISE,
        RhythmRole.OTHER: EntryGroup.OTHER,
    }
)

_LOOKS: Mapping[EpisodeOrigin, RhythmLook] = MappingProxyType(
    {
        EpisodeOrigin.IMPORTED: RhythmLook.REFERENCE,
        EpisodeOrigin.DISMISSED: RhythmLook.DISMISSED,
    }
)


@dataclass(frozen=True)
class RhythmEntry:
    """An episode, a dismissed suggestion or an open one.

    Attributes
    ----------
    key : int or Suggested
        Which it is, also after the rhythms were found again.
    state : EntryState
    kind : EpisodeKind
        Of a suggestion what it becomes when it is confirmed.
    title : str
    start, stop : int
        Samples [start, stop).
    duration_s : float
    n_beats : int
    rate_bpm : float
        NaN where it is not known.
    event : RhythmEvent or None
        The suggestion, if it is an open one.
    episode : Episode or None
        The row of the reader's rhythms, if it is not.
    """

    key: RhythmKey
    state: EntryState
    kind: EpisodeKind
    title: str
    start: int
    stop: int
    duration_s: float
    n_beats: int
    rate_bpm: float
    event: RhythmEvent | None = None
    episode: Episode | None = None

    @cached_property
    def role(self) -> RhythmRole:
        """What colour it has."""
        return self.kind.role

    @cached_property
    def look(self) -> RhythmLook:
        """How it is drawn: by who says so."""
        row = self.episode
        if row is None:
            return RhythmLook.SUGGESTED
        return _LOOKS.get(row.origin, RhythmLook.READER)

    @property
    def tip(self) -> str:
        """What is said of it where there is room: by whom, and a note."""
        said = f"{self.title} ({self._said_by})"
        return f"{said}\n{self.note}" if self.note else said

    @property
    def _said_by(self) -> str:
        row = self.episode
        if row is None:
            return "suggested"
        reader = f" by {row.reader}" if row.reader else ""
        return f"{row.origin.value}{reader}"

    @cached_property
    def group(self) -> EntryGroup:
        """What it is listed with."""
        if self.event is not None and self.event.kind in WITHOUT_RHYTHM:
            return EntryGroup.WITHOUT_RHYTHM
        if self.kind is EpisodeKind.PAUSE:
            return EntryGroup.PAUSE
        return _GROUP[self.role]

    @property
    def note(self) -> str:
        """The reader's words, where they are not the title."""
        note = self.episode.note if self.episode else ""
        return "" if note == self.title else note


def entries_of(
    events: Sequence[RhythmEvent],
    rhythms: ReaderRhythms,
    sample: Samples,
    rr_s: Seconds,
    fs: float,
    before: Sequence[RhythmEntry] = (),
) -> list[RhythmEntry]:
    """Return all there is to list: what has no rhythm first, then in order of time.

    Parameters
    ----------
    events : sequence of RhythmEvent
        From `find_rhythms`.
    rhythms : ReaderRhythms
    sample, rr_s : ndarray, shape (n_beats,)
        R-peaks, and the interval before each, NaN where it is not known.
    fs : float
        Sampling frequency in Hz.
    before : sequence of RhythmEntry
        What was listed before: where an event is the same object, so is its entry.
    """
    waiting = open_suggestions(events, rhythms)
    # By identity: to compare thousands of events takes longer than to make entries.
    known = {id(entry.event): entry for entry in before if entry.event is not None}
    entries = [known.get(id(event)) or _suggestion(event) for event in waiting]
    if not rhythms.rows:
        return entries
    entries += [_row(row, sample, rr_s, fs) for row in rhythms.rows]
    entries.sort(key=attrgetter("start"))
    first = EntryGroup.WITHOUT_RHYTHM
    gravest = [entry for entry in entries if entry.group is first]
    return gravest + [entry for entry in entries if entry.group is not first]


def _suggestion(event: RhythmEvent) -> RhythmEntry:
    return RhythmEntry(
        Suggested.of(event),
        EntryState.OPEN,
        kind_of_suggestion(event.kind),
        event.title,
        event.start,
        event.stop + 1,
        event.duration_s,
        event.n_beats,
        event.rate_bpm,
        event=event,
    )


def _row(row: Episode, sample: Samples, rr_s: Seconds, fs: float) -> RhythmEntry:
    beats = beats_in(row, sample, rr_s)
    state = EntryState.DISMISSED if row.is_dismissed else EntryState.CONFIRMED
    return RhythmEntry(
        row.episode_id,
        state,
        row.kind,
        row.title,
        row.start,
        row.stop,
        row.duration_s(fs),
        beats.n_beats,
        beats.rate_bpm,
        episode=row,
    )
