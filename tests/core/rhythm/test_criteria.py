"""What a run is called, when it is doubtful, and what is not listed."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.labels import UNSET, Labels
from ecgviewer.core.rhythm.events import find_rhythms
from ecgviewer.core.rhythm.kinds import RhythmKind, RhythmThresholds
from ecgviewer.core.rhythm.surroundings import Surroundings
from tests.core.rhythm.series import FS, Beats, kinds_of, unknown


@pytest.mark.parametrize(
    ("letter", "bpm", "kind"),
    [
        ("V", 101, RhythmKind.VT),
        ("V", 100, RhythmKind.IDIOVENTRICULAR),
        ("V", 51, RhythmKind.IDIOVENTRICULAR),
        ("V", 45, RhythmKind.V_ESCAPE),
        ("S", 150, RhythmKind.SVT),
        ("S", 87, RhythmKind.ATRIAL_RHYTHM),
        ("S", 40, RhythmKind.S_ESCAPE),
    ],
)
def test_the_rate_of_a_run_says_what_it_is(
    letter: str, bpm: float, kind: RhythmKind
) -> None:
    (event,) = Beats(f"NN{letter * 3}NN", 60 / bpm).events()
    assert event.kind is kind
    assert event.rate_bpm == pytest.approx(bpm, rel=0.02)
    assert event.facts == ()


@pytest.mark.parametrize(("n_v", "is_sustained"), [(76, True), (75, False)])
def test_half_a_minute_itself_is_sustained(n_v: int, is_sustained: bool) -> None:
    beats = Beats("N" * 5 + "V" * n_v + "N" * 5, 0.4)
    [run] = [event for event in beats.events() if event.kind is RhythmKind.VT]
    assert run.duration_s == pytest.approx(0.4 * (n_v - 1))
    assert ("sustained" in run.facts) == is_sustained


def test_a_fast_run_of_half_a_minute_is_sustained() -> None:
    (short,) = [e for e in Beats("V" * 60, 0.4).events() if e.kind is RhythmKind.VT]
    (long,) = [e for e in Beats("V" * 80, 0.4).events() if e.kind is RhythmKind.VT]
    assert short.title == "V run (VT)"
    assert long.title == "V run (VT), sustained"


def test_a_run_that_cannot_be_read_is_listed_as_doubtful() -> None:
    beats = Beats("NNVVVVNN", 0.4)
    (clear,) = beats.events()
    (partly,) = beats.events(unreadable=[3])
    (poor,) = beats.events(unreadable=[2, 3])
    assert (clear.doubtful, partly.doubtful, poor.doubtful) == (False, False, True)
    assert poor.title == "V run?, poor signal"
    (couplet,) = Beats("NNSSNN").events(unreadable=[2])
    assert couplet.title == "S couplet?, poor signal"


def test_no_run_goes_across_what_is_unknown() -> None:
    beats = Beats("NNVVVVNN")
    (whole,) = beats.events()
    assert whole.n_beats == 4
    around = Surroundings(unknown=unknown(3.3, 3.9))
    assert kinds_of(beats.events(around)) == [RhythmKind.V_COUPLET] * 2


def test_a_paced_beat_is_no_ventricular_run() -> None:
    paced = np.array([0, 0, 1, 1, 1, 1, 0, 0], bool)
    (event,) = Beats("NNVVVVNN").events(Surroundings(paced=paced))
    assert (event.kind, event.n_beats) == (RhythmKind.PACED, 4)
    assert event.rate_bpm == pytest.approx(75)


def test_paced_beats_apart_are_listed_apart() -> None:
    paced = np.ones(10, bool)
    around = Surroundings(unknown=unknown(4.1, 4.2), paced=paced)
    assert [e.n_beats for e in Beats("Q" * 10).events(around)] == [5, 5]


def test_two_paced_beats_are_no_paced_rhythm() -> None:
    paced = np.arange(10) < 2
    assert Beats("Q" * 10).events(Surroundings(paced=paced)) == []


def _scattered(n: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.random.default_rng(5).uniform(0.45, 1.1, n)


def test_within_suspected_fibrillation_supraventricular_events_are_not_listed() -> None:
    rr_s = np.concatenate([np.full(40, 0.8), _scattered(300), np.full(40, 0.8)])
    letters = ["N"] * 380
    letters[10:14] = letters[200:204] = "SSSS"
    letters[250:254] = "VVVV"
    found = Beats("".join(letters), rr_s).events()
    runs = [e for e in found if e.kind not in (RhythmKind.AF, RhythmKind.PAUSE)]
    assert [(e.kind, e.n_beats) for e in runs] == [
        (RhythmKind.ATRIAL_RHYTHM, 4),
        (runs[1].kind, 4),
    ]
    assert runs[1].kind in (RhythmKind.VT, RhythmKind.IDIOVENTRICULAR)


def test_suspected_fibrillation_is_not_bridged_over_what_is_unknown() -> None:
    beats = Beats("N" * 400, _scattered(400))
    at_s = float(beats.sample[200]) / FS
    (whole,) = [e for e in beats.events() if e.kind is RhythmKind.AF]
    around = Surroundings(unknown=unknown(at_s + 0.1, at_s + 0.2))
    before, after = [e for e in beats.events(around) if e.kind is RhythmKind.AF]
    assert whole.start < before.stop <= beats.sample[200] < after.start < whole.stop


def test_suspected_fibrillation_ends_where_nothing_can_be_read_for_long() -> None:
    beats = Beats("N" * 500, _scattered(500))
    found = beats.events(unreadable=np.arange(200, 300))
    assert kinds_of(found).count(RhythmKind.AF) == 2


def test_paced_beats_are_not_suspected_of_fibrillation() -> None:
    beats = Beats("Q" * 300, _scattered(300))
    assert RhythmKind.AF in kinds_of(beats.events())
    found = beats.events(Surroundings(paced=np.ones(300, bool)))
    assert kinds_of(found) == [RhythmKind.PACED]


@pytest.mark.parametrize(("rr_s", "kind"), [(0.4, "TACHYCARDIA"), (1.5, "BRADYCARDIA")])
def test_fast_and_slow_for_less_than_half_a_minute_is_not_listed(
    rr_s: float, kind: str
) -> None:
    def found(seconds: float, least_s: float) -> list[RhythmKind]:
        n = round(seconds / rr_s)
        intervals = [0.8] * 20 + [rr_s] * n + [0.8] * 20
        thresholds = RhythmThresholds(rate_least_s=least_s)
        return kinds_of(Beats("N" * len(intervals), intervals).events(None, thresholds))

    assert found(20, 30) == []
    assert found(20, 0) == [RhythmKind[kind]]
    assert found(40, 30) == [RhythmKind[kind]]


def test_no_rate_goes_across_what_is_unknown() -> None:
    intervals = [0.4] * 50 + [20.0] + [0.4] * 50
    beats = Beats("N" * 101, intervals)
    thresholds = RhythmThresholds(rate_least_s=10, no_beats_s=30)
    around = Surroundings(unknown=unknown(21, 39))
    found = beats.events(around, thresholds)
    assert kinds_of(found) == [RhythmKind.TACHYCARDIA] * 2
    assert not [e for e in found if e.start < 30 * FS < e.stop]


def test_beats_that_nobody_has_labelled_break_what_is_around_them() -> None:
    labels = Beats("NVVVNNVVVN").labels.copy()
    whole = _runs_of(labels)
    assert whole == [(1, 4), (6, 9)]
    labels[2] = UNSET
    assert _runs_of(labels) == [(6, 9)]


def _runs_of(labels: Labels) -> list[tuple[int, int]]:
    """Return the rows of runs of V, from the first beat to behind the last."""
    beats = Beats("N" * len(labels))
    events = find_rhythms(
        beats.sample, labels, np.ones(len(labels), bool), FS, RhythmThresholds()
    )
    runs = (RhythmKind.VT, RhythmKind.IDIOVENTRICULAR, RhythmKind.V_ESCAPE)
    found = [event for event in events if event.kind in runs]
    first = np.searchsorted(beats.sample, [event.start for event in found])
    return [(int(a), int(a) + 3) for a in first]
