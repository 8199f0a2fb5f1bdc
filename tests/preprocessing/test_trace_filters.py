"""The filters of the drawn trace do what is written on the paper."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.trace.trace_filter import (
    BAND_HZ,
    FilterKind,
    TraceFilter,
    filter_kind,
)
from ecgviewer.preprocessing.spec import PreprocessingSpec
from ecgviewer.preprocessing.trace_filters import MARGIN_S, filtered_trace

_FS = 360.0
_MIDDLE = slice(round(MARGIN_S * _FS), round(2 * MARGIN_S * _FS))


def _sine(hz: float) -> Float32Array:
    t_s = np.arange(round(3 * MARGIN_S * _FS)) / _FS
    return np.sin(2 * np.pi * hz * t_s).astype(np.float32)


def _left(hz: float, trace_filter: TraceFilter) -> float:
    """Return how much of a sine is left."""
    filtered = filtered_trace(_sine(hz), _FS, trace_filter)[_MIDDLE]
    return float(np.abs(filtered).max())


def test_the_band_is_that_of_the_default_classifier() -> None:
    assert PreprocessingSpec().band_hz == BAND_HZ


@pytest.mark.parametrize(
    ("kind", "hz", "left"),
    [
        (FilterKind.BASELINE, 0.1, 0.0),
        (FilterKind.BASELINE, 5.0, 1.0),
        (FilterKind.BASELINE, 100.0, 1.0),
        (FilterKind.BAND, 0.1, 0.0),
        (FilterKind.BAND, 10.0, 1.0),
        (FilterKind.BAND, 100.0, 0.0),
    ],
)
def test_what_a_filter_leaves(kind: FilterKind, hz: float, left: float) -> None:
    assert _left(hz, TraceFilter(kind)) == pytest.approx(left, abs=0.03)


@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
def test_a_notch_takes_the_mains_and_little_else(mains_hz: float) -> None:
    notch = TraceFilter(notch_hz=mains_hz)
    assert _left(mains_hz, notch) < 0.02
    assert _left(mains_hz - 10, notch) > 0.95
    assert _left(10.0, notch) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("kind", list(FilterKind))
def test_peaks_stay_where_they_are_and_gaps_too(kind: FilterKind) -> None:
    ecg = synthetic_record(30.0, _FS, noise_mv=0.0)
    values = ecg.record.values(0).copy()
    values[5000:5100] = np.nan
    filtered = filtered_trace(values, _FS, TraceFilter(kind, 50.0))
    np.testing.assert_array_equal(np.isnan(filtered), np.isnan(values))
    for sample in ecg.beats.sample[3:10]:
        near = slice(sample - 20, sample + 21)
        assert abs(int(np.argmax(filtered[near])) - int(np.argmax(values[near]))) <= 2


def test_a_stretch_is_filtered_as_the_whole_is() -> None:
    values = synthetic_record(120.0, _FS).record.values(0)
    margin = round(MARGIN_S * _FS)
    start, stop = round(40 * _FS), round(70 * _FS)
    band = TraceFilter(FilterKind.BAND)
    whole = filtered_trace(values, _FS, band)[start:stop]
    part = filtered_trace(values[start - margin : stop + margin], _FS, band)[
        margin:-margin
    ]
    assert np.abs(whole - part).max() < 0.01


def test_a_notch_above_what_the_record_holds_does_nothing() -> None:
    values = _sine(10.0)[:300]
    np.testing.assert_array_equal(
        filtered_trace(values, 100.0, TraceFilter(notch_hz=60.0)), values
    )


def test_filters_have_names() -> None:
    assert TraceFilter().text == "raw"
    assert TraceFilter().changes_nothing
    assert TraceFilter(FilterKind.BAND, 50.0).text == "0.5–40 Hz · notch 50 Hz"
    assert filter_kind("baseline") is FilterKind.BASELINE
    assert filter_kind("no such") is FilterKind.RAW


@pytest.mark.parametrize("kind", list(FilterKind))
@pytest.mark.parametrize("fs", [1e-300, 0.5, 1.0])
def test_a_rate_too_low_for_a_filter_leaves_the_trace_as_it_is(
    kind: FilterKind, fs: float
) -> None:
    values = np.array([1, -2, np.nan, 4, 0.5], np.float32)
    filtered = filtered_trace(values, fs, TraceFilter(kind, 50.0))
    assert filtered[[0, 1, 3, 4]].tolist() == [1, -2, 4, 0.5]
    assert np.isnan(filtered[2])
