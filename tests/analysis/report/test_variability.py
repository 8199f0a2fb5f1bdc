"""Variability of the heart rate, held against NeuroKit and against powers known."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.analysis.report.nn_spectrum import band_powers_ms2, segment_powers
from ecgviewer.analysis.report.values import Variability
from ecgviewer.analysis.report.variability import VariabilityOf, triangular_index
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Samples
from ecgviewer.core.rhythm.heart_rate import heart_rate
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.surroundings import Surroundings
from ecgviewer.core.unknown import UnknownStretches

FS = 1000.0


def tachogram(length_s: float = 1200.0) -> Samples:
    """Return beats whose intervals swing at 0.1 and 0.25 Hz, and slowly."""
    time_s = [0.5]
    while time_s[-1] < length_s:
        at = 2 * np.pi * time_s[-1]
        swing = 0.04 * np.sin(at / 10) + 0.02 * np.sin(at / 4)
        time_s.append(time_s[-1] + round(0.9 + swing + 0.03 * np.sin(at / 700), 3))
    return np.round(FS * np.array(time_s[1:])).astype(np.int64)


def variability_of(
    sample: Samples, unknown: UnknownStretches | None = None
) -> VariabilityOf:
    n, around = len(sample), Surroundings(int(sample[-1]) + 1)
    series = BeatSeries.of(sample, np.zeros(n, np.uint8), np.ones(n, bool), FS, around)
    return VariabilityOf(series, unknown or UnknownStretches.none())


def whole(sample: Samples) -> Variability:
    return variability_of(sample).between(0, int(sample[-1]) + 1)


def test_as_neurokit_has_it() -> None:
    # neurokit2 0.3.0, hrv_time of the same beats; its five minutes begin elsewhere.
    found = whole(tachogram())
    assert found.n_intervals == 1329
    assert found.sdnn_ms == pytest.approx(37.937521, abs=1e-5)
    assert found.rmssd_ms == pytest.approx(24.250155, abs=1e-5)
    assert found.triangular_index == pytest.approx(11.456897, abs=1e-5)
    assert found.pnn50_percent == 0
    assert found.sdann_ms == pytest.approx(16.274308, rel=0.02)
    assert found.sdnn_index_ms == pytest.approx(35.192893, rel=0.01)
    # hrv_frequency by Welch's method on the same five minutes: 799.8 and 192.6.
    assert found.lf_ms2 == pytest.approx(799.8, rel=0.01)
    assert found.hf_ms2 == pytest.approx(192.6, rel=0.03)
    assert found.n_segments == 4


def test_power_of_swings_that_are_known() -> None:
    found = whole(tachogram())
    assert found.lf_ms2 == pytest.approx(40**2 / 2, rel=0.01)
    assert found.hf_ms2 == pytest.approx(20**2 / 2, rel=0.03)


def test_power_is_near_that_of_the_sine_alone() -> None:
    time_s = np.arange(300.0)
    low, high = band_powers_ms2(time_s, 1 + 0.05 * np.sin(2 * np.pi * 0.1 * time_s))
    assert low == pytest.approx(1250, rel=0.01)
    assert high < 1


def test_the_time_domain_is_that_of_the_window() -> None:
    sample = tachogram()
    labels = np.zeros(len(sample), np.uint8)
    rate = heart_rate(sample, labels, np.ones(len(sample), bool), FS)
    found = whole(sample)
    assert found.sdnn_ms == rate.sdnn_ms
    assert (found.sdann_ms, found.rmssd_ms) == (rate.sdann_ms, rate.rmssd_ms)


def test_only_nn_intervals_count() -> None:
    sample = tachogram()
    labels = np.zeros(len(sample), np.uint8)
    labels[100:200:2] = BeatClass.V
    readable = np.ones(len(sample), bool)
    readable[300] = False
    series = BeatSeries.of(sample, labels, readable, FS, Surroundings())
    unknown = UnknownStretches.of([sample[500] + 1], [sample[501]])
    found = VariabilityOf(series, unknown).between(0, int(sample[-1]) + 1)
    assert found.n_intervals == 1329 - 100 - 2 - 1


def test_parts_by_where_intervals_end() -> None:
    of, end = variability_of(sample := tachogram()), int(tachogram()[-1]) + 1
    parts = [of.between(0, 600_000), of.between(600_000, end)]
    assert sum(part.n_intervals for part in parts) == len(sample) - 1
    assert [part.n_segments for part in parts] == [2, 2]
    assert parts[0].lf_ms2 == pytest.approx(800, rel=0.02)


def test_too_little_to_say_anything_of() -> None:
    sample = np.array([1000], np.int64)
    none = None
    nothing = Variability(
        0, none, none, none, none, none, none, none, none, n_segments=0
    )
    assert whole(sample) == nothing
    assert variability_of(sample).between(5000, 9000) == nothing


def test_five_minutes_of_a_few_intervals_have_no_power_and_no_mean() -> None:
    # Beats every second to 310 s: ten seconds are beyond the first five minutes.
    sample = 1000 * np.arange(1, 311)
    found = whole(sample)
    assert found.n_segments == 1
    assert found.sdann_ms is None
    assert found.sdnn_index_ms == 0
    assert len(segment_powers(sample[:200], np.ones(200), FS).start) == 0


def test_triangular_index_by_hand() -> None:
    # Four bins of 1/128 s: 1, 2, 4 and 1 intervals.
    bins = np.repeat([100, 101, 102, 103], [1, 2, 4, 1]) + 0.5
    assert triangular_index(bins / 128) == 2
    assert triangular_index(np.full(3, np.nan)) is None
