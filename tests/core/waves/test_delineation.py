"""Waves are found where beats of known shape have them."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.waves.delineation import LEAST_T_MV, Delineation, delineate
from ecgviewer.core.waves.levelled_beats import AFTER_S, BEFORE_S
from tests.core.waves.made import FS, QRS_S, T_HALF_S, T_S, beat_mv

_PEAK = round(BEFORE_S * FS)
_TIME_S = (np.arange(round((BEFORE_S + AFTER_S) * FS)) - _PEAK) / FS


def _found(beat: Float64Array, rr_s: float = 1.0) -> Delineation:
    found = delineate(beat, _PEAK, FS, rr_s)
    assert found is not None
    return found


def _ms(place: float) -> float:
    return 1000 * (place - _PEAK) / FS


def test_onset_j_point_and_level_of_a_known_beat() -> None:
    found = _found(beat_mv(_TIME_S) + 0.7)
    assert _ms(found.onset) == pytest.approx(-1000 * QRS_S, abs=8)
    assert _ms(found.j_point) == pytest.approx(1000 * QRS_S, abs=8)
    assert found.level_mv == pytest.approx(0.7)


@pytest.mark.parametrize("t_mv", [0.4, -0.4])
def test_the_end_of_t_is_where_its_side_meets_the_line(t_mv: float) -> None:
    found = _found(beat_mv(_TIME_S, t_mv=t_mv))
    assert found.t_end is not None
    assert _ms(found.t_end) == pytest.approx(1000 * (T_S + T_HALF_S), abs=6)


def test_the_end_of_a_biphasic_t_is_that_of_its_second_part() -> None:
    found = _found(beat_mv(_TIME_S, t_mv=-0.4, second_mv=0.3))
    assert found.t_end is not None
    assert _ms(found.t_end) == pytest.approx(1000 * (T_S + 0.18), abs=8)
    # A second part that is low is noise, or a U wave.
    first = _found(beat_mv(_TIME_S, t_mv=-0.4, second_mv=0.1))
    assert first.t_end is not None
    assert _ms(first.t_end) < 1000 * (T_S + 0.12)


def test_a_low_t_has_no_end() -> None:
    assert _found(beat_mv(_TIME_S, t_mv=0.9 * LEAST_T_MV)).t_end is None
    assert _found(beat_mv(_TIME_S, t_mv=1.3 * LEAST_T_MV)).t_end is not None


def test_a_wave_that_goes_on_beyond_the_search_is_not_t() -> None:
    rising = np.maximum(_TIME_S - 0.1, 0)
    assert _found(beat_mv(_TIME_S, t_mv=0) + rising).t_end is None
    # A P wave is later than any T wave of its rate.
    p_wave = np.where(np.abs(_TIME_S - 0.6) < 0.05, 0.3, 0.0)
    assert _found(beat_mv(_TIME_S, t_mv=0) + p_wave).t_end is None


def test_no_end_where_the_next_beat_is_too_near_or_t_falls_too_slowly() -> None:
    # At 240/min nothing is left between the J point and the latest T.
    assert _found(beat_mv(_TIME_S), 0.05).t_end is None
    assert _found(beat_mv(_TIME_S), 0.375).t_end is None
    slow = np.interp(_TIME_S, [0.12, 0.2, 0.74], [0, 0.4, 0.3])
    assert _found(beat_mv(_TIME_S, t_mv=0) + slow).t_end is None


def test_a_step_that_never_falls_has_no_end() -> None:
    step = np.interp(_TIME_S, [0.12, 0.2, 0.21, 0.74], [0, 0.4, 0.39999, 0.39999])
    assert _found(beat_mv(_TIME_S, t_mv=0) + step).t_end is None


def test_a_lead_without_a_signal_has_no_waves() -> None:
    assert delineate(np.zeros(len(_TIME_S)), _PEAK, FS, 1.0) is None
    assert delineate(np.full(len(_TIME_S), np.nan), _PEAK, FS, 1.0) is None


def test_a_signal_that_never_rests_has_waves_within_the_beat() -> None:
    noise = np.random.default_rng(1).normal(0, 0.3, len(_TIME_S))
    found = _found(beat_mv(_TIME_S) + noise)
    assert 0 <= found.onset < found.j_point < len(_TIME_S)
