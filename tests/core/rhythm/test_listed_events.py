"""Rhythms found by labels and RR intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.rhythm.events import find_rhythms
from ecgviewer.core.rhythm.heart_rate import HeartRate, heart_rate, nn_intervals_s
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind, RhythmThresholds

FS = 250.0


#: Fast and slow stretches of any eight beats; nothing is said of their length.
ANY_EIGHT = RhythmThresholds(rate_least_s=0)


@dataclass(frozen=True)
class Found:
    """An event, and the rows of its first and last beat."""

    event: RhythmEvent
    first: int
    last: int

    @property
    def kind(self) -> RhythmKind:
        return self.event.kind


def rhythms(
    letters: str,
    rr_s: npt.ArrayLike = 0.8,
    readable: BoolArray | None = None,
    thresholds: RhythmThresholds | None = None,
) -> list[Found]:
    n = len(letters)
    sample = np.round(np.cumsum(np.broadcast_to(rr_s, n)) * FS).astype(np.int64)
    labels = np.array([BeatClass[x] for x in letters], np.uint8)
    good = np.ones(n, bool) if readable is None else readable
    found = find_rhythms(sample, labels, good, FS, thresholds or RhythmThresholds())
    rows = [np.searchsorted(sample, (e.start, e.stop)).tolist() for e in found]
    return [Found(event, *each) for event, each in zip(found, rows, strict=True)]


def kinds(events: list[Found]) -> list[tuple[RhythmKind, int, int]]:
    return [(e.kind, e.first, e.last) for e in events]


@pytest.mark.parametrize(
    ("letters", "kind", "first", "last"),
    [
        ("NNVVNN", RhythmKind.V_COUPLET, 2, 3),
        ("NNSSNN", RhythmKind.S_COUPLET, 2, 3),
        ("NNVVVN", RhythmKind.IDIOVENTRICULAR, 2, 4),
        ("NSSSSN", RhythmKind.ATRIAL_RHYTHM, 1, 4),
        ("VNVNVNVN", RhythmKind.V_BIGEMINY, 1, 6),
        ("NNSNNSNNSN", RhythmKind.S_TRIGEMINY, 0, 8),
    ],
)
def test_patterns(letters: str, kind: RhythmKind, first: int, last: int) -> None:
    assert kinds(rhythms(letters)) == [(kind, first, last)]


def test_what_is_no_pattern() -> None:
    assert not rhythms("NNVNNNSNNNVSVNN")
    assert not rhythms("N")


def test_thresholds_count() -> None:
    strict = RhythmThresholds(run_beats=4, cycles=4)
    assert kinds(rhythms("NVVVN", thresholds=strict)) == []
    assert kinds(rhythms("NVNVNVNN", thresholds=strict)) == []


def test_an_unreadable_beat_breaks_a_run_and_a_pause() -> None:
    good = np.ones(6, bool)
    good[3] = False
    assert not rhythms("NVVVVN", readable=good)[1:]
    assert not rhythms("NNNNNN", [1, 1, 1, 2.5, 2.5, 1], good)


def test_a_pause_is_between_two_beats() -> None:
    (event,) = rhythms("NNNN", [0.8, 0.8, 2.4, 0.8])
    assert (event.kind, event.first, event.last) == (RhythmKind.PAUSE, 1, 2)
    assert event.event.duration_s == pytest.approx(2.4)
    assert event.event.n_beats == 2


@pytest.mark.parametrize(
    ("rr_s", "kind"), [(0.4, RhythmKind.TACHYCARDIA), (1.5, RhythmKind.BRADYCARDIA)]
)
def test_fast_and_slow_stretches(rr_s: float, kind: RhythmKind) -> None:
    intervals = [0.8] * 20 + [rr_s] * 15 + [0.8] * 20
    (event,) = rhythms("N" * 55, intervals, thresholds=ANY_EIGHT)
    assert event.kind is kind
    assert event.first <= 20
    assert event.last >= 34
    whole = rhythms("N" * 30, rr_s, thresholds=ANY_EIGHT)[0]
    assert (whole.first, whole.last) == (0, 29)
    assert whole.event.rate_bpm == pytest.approx(60 / rr_s)


@pytest.mark.parametrize(
    ("kind", "other_s", "side_s", "middle_s"),
    [
        (RhythmKind.TACHYCARDIA, 0.6, 0.592, 0.4),
        (RhythmKind.BRADYCARDIA, 1.0, 1.02, 1.4),
    ],
)
def test_the_rate_of_an_event_is_beyond_its_threshold(
    kind: RhythmKind, other_s: float, side_s: float, middle_s: float
) -> None:
    # Two groups of eight share the four in the middle: the mean of all is within.
    stretch = [side_s] * 4 + [middle_s] * 4 + [side_s] * 4
    intervals = [other_s] * 20 + stretch + [other_s] * 20
    (event,) = rhythms("N" * len(intervals), intervals, thresholds=ANY_EIGHT)
    assert (event.kind, event.first, event.last) == (kind, 19, 31)
    assert event.event.rate_bpm == pytest.approx(120 / (side_s + middle_s))
    assert 50 < 60 * 12 / event.event.duration_s < 120


def test_a_run_of_one_beat_has_no_rate() -> None:
    (event,) = rhythms("NVN", thresholds=RhythmThresholds(run_beats=1))
    assert event.event.n_beats == 1
    assert np.isnan(event.event.rate_bpm)


def test_irregular_stretch_is_suspected_and_regular_ones_are_not() -> None:
    rng = np.random.default_rng(5)
    regular = 0.8 + 0.01 * rng.standard_normal(300)
    scattered = rng.uniform(0.45, 1.1, 300)
    found = rhythms("N" * 900, np.concatenate([regular, scattered, regular]))
    (event,) = [e for e in found if e.kind is RhythmKind.AF]
    assert 290 <= event.first <= 340
    assert 560 <= event.last <= 610


def test_ectopic_beats_do_not_make_fibrillation() -> None:
    rng = np.random.default_rng(6)
    letters, rr_s = [], []
    for _ in range(150):
        letters += ["N", "N", "V", "N"]
        coupling = rng.uniform(0.4, 0.7)
        rr_s += [0.8, 0.8, coupling, 1.6 - coupling]
    found = rhythms("".join(letters), rr_s)
    assert not [e for e in found if e.kind is RhythmKind.AF]


def test_nn_intervals_are_between_normal_beats_only() -> None:
    labels = np.array([0, 0, 2, 0, 0, 0], np.uint8)
    sample = np.arange(6) * 250
    readable = np.array([1, 1, 1, 1, 1, 0], bool)
    nn = nn_intervals_s(sample, labels, readable, FS)
    assert np.flatnonzero(~np.isnan(nn)).tolist() == [1, 4]


def test_heart_rate_of_a_known_series() -> None:
    rr_s = np.tile([0.8, 0.9], 200)
    sample = np.round(np.cumsum(rr_s) * 1000).astype(np.int64)
    n = len(sample)
    rate = heart_rate(sample, np.zeros(n, np.uint8), np.ones(n, bool), 1000.0)
    assert rate.n_intervals == n - 1
    assert rate.mean_bpm == pytest.approx(60 / 0.85, rel=1e-3)
    assert rate.sdnn_ms == pytest.approx(50, rel=1e-2)
    assert rate.rmssd_ms == pytest.approx(100, rel=1e-6)
    assert rate.pnn50_percent == 100
    assert rate.lowest_bpm == pytest.approx(rate.highest_bpm, rel=1e-3)
    assert rate.sdann_ms < 1


def test_heart_rate_of_nothing_is_unknown() -> None:
    rate = heart_rate(np.arange(3) * 250, np.full(3, 2, np.uint8), np.ones(3, bool), FS)
    assert rate.n_intervals == 0
    assert all(np.isnan(v) for v in (rate.mean_bpm, rate.sdnn_ms, rate.rmssd_ms))


def test_heart_rate_extremes_need_eight_intervals() -> None:
    labels = np.zeros(8, np.uint8)
    rate = heart_rate(np.arange(8) * 200, labels, np.ones(8, bool), FS)
    assert rate.mean_bpm == pytest.approx(75)
    assert np.isnan(rate.lowest_bpm)
    assert np.isnan(rate.highest_bpm)


def _rate_between(runs: list[tuple[int, float]]) -> HeartRate:
    """Return the heart rate of runs of intervals, a V and two pauses between two."""
    labels, rr_s = [0], [0.0]
    for n, interval_s in runs:
        labels += [0] * n + [2, 0]
        rr_s += [interval_s] * n + [1.0, 1.0]
    sample = np.round(np.cumsum(rr_s) * FS).astype(np.int64)
    return heart_rate(
        sample, np.array(labels, np.uint8), np.ones(len(sample), bool), FS
    )


@pytest.mark.parametrize(
    "runs",
    [
        # Most runs are too short for eight on end, and slower than the one that is not.
        [(4, 0.8)] * 20 + [(12, 0.5)],
        # The slow ends are in one group of eight each.
        [(1, 2.0), (7, 0.6), (1, 2.0)],
        [(1, 0.4), (7, 0.9), (1, 0.4)],
    ],
)
def test_the_mean_heart_rate_is_between_lowest_and_highest(
    runs: list[tuple[int, float]],
) -> None:
    rate = _rate_between(runs)
    assert rate.lowest_bpm <= rate.mean_bpm <= rate.highest_bpm


def test_suspected_fibrillation_has_half_a_window_of_beats() -> None:
    rr_s = np.random.default_rng(5).uniform(0.45, 1.1, 300)
    sensitive = RhythmThresholds(af_cells=48)
    found = rhythms("N" * 300, rr_s, thresholds=sensitive)
    lengths = [e.event.n_beats for e in found if e.kind is RhythmKind.AF]
    assert lengths
    assert min(lengths) >= 32
