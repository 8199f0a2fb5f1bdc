"""Calipers against signals whose intervals and amplitudes are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecgviewer.core.trace.calipers import (
    Caliper,
    isoelectric,
    nearest_peak,
)

_NONE = np.empty(0, np.int64)


def test_an_interval_in_ms_and_bpm() -> None:
    caliper = Caliper(1000, 1200, first_value=-0.1, second_value=1.15)
    assert caliper.duration_ms(250.0) == 800.0
    assert caliper.bpm(250.0) == 75.0
    assert caliper.amplitude == pytest.approx(1.25)
    assert Caliper(1200, 1000).duration_ms(250.0) == 800.0
    assert math.isnan(Caliper(5, 5).bpm(250.0))


@given(
    first=st.integers(-1000, 1000),
    interval=st.integers(1, 300),
    start=st.integers(-2000, 2000),
    length=st.integers(0, 3000),
)
@example(first=5, interval=7, start=-20, length=60)
def test_the_comb_has_every_tooth_in_view(
    first: int, interval: int, start: int, length: int
) -> None:
    comb = Caliper(first, first + interval).comb(start, start + length)
    expected = [s for s in range(start, start + length) if (s - first) % interval == 0]
    assert comb.tolist() == expected


def test_legs_on_one_sample_have_no_comb() -> None:
    assert not len(Caliper(7, 7).comb(0, 100))


def test_the_later_leg_moves_and_never_past_the_other() -> None:
    assert Caliper(10, 20).widened(5) == Caliper(10, 25)
    assert Caliper(20, 10).widened(5) == Caliper(25, 10)
    assert Caliper(10, 20).widened(-50) == Caliper(10, 11)
    assert Caliper(20, 10).widened(-50) == Caliper(11, 10)
    assert Caliper(10, 20).moved(-3) == Caliper(7, 17)


def test_a_leg_snaps_to_the_r_peak_before_any_other_peak() -> None:
    values = np.zeros(100, np.float32)
    values[40], values[44] = 1.0, 3.0
    assert nearest_peak(42, np.array([40]), values, 0, 5) == 40
    assert nearest_peak(42, _NONE, values, 0, 5) == 44
    assert nearest_peak(142, _NONE, values, 100, 5) == 144
    assert nearest_peak(42, np.array([36, 49]), values, 0, 6) == 36


def test_a_negative_peak_is_a_peak() -> None:
    values = np.zeros(100, np.float32)
    values[60] = -2.0
    assert nearest_peak(57, _NONE, values, 0, 5) == 60


def test_on_a_slope_or_without_signal_nothing_snaps() -> None:
    slope = np.arange(100, dtype=np.float32)
    assert nearest_peak(50, _NONE, slope, 0, 5) is None
    assert nearest_peak(50, _NONE, np.full(100, np.nan, np.float32), 0, 5) is None
    assert nearest_peak(50, np.array([90]), _NONE.astype(np.float32), 50, 5) is None


def test_the_isoelectric_level_is_the_median() -> None:
    assert isoelectric(np.array([0.1, 0.1, 5.0, np.nan])) == pytest.approx(0.1)
    assert math.isnan(isoelectric(np.array([np.nan])))


@pytest.mark.parametrize("sign", [1, -1])
def test_a_slope_that_goes_on_beyond_either_edge_is_no_peak(sign: int) -> None:
    steep = np.exp2(np.arange(20, dtype=np.float32))[::sign].copy()
    assert nearest_peak(10, _NONE, steep, 0, 5) is None


@pytest.mark.parametrize(("at", "snapped"), [(5, None), (6, 6), (14, 14), (15, None)])
def test_the_last_place_in_reach_is_an_edge(at: int, snapped: int | None) -> None:
    values = np.zeros(30, np.float32)
    values[at] = 1.0
    assert nearest_peak(10, _NONE, values, 0, 5) == snapped
