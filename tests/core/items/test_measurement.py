"""Measurements: what a caliper measures, in numbers and words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from ecgviewer.core.items.measurement import (
    Measured,
    Measurement,
    corrected_qt_ms,
    measurement_of,
)
from ecgviewer.core.trace.calipers import Caliper

_PEAKS = np.array([0, 200, 400])
_QT = Measurement(Measured.QT, 190, 290, "II", "QT", rr_ms=800.0)


def measured_text(
    caliper: Caliper, peaks: npt.NDArray[np.int64], fs: float, name: str = ""
) -> str:
    return measurement_of(caliper, peaks, fs, "II", "mV", name).time_text(fs)


def test_qt_is_corrected_by_the_interval_before_the_beat() -> None:
    peaks = np.array([0, 200, 400])
    qt = Caliper(190, 290)
    assert measured_text(qt, peaks, 250.0, "QT") == (
        "QT 400 ms   QTc 447 ms (Bazett), 431 ms (Fridericia)"
    )
    assert measured_text(qt, peaks, 250.0, "ST") == "ST 400 ms"
    # No beat before the first one, none near, none at all.
    assert measured_text(Caliper(0, 100), peaks, 250.0, "QT") == "QT 400 ms"
    assert measured_text(Caliper(90, 190), peaks, 250.0, "QT") == "QT 400 ms"
    assert measured_text(Caliper(450, 550), peaks, 250.0, "QT") == "QT 400 ms"
    assert corrected_qt_ms(400.0, 1000.0) == (400.0, 400.0)


def test_a_name_stands_before_a_rate() -> None:
    peaks = np.array([0, 200])
    assert measured_text(Caliper(0, 200), peaks, 250.0) == "RR 800 ms   75 bpm"
    assert measured_text(Caliper(0, 200), peaks, 250.0, "PP") == "PP 800 ms   75 bpm"
    assert measured_text(Caliper(0, 77), peaks, 250.0) == "308 ms"


def test_what_is_measured_is_named() -> None:
    made = measurement_of(Caliper(400, 200, 1, 0.5, -1.0), _PEAKS, 250.0, "V1", "uV")
    assert made == Measurement(Measured.RR, 200, 400, "V1", "", 0.5, -1.0, "uV")
    assert (made.duration_ms(250.0), made.bpm(250.0)) == (800.0, 75.0)
    assert made.text(250.0) == "RR 800 ms   75 bpm   -1.50 uV"
    assert made.span == (200, 401)
    qt = measurement_of(Caliper(190, 290), _PEAKS, 250.0, "II", name="QT")
    assert qt == replace(_QT, first_value=0.0, second_value=0.0)
    assert qt.qtc_ms(250.0) == pytest.approx((447.21, 430.89), abs=0.01)
    assert (qt.bpm(250.0), qt.words) == (None, "QT")
    assert made.qtc_ms(250.0) is None


def test_a_caliper_beyond_the_record_still_says_what_it_measures() -> None:
    made = measurement_of(Caliper(-100, 100), _PEAKS, 250.0, "II")
    assert made.text(250.0) == "800 ms   +0.00 mV"


def test_qt_after_two_beats_at_one_sample_is_not_corrected() -> None:
    peaks = np.array([200, 200])
    made = measurement_of(Caliper(190, 290), peaks, 250.0, "II", name="QT")
    assert (made.rr_ms, made.time_text(250.0)) == (None, "QT 400 ms")


def test_an_amplitude_is_of_one_place_or_named_so() -> None:
    one = measurement_of(Caliper(50, 50, 0, 0.25, 1.5), _PEAKS, 250.0, "II")
    assert one.what is Measured.AMPLITUDE
    assert one.text(250.0) == "+1.25 mV"
    named = measurement_of(
        Caliper(0, 200, 0, 0.0, 1.0), _PEAKS, 250.0, "II", name="Amplitude"
    )
    assert named.what is Measured.AMPLITUDE
    assert named.text(250.0) == "Amplitude +1.00 mV"


def test_without_a_value_there_is_no_amplitude() -> None:
    made = measurement_of(Caliper(0, 77, 0, float("nan"), 1.0), _PEAKS, 250.0, "II")
    assert (made.first_value, made.second_value, made.amplitude) == (None, 1.0, None)
    assert made.text(250.0) == "308 ms"
    assert replace(made, second_value=None, first_value=1.0).amplitude is None


@pytest.mark.parametrize(
    "changes",
    [
        {"stop": 189}, {"stop": 190}, {"rr_ms": 0.0},
        {"rr_ms": float("inf")}, {"first_value": float("nan")},
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        replace(_QT, **changes)
