"""Stretches without a rhythm come first, with what the signal is there."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.rhythm.kinds import RhythmKind, RhythmThresholds
from ecgviewer.core.rhythm.surroundings import SignalState, SignalStates, Surroundings
from ecgviewer.core.unknown import UnknownStretches
from tests.core.rhythm.series import FS, Beats, kinds_of, states, unknown

FLAT, CHAOS = SignalState.FLAT, SignalState.FIBRILLATING
LONG = Beats("NNNNVVVNNNN", [0.8] * 4 + [0.4] * 3 + [20.0] + [0.8] * 3)


def test_a_long_stretch_without_beats_is_listed_first_whatever_the_quality() -> None:
    found = LONG.events(unreadable=np.arange(11))
    assert kinds_of(found) == [RhythmKind.NO_BEATS, RhythmKind.VT]
    assert found[0].duration_s == pytest.approx(20)
    assert found[0].n_beats == 0
    assert np.isnan(found[0].rate_bpm)


@pytest.mark.parametrize(
    ("signal", "title"),
    [
        (states(30, (FLAT, 5, 24)), "Asystole?, pause, conversion"),
        (states(30), "No beats, artefact?"),
        (states(30, (CHAOS, 5, 24)), "VF or flutter?, no beats 20 s"),
        (SignalStates.none(), "No beats, pause, conversion"),
    ],
)
def test_what_the_signal_is_there_is_said(signal: SignalStates, title: str) -> None:
    event = LONG.events(Surroundings(3000, states=signal))[0]
    assert event.title == title


def test_no_rate_goes_across_a_stretch_that_is_no_pause() -> None:
    beats = Beats("N" * 30, [0.8] * 15 + [20.0] + [0.8] * 14)
    any_eight = RhythmThresholds(rate_least_s=0)
    flat = Surroundings(4500, states=states(45, (FLAT, 12, 32)))
    assert RhythmKind.BRADYCARDIA in kinds_of(beats.events(flat, any_eight))
    active = Surroundings(4500, states=states(45))
    assert kinds_of(beats.events(active, any_eight)) == [RhythmKind.NO_BEATS]


def test_the_edges_of_a_record_count() -> None:
    beats = Beats("NNN", [5.0, 0.8, 0.8])
    found = beats.events(Surroundings(2000))
    assert [(e.start, e.stop) for e in found] == [(0, 500), (660, 2000)]
    nothing = Beats("").events(Surroundings(2000))
    assert [(e.start, e.stop) for e in nothing] == [(0, 2000)]
    assert Beats("").events() == []


def test_beyond_what_was_searched_no_beat_is_missed() -> None:
    beats = Beats("NNNN", [0.8] * 3 + [10.0])
    found = beats.events(Surroundings(400))
    assert RhythmKind.NO_BEATS not in kinds_of(found)
    (late,) = (e for e in beats.events(Surroundings(1000)) if e.stop == 1000)
    assert (late.kind, late.start) == (RhythmKind.NO_BEATS, 240)


def test_missing_signal_is_an_event_and_no_pause() -> None:
    lost = unknown(4.0, 34.0)
    beats = Beats("NNNNNN", [0.8] * 4 + [31.2, 0.8])
    found = beats.events(Surroundings(3600, missing=lost, unknown=lost))
    assert [(e.title, e.duration_s) for e in found] == [("No signal", 30.0)]
    short = UnknownStretches.of([400], [600])
    assert beats.events(Surroundings(3600, missing=short, unknown=lost)) == []


@pytest.mark.parametrize(
    ("start_s", "n_beats", "rate_bpm"),
    [(4.0, 2, 75.0), (3.2, 3, 75.0), (4.8, 1, np.nan), (4.9, 0, np.nan)],
)
def test_beats_that_a_stretch_without_signal_has_give_it_a_rate(
    start_s: float, n_beats: int, rate_bpm: float
) -> None:
    lost = unknown(start_s, 40.0)
    found = Beats("NNNNNN").events(Surroundings(4000, missing=lost, unknown=lost))
    [event] = [event for event in found if event.kind is RhythmKind.NO_SIGNAL]
    assert event.n_beats == n_beats
    assert event.rate_bpm == pytest.approx(rate_bpm, nan_ok=True)


def test_what_is_left_beside_missing_signal_counts() -> None:
    lost = unknown(10.0, 34.0)
    beats = Beats("NNNNNN", [0.8] * 4 + [31.2, 0.8])
    found = beats.events(Surroundings(3600, missing=lost, unknown=lost))
    assert [(e.kind, e.start, e.stop) for e in found] == [
        (RhythmKind.NO_BEATS, 320, 1000),
        (RhythmKind.NO_SIGNAL, 1000, 3400),
    ]


def test_fibrillation_among_labelled_beats_is_listed_and_has_no_rate() -> None:
    beats = Beats("N" * 40, 0.5)
    (event,) = beats.events(Surroundings(2000, states=states(20, (CHAOS, 6, 14))))
    assert event.title == "VF or flutter?"
    assert (event.start, event.stop) == (600, 1400)
    assert event.n_beats == 16
    assert np.isnan(event.rate_bpm)


def test_supraventricular_runs_are_not_listed_within_fibrillation_of_ventricles() -> (
    None
):
    beats = Beats("N" * 15 + "SSSS" + "N" * 21, 0.5)
    chaos = states(20, (CHAOS, 6, 14))
    assert RhythmKind.SVT in kinds_of(beats.events())
    assert kinds_of(beats.events(Surroundings(2000, states=chaos))) == [RhythmKind.VF]


def test_a_silence_is_listed_beside_fibrillation_elsewhere() -> None:
    rr_s = [0.8] * 5 + [20.0] + [0.8] * 4 + [20.0] + [0.8] * 3
    signal = states(60, (CHAOS, 5, 23), (FLAT, 28, 46))
    found = Beats("N" * len(rr_s), rr_s).events(Surroundings(6000, states=signal))
    gravest = [
        event for event in found if event.kind in (RhythmKind.VF, RhythmKind.ASYSTOLE)
    ]
    assert [event.kind for event in gravest] == [RhythmKind.VF, RhythmKind.ASYSTOLE]
    assert gravest[0].facts == ("no beats 20 s",)
    assert gravest[1].duration_s == pytest.approx(20.0)


def test_a_supraventricular_run_that_begins_in_fibrillation_is_listed() -> None:
    beats = Beats("N" * 25 + "S" * 14 + "N", 0.5)
    chaos = states(20, (CHAOS, 6, 14))
    assert kinds_of(beats.events(Surroundings(2000, states=chaos))) == [
        RhythmKind.VF, RhythmKind.SVT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("letters", "rr_s", "fact"),
    [
        ("NNNNVN", [0.8] * 5 + [2.4], "after V"),
        ("NNNNSN", [0.8] * 5 + [2.2], "after S"),
        ("NNNNNN", [0.8] * 5 + [1.6 * 1.3], ""),
        ("NNNNNN", [1.1] * 5 + [2.2], "dropped beat?"),
        ("NNNNNN", [0.8] * 5 + [2.4], "dropped beat?"),
        ("NNVVVN", [0.8] * 2 + [0.4] * 3 + [2.1], "conversion"),
        ("NNSSSNN", [0.8] * 2 + [0.4] * 3 + [0.9, 2.1], "conversion"),
    ],
)
def test_a_pause_says_after_what(letters: str, rr_s: list[float], fact: str) -> None:
    event = next(e for e in Beats(letters, rr_s).events() if e.kind.value == "Pause")
    assert event.title == ("Pause, " + fact if fact else "Pause")


def test_a_pause_at_the_beginning_comes_after_nothing_known() -> None:
    (event,) = Beats("NNN", [0.8, 2.4, 0.8]).events()
    assert event.title == "Pause"


def test_pauses_within_suspected_fibrillation_say_so() -> None:
    rr_s = np.random.default_rng(5).uniform(0.45, 1.1, 300)
    rr_s[150] = 2.4
    found = Beats("N" * 300, rr_s).events()
    (event,) = [e for e in found if e.kind is RhythmKind.PAUSE]
    assert event.facts == ("in suspected AF",)


def test_states_know_only_what_was_looked_at() -> None:
    some = states(10, (FLAT, 2, 4))
    assert some.between(200, 400) is FLAT
    assert some.between(250, 260) is FLAT
    assert some.between(5000, 6000) is SignalState.ACTIVE
    assert len(SignalStates.none().fibrillating()) == 0


def test_a_fast_stretch_that_ends_with_the_record_ends_with_no_pause() -> None:
    (event,) = Beats("NNVVV", 0.4).events()
    assert event.kind is RhythmKind.VT
    assert event.stop / FS == pytest.approx(2.0)
