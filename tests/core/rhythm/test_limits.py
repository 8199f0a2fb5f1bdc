"""What is listed at a limit, a sample below it and a sample above it."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.leads_off import LeadOff, OffLead
from ecgviewer.core.rhythm.kinds import RhythmKind, RhythmThresholds
from ecgviewer.core.rhythm.surroundings import SignalState, Surroundings
from ecgviewer.core.unknown import UnknownStretches
from tests.core.rhythm.series import FS, Beats, kinds_of, states, unknown

_ANY = RhythmThresholds(rate_least_s=0)


def _kinds(beats: Beats, around: Surroundings | None = None) -> set[RhythmKind]:
    return set(kinds_of(beats.events(around)))


def test_thresholds_are_those_of_the_guide() -> None:
    thresholds = RhythmThresholds()
    assert (thresholds.run_beats, thresholds.cycles, thresholds.pause_s) == (3, 3, 2.0)
    assert (thresholds.tachycardia_bpm, thresholds.bradycardia_bpm) == (120.0, 50.0)
    assert (thresholds.fast_run_bpm, thresholds.escape_bpm) == (100.0, 50.0)
    assert (thresholds.sustained_s, thresholds.rate_least_s) == (30.0, 30.0)
    assert (thresholds.no_beats_s, thresholds.af_cells) == (3.0, 50)


@pytest.mark.parametrize(
    ("rr_s", "kind"),
    [
        (1.99, None),
        (2.0, RhythmKind.PAUSE),
        (3.0, RhythmKind.PAUSE),
        (3.01, RhythmKind.NO_BEATS),
    ],
)
def test_an_interval_is_a_pause_and_a_longer_one_a_stretch_without_beats(
    rr_s: float, kind: RhythmKind | None
) -> None:
    beats = Beats("N" * 9, [0.8] * 5 + [rr_s] + [0.8] * 3)
    assert _kinds(beats) == ({kind} if kind else set())


@pytest.mark.parametrize(("stop_s", "listed"), [(6.0, False), (6.01, True)])
def test_missing_signal_is_listed_if_it_is_longer_than_allowed(
    stop_s: float, listed: bool
) -> None:
    beats = Beats("N" * 9, [0.8] * 3 + [stop_s - 2.0] + [0.8] * 5)
    around = Surroundings(1500, missing=unknown(3.0, stop_s))
    assert (RhythmKind.NO_SIGNAL in _kinds(beats, around)) == listed


@pytest.mark.parametrize(("stop", "listed"), [(600, False), (601, True)])
def test_a_lead_that_is_off_is_listed_if_it_is_so_for_longer(
    stop: int, listed: bool
) -> None:
    off = LeadOff(OffLead(1, "V1"), UnknownStretches.of([300], [stop]))
    around = Surroundings(1500, leads_off=(off,))
    events = Beats("N" * 18).events(around)
    assert (RhythmKind.LEAD_OFF in kinds_of(events)) == listed
    assert all(event.lead == off.lead for event in events)


@pytest.mark.parametrize(
    ("rr_s", "kind"),
    [
        (0.49, RhythmKind.TACHYCARDIA),
        (0.5, None),
        (1.2, None),
        (1.21, RhythmKind.BRADYCARDIA),
    ],
)
def test_a_rate_is_listed_beyond_its_threshold_alone(
    rr_s: float, kind: RhythmKind | None
) -> None:
    beats = Beats("N" * 80, rr_s)
    assert _kinds(beats) == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("n_fast", "n_listed"), [(75, 1), (74, 0)], ids=["30 s", "29.6 s"]
)
def test_half_a_minute_of_a_rate_is_listed(n_fast: int, n_listed: int) -> None:
    beats = Beats("N" * (n_fast + 20), [0.6] * 10 + [0.4] * n_fast + [0.6] * 10)
    events = beats.events(thresholds=RhythmThresholds(tachycardia_bpm=149.0))
    found = [e for e in events if e.kind is RhythmKind.TACHYCARDIA]
    # Eight intervals on the way are above the threshold as well: none here.
    assert len(found) == n_listed
    if found:
        assert found[0].duration_s == pytest.approx(30.0, abs=1e-9)


@pytest.mark.parametrize(
    ("rr_s", "kind"),
    [
        (0.59, RhythmKind.VT),
        (0.6, RhythmKind.IDIOVENTRICULAR),
        (1.2, RhythmKind.IDIOVENTRICULAR),
        (1.21, RhythmKind.V_ESCAPE),
    ],
)
def test_the_name_of_a_run_changes_with_its_rate(rr_s: float, kind: RhythmKind) -> None:
    beats = Beats("NNNVVVNNN", [0.8] * 4 + [rr_s] * 2 + [0.8] * 3)
    assert _kinds(beats) == {kind}


@pytest.mark.parametrize(
    ("letters", "kinds"),
    [
        ("NNVNN", set()),
        ("NNVVNN", {RhythmKind.V_COUPLET}),
        ("VV", {RhythmKind.V_COUPLET}),
        ("NNVVVNN", {RhythmKind.VT}),
        ("VVVNNVVNSVVN", {RhythmKind.VT, RhythmKind.V_COUPLET}),
        ("NVNVN", set()),
        ("NVNVNV", {RhythmKind.V_BIGEMINY}),
        ("NNVNNV", set()),
        ("NNVNNVNNV", {RhythmKind.V_TRIGEMINY}),
        ("NSNSNS", {RhythmKind.S_BIGEMINY}),
        ("NSSN", {RhythmKind.S_COUPLET}),
    ],
)
def test_patterns_need_so_many_beats(letters: str, kinds: set[RhythmKind]) -> None:
    assert _kinds(Beats(letters, 0.5)) == kinds


@pytest.mark.parametrize(
    ("times", "fact"),
    [(1.75, ""), (1.77, "dropped beat?"), (2.23, "dropped beat?"), (2.25, "")],
)
def test_a_pause_of_about_two_intervals_may_be_a_dropped_beat(
    times: float, fact: str
) -> None:
    beats = Beats("N" * 12, [1.0] * 8 + [times] + [1.0] * 3)
    events = beats.events(thresholds=RhythmThresholds(pause_s=1.5))
    (pause,) = [event for event in events if event.kind is RhythmKind.PAUSE]
    assert pause.facts == ((fact,) if fact else ())


@pytest.mark.parametrize(("last_s", "facts"), [(15, ()), (16, ("no beats 20 s",))])
def test_a_silence_is_part_of_fibrillation_if_more_than_half_of_it_is(
    last_s: int, facts: tuple[str, ...]
) -> None:
    beats = Beats("N" * 8, [1.0] * 5 + [20.0, 1.0, 1.0])
    chaos = states(30, (SignalState.FIBRILLATING, 5, last_s))
    events = beats.events(Surroundings(3000, states=chaos))
    (found,) = [event for event in events if event.kind is RhythmKind.VF]
    assert found.facts == facts
    # What is not part of it is listed by itself.
    assert (RhythmKind.NO_BEATS in kinds_of(events)) == (not facts)


def test_extremes_are_of_the_fastest_and_of_the_slowest_eight() -> None:
    rr_s = [0.6] * 12 + [0.4] * 8 + [0.45] * 8 + [1.5] * 8 + [1.4] * 8
    beats = Beats("N" * len(rr_s), rr_s)
    events = beats.events(thresholds=_ANY)
    rates = {event.kind: event.rate_bpm for event in events}
    assert rates[RhythmKind.TACHYCARDIA] == pytest.approx(150.0)
    assert rates[RhythmKind.BRADYCARDIA] == pytest.approx(40.0)
    stops = {event.kind: event.stop / FS for event in events}
    at_s = np.cumsum(rr_s)
    assert at_s[18] < stops[RhythmKind.TACHYCARDIA] <= at_s[29]
