"""QRS, QT and ST of beats of known shape, and what two halves must agree on."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.waves.levelled_beats import AFTER_S, BEFORE_S
from ecgviewer.core.waves.measures import (
    FAST_BPM,
    FASTEST_QT_BPM,
    WaveMeasures,
    alike,
    measure_waves,
)
from tests.core.waves.made import FS, QRS_S, T_HALF_S, T_S, beat_mv

_PEAK = round(BEFORE_S * FS)
_TIME_S = (np.arange(round((BEFORE_S + AFTER_S) * FS)) - _PEAK) / FS


def _beats(*st_mv: float) -> Float32Array:
    return np.array([beat_mv(_TIME_S, st_mv=each) for each in st_mv], np.float32)


def test_intervals_and_the_st_level_of_each_lead() -> None:
    found = measure_waves(_beats(0.1, -0.15), _PEAK, FS, 1.0)
    # An ST level that begins at once makes the last slope longer.
    assert found.qrs_ms == pytest.approx(2000 * QRS_S, abs=16)
    assert found.qt_ms == pytest.approx(1000 * (QRS_S + T_S + T_HALF_S), abs=12)
    assert found.st_mv == pytest.approx((0.1, -0.15), abs=0.005)


def test_st_is_measured_sooner_at_a_high_rate() -> None:
    # A level that ends 75 ms behind the J point.
    beat = np.where((_TIME_S > QRS_S) & (_TIME_S < QRS_S + 0.075), 0.2, 0.0)
    beat = (beat + beat_mv(_TIME_S, t_mv=0)).astype(np.float32)[None]
    usual = measure_waves(beat, _PEAK, FS, 60 / FAST_BPM)
    fast = measure_waves(beat, _PEAK, FS, 59 / FAST_BPM)
    assert usual.st_mv[0] == pytest.approx(0.0, abs=0.01)
    assert fast.st_mv[0] == pytest.approx(0.2, abs=0.01)


def test_qt_is_not_measured_where_p_covers_the_end_of_t() -> None:
    beat = np.array([beat_mv(_TIME_S * 2.2)], np.float32)
    assert measure_waves(beat, _PEAK, FS, 60 / FASTEST_QT_BPM).qt_ms is not None
    assert measure_waves(beat, _PEAK, FS, 59 / FASTEST_QT_BPM).qt_ms is None


def test_leads_without_a_signal_have_no_measures() -> None:
    beats = _beats(0.1, 0.1)
    beats[1] = np.nan
    found = measure_waves(beats, _PEAK, FS, 1.0)
    assert found.st_mv[1] is None
    assert found.st_mv[0] is not None
    nothing = measure_waves(np.zeros_like(beats), _PEAK, FS, 1.0)
    assert nothing == WaveMeasures(None, None, (None, None))


def test_what_halves_do_not_agree_on_is_not_measured() -> None:
    whole = WaveMeasures(90.0, 400.0, (0.1, -0.2))
    near = WaveMeasures(95.0, 410.0, (0.15, -0.15))
    far = WaveMeasures(115.0, 430.0, (0.3, None))
    assert alike(whole, near, whole) == whole
    assert alike(near, far, whole) == WaveMeasures(
        whole.qrs_ms, whole.qt_ms, (None, None)
    )
    assert alike(whole, far, whole) == WaveMeasures(None, None, (None, None))
