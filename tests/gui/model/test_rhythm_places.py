"""Which rhythms are drawn where there is no room for all."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Suggested
from ecgviewer.core.rhythm.kinds import RhythmKind
from ecgviewer.gui.model.rhythm_entries import EntryState, RhythmEntry
from ecgviewer.gui.model.rhythm_places import RhythmPlaces


def entry(
    kind: EpisodeKind, start: int, stop: int, state: EntryState = EntryState.OPEN
) -> RhythmEntry:
    key = Suggested(RhythmKind.VT, start, stop)
    return RhythmEntry(key, state, kind, kind.title, start, stop, 1.0, 2, 60.0)


def kinds(places: RhythmPlaces, px_per_sample: float) -> list[EpisodeKind]:
    left, right = places.start * px_per_sample, places.stop * px_per_sample
    rows = places.seen(np.asarray(left), np.asarray(right), 100.0, 3.0)
    return [places.entries[row].kind for row in rows]


def test_short_rhythms_are_in_front_of_long_ones_and_dismissed_ones_nowhere() -> None:
    places = RhythmPlaces(
        [
            entry(EpisodeKind.SVT, 10, 20),
            entry(EpisodeKind.AF, 0, 90),
            entry(EpisodeKind.PAUSE, 30, 40, EntryState.DISMISSED),
        ]
    )
    assert kinds(places, 1.0) == [EpisodeKind.AF, EpisodeKind.SVT]


def test_of_several_in_one_place_the_gravest_is_seen() -> None:
    several = [
        entry(EpisodeKind.TACHYCARDIA, 600, 630),
        entry(EpisodeKind.VT, 602, 620),
        entry(EpisodeKind.SVT, 604, 630),
        entry(EpisodeKind.PACED, 3000, 3010),
    ]
    places = RhythmPlaces(several)
    assert kinds(places, 0.1) == [EpisodeKind.VT]
    assert kinds(places, 0.01) == [EpisodeKind.VT, EpisodeKind.PACED]


def test_nothing_is_drawn_outside_of_what_is_in_view() -> None:
    places = RhythmPlaces([entry(EpisodeKind.AF, 200, 300)])
    assert kinds(places, 1.0) == []
    assert kinds(RhythmPlaces(), 1.0) == []
