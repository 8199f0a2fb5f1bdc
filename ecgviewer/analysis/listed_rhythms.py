"""The rhythms of a review, as a list and as a data frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_beats import beats_in
from ecgviewer.core.rhythm.episode_kinds import kind_of_suggestion
from ecgviewer.core.rhythm.events import find_rhythms
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmThresholds
from ecgviewer.core.rhythm.suggested import open_suggestions

SUGGESTION = "suggestion"


@dataclass(frozen=True)
class Rhythm:
    """A stretch of a record and its rhythm.

    Attributes
    ----------
    start_sample, stop_sample : int
        Samples [start, stop).
    start_s, duration_s : float
        Seconds from the start of the record, and its length.
    kind : str
        As in the CSV of an export: ``"AF"``, ``"VT"``, ...
    beats : int
        Beats within it.
    rate_bpm : float
        Mean heart rate; NaN where it is not known.
    origin : str
        ``"suggestion"`` for one that nobody answered; ``"confirmed"``, ``"added"`` or
        ``"imported"`` for one that a reader or an annotation file says.
    reader : str
        Who said so; empty for a suggestion or a file.
    note : str
        The reader's words, or what is said of a suggestion.
    """

    start_sample: int
    stop_sample: int
    start_s: float
    duration_s: float
    kind: str
    beats: int
    rate_bpm: float
    origin: str
    reader: str = ""
    note: str = ""


def rhythms_of(session: ReviewSession, thresholds: RhythmThresholds) -> list[Rhythm]:
    """Return the reader's episodes and what is still suggested, by start."""
    columns = session.columns
    place = columns.sample, columns.aami, columns.readable, session.record.fs
    events = find_rhythms(*place, thresholds, session.surroundings)
    return listed_rhythms(session, events)


def listed_rhythms(
    session: ReviewSession, events: Sequence[RhythmEvent]
) -> list[Rhythm]:
    """Return what `rhythms_of` does, of events that were found already."""
    found = [*_episodes(session), *_suggestions(session, events)]
    return sorted(found, key=lambda rhythm: (rhythm.start_sample, rhythm.stop_sample))


def _episodes(session: ReviewSession) -> Iterator[Rhythm]:
    fs, columns = session.record.fs, session.columns
    for episode in session.rhythms.episodes:
        beats = beats_in(episode, columns.sample, columns.rr_previous_s)
        yield Rhythm(
            episode.start,
            episode.stop,
            episode.start / fs,
            episode.duration_s(fs),
            episode.kind.value,
            beats.n_beats,
            beats.rate_bpm,
            episode.origin.value,
            episode.reader,
            episode.note,
        )


def _suggestions(
    session: ReviewSession, events: Sequence[RhythmEvent]
) -> Iterator[Rhythm]:
    fs = session.record.fs
    for event in open_suggestions(events, session.rhythms):
        yield Rhythm(
            event.start,
            event.stop + 1,
            event.start / fs,
            (event.stop + 1 - event.start) / fs,
            kind_of_suggestion(event.kind).value,
            event.n_beats,
            event.rate_bpm,
            SUGGESTION,
            note=event.title,
        )
