"""Burden of atrial fibrillation, by suggestions and by what a reader says of them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.rhythm.burden import AfBurden, af_burden
from ecgviewer.core.rhythm.episode_beats import beats_in
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin, ReaderRhythms
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.summary import summarise
from ecgviewer.core.rhythm.surroundings import Surroundings
from ecgviewer.core.unknown import UnknownStretches
from tests.core.rhythm.series import FS, Beats, unknown
from tests.core.rhythm.test_suggested import confirmed, dismissed, event

N = 10_000


def burden(
    events: list[RhythmEvent],
    rhythms: ReaderRhythms | None = None,
    lost: UnknownStretches | None = None,
) -> AfBurden:
    lost = lost or UnknownStretches.none()
    return af_burden(events, rhythms or ReaderRhythms(), lost, N, FS)


def test_suggestions_count_and_are_told_of_as_such() -> None:
    found = burden([event(0, 1000), event(2000, 4000), event(0, 50, RhythmKind.VT)])
    assert found.percent == 30
    assert (found.n_episodes, found.n_suggested, found.suggested_s) == (2, 2, 30)
    assert (found.longest, found.longest_s) == ((2000, 4000), 20)
    assert not found.is_answered


def test_what_is_unknown_counts_neither_here_nor_there() -> None:
    found = burden([event(0, 2000)], lost=unknown(10, 60))
    assert found.analysable_s == 50
    assert found.fibrillating_s == 10
    assert found.percent == 20


def test_the_readers_word_counts() -> None:
    first, second = event(0, 1000), event(2000, 4000)
    found = burden([first, second], dismissed(second))
    assert (found.percent, found.n_episodes, found.n_suggested) == (10, 1, 1)
    found = burden([first, second], confirmed(first))
    assert (found.fibrillating_s, found.suggested_s) == (30, 20)
    found = burden([first], confirmed(first))
    assert found.is_answered
    assert found.suggested_s == 0


def test_flutter_counts_and_time_counts_once() -> None:
    flutter = Episode(0, EpisodeKind.ATRIAL_FLUTTER, 500, 1500, EpisodeOrigin.ADDED)
    af = replace(flutter, episode_id=1, kind=EpisodeKind.AF, start=1000, stop=N + 500)
    found = burden([], ReaderRhythms.of([flutter, af]))
    assert (found.n_episodes, found.percent) == (1, 95)
    beyond = replace(af, start=N + 10, stop=N + 20)
    assert burden([], ReaderRhythms.of([beyond])).percent == 0


def test_of_no_time_there_is_no_percentage() -> None:
    found = burden([], lost=unknown(0, 100))
    assert math.isnan(found.percent)
    assert found.longest is None
    assert found.longest_s == 0


def test_the_summary_has_the_burden_of_the_readers_episodes() -> None:
    beats = Beats("N" * 100)
    around = Surroundings(8000)
    series = BeatSeries.of(beats.sample, beats.labels, np.ones(100, bool), FS, around)
    said = ReaderRhythms.of(
        [Episode(0, EpisodeKind.AF, 0, 2000, EpisodeOrigin.ADDED, "Ada")]
    )
    found = summarise(series, around, beats.events(around), said)
    assert found.burden.percent == found.af_percent == 25
    assert summarise(series, around, beats.events(around)).af_percent == 0


def test_an_episode_has_the_beats_within_it_and_their_mean_rate() -> None:
    sample = np.array([0, 100, 200, 300, 600])
    rr_s = np.array([np.nan, 1.0, 1.0, 1.0, np.nan])
    episode = Episode(0, EpisodeKind.AF, 100, 301, EpisodeOrigin.ADDED)
    found = beats_in(episode, sample, rr_s)
    assert found.n_beats == 3
    assert found.rate_bpm == pytest.approx(60)
    one = beats_in(replace(episode, stop=150), sample, rr_s)
    assert one.n_beats == 1
    assert math.isnan(one.rate_bpm)
    across = beats_in(replace(episode, start=300, stop=700), sample, rr_s)
    assert across.n_beats == 2
    assert math.isnan(across.rate_bpm)
    one_place = beats_in(episode, np.full(2, 200), np.zeros(2))
    assert one_place.n_beats == 2
    assert math.isnan(one_place.rate_bpm)
