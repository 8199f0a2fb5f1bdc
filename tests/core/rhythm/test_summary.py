"""A record in numbers."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.rhythm.heart_rate import heart_rate
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.summary import Episodes, RhythmSummary, summarise
from ecgviewer.core.rhythm.surroundings import SignalState, Surroundings
from tests.core.rhythm.series import FS, Beats, states, unknown


def summary(beats: Beats, around: Surroundings) -> RhythmSummary:
    readable = np.ones(len(beats.letters), bool)
    series = BeatSeries.of(beats.sample, beats.labels, readable, FS, around)
    return summarise(series, around, beats.events(around))


def test_counts_and_rates_with_their_places() -> None:
    letters = "N" * 10 + "VV" + "N" * 10 + "VVVV" + "N" * 10 + "SSS" + "N" * 10
    rr_s = [1.0] * 22 + [0.5] * 4 + [1.0] * 10 + [0.5] * 13
    beats = Beats(letters, rr_s)
    found = summary(beats, Surroundings(6000))
    assert (found.n_beats, found.n_v, found.n_s) == (49, 6, 3)
    assert (found.v_couplets.count, found.v_runs.count, found.s_runs.count) == (1, 1, 1)
    assert found.v_runs.longest is not None
    assert found.v_runs.longest.n_beats == 4
    assert found.slowest is not None
    assert found.fastest is not None
    assert (found.slowest.bpm, found.fastest.bpm) == (60, 120)
    assert found.fastest.stop - found.fastest.start == 8 * 50
    assert found.mean_bpm == pytest.approx(60 * 48 / sum(rr_s[1:]))
    assert found.duration_s == found.analysable_s == 60
    assert found.af_percent == 0


def test_unknown_time_is_not_analysable_and_has_no_rate() -> None:
    lost = unknown(20, 40)
    beats = Beats("N" * 30, [1.0] * 15 + [30.0] + [1.0] * 14)
    found = summary(beats, Surroundings(6000, missing=lost, unknown=lost))
    assert (found.duration_s, found.analysable_s) == (60, 40)
    assert found.slowest is not None
    assert found.slowest.bpm == found.mean_bpm == 60


def test_all_paced_beats_have_a_rate() -> None:
    found = summary(Beats("Q" * 30), Surroundings(2500, paced=np.ones(30, bool)))
    assert found.mean_bpm == pytest.approx(75)
    assert found.slowest is not None
    assert found.n_paced == 30


def test_a_long_flat_stretch_is_a_pause_too() -> None:
    beats = Beats("NNNNN", [1.0, 1.0, 2.5, 5.0, 1.0])
    around = Surroundings(1100, states=states(11, (SignalState.FLAT, 5, 9)))
    found = summary(beats, around)
    assert found.pauses.count == 2
    assert found.pauses.longest is not None
    assert found.pauses.longest.duration_s == 5
    assert found.silence.count == 1


def test_nothing_is_known_of_no_beats() -> None:
    found = summary(Beats(""), Surroundings())
    assert found.slowest is None
    assert found.fastest is None
    assert np.isnan(found.mean_bpm)
    assert np.isnan(found.af_percent)
    assert found.pauses.longest is None


def test_heart_rate_does_not_go_across_what_is_unknown() -> None:
    beats = Beats("N" * 20, [1.0] * 10 + [2.9] + [0.5] * 9)
    readable = np.ones(20, bool)
    place = beats.sample, beats.labels, readable, FS
    assert heart_rate(*place).n_intervals == 19
    lost = unknown(11, 12)
    rate = heart_rate(*place, lost)
    assert rate.n_intervals == 18
    assert (rate.lowest_bpm, rate.highest_bpm) == (60, 120)
    few = heart_rate(*place, lost.joined(unknown(5.2, 5.3)).joined(unknown(15, 15.2)))
    assert few.n_intervals == 16
    assert np.isnan(few.lowest_bpm)


def test_the_longest_is_by_time_or_by_beats() -> None:
    def event(n_beats: int, duration_s: float) -> RhythmEvent:
        stop = round(duration_s * FS)
        return RhythmEvent(RhythmKind.VT, 0, stop, FS, n_beats, 100.0)

    slow, fast, faster = event(5, 3.0), event(6, 1.8), event(6, 1.7)
    events = [slow, fast, faster]
    assert Episodes.of(events).longest is slow
    assert Episodes.of(events, by_beats=True).longest is fast
    assert Episodes.of(events[::-1], by_beats=True).longest is fast
    assert (Episodes.of(events).count, Episodes.of(events).n_beats) == (3, 17)
    assert Episodes.of(events).duration_s == pytest.approx(6.5)
    assert Episodes.of([]).longest is None


@pytest.mark.parametrize("letter", "VS")
def test_the_longest_run_has_the_most_beats_though_a_slow_one_takes_longer(
    letter: str,
) -> None:
    letters = "N" * 4 + letter * 4 + "N" * 4 + letter * 5 + "N" * 4
    rr_s = [1.0] * 5 + [1.4] * 3 + [1.0] * 5 + [0.4] * 4 + [1.0] * 4
    beats = Beats(letters, rr_s)
    found = summary(beats, Surroundings(2200))
    runs = found.v_runs if letter == "V" else found.s_runs
    assert runs.count == 2
    assert runs.longest is not None
    assert runs.longest.n_beats == 5
