import numpy as np
import pytest

from ecgviewer.preprocessing import filters
from ecgviewer.preprocessing.filters import (
    band_pass,
    fill_gaps,
    resample,
    resampling_ratio,
)

BAND_HZ = (0.5, 40.0)


def _sine(hz: float, fs: float, duration_s: float = 20.0) -> np.ndarray:
    time_s = np.arange(round(duration_s * fs)) / fs
    return np.sin(2 * np.pi * hz * time_s).astype(np.float32)


def _middle(values: np.ndarray) -> np.ndarray:
    return values[len(values) // 4 : -len(values) // 4]


@pytest.mark.parametrize("fs", [128.0, 250.0, 360.0, 1000.0])
@pytest.mark.parametrize("hz", [2.0, 10.0, 20.0])
def test_pass_band_keeps_height_and_place(fs: float, hz: float) -> None:
    values = _sine(hz, fs)
    filtered = band_pass(values, fs, BAND_HZ)
    assert filtered.dtype == np.float32
    np.testing.assert_allclose(_middle(filtered), _middle(values), atol=0.03)


@pytest.mark.parametrize("hz", [0.05, 0.15, 60.0, 100.0])
def test_stop_band_is_removed(hz: float) -> None:
    filtered = band_pass(_sine(hz, 360.0, 60.0), 360.0, BAND_HZ)
    assert np.abs(_middle(filtered)).max() < 0.05


def test_offset_is_removed() -> None:
    filtered = band_pass(_sine(10, 360) + 5, 360.0, BAND_HZ)
    assert abs(filtered.mean()) < 0.01


def test_upper_edge_above_half_of_fs_is_left_out() -> None:
    values = _sine(10, 70)
    filtered = band_pass(values, 70.0, BAND_HZ)
    np.testing.assert_allclose(_middle(filtered), _middle(values), atol=0.03)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 10, 50])
def test_short_leads_are_filtered(n: int) -> None:
    filtered = band_pass(np.ones(n, np.float32), 360.0, BAND_HZ)
    assert filtered.shape == (n,)
    assert np.isfinite(filtered).all()


def test_gap_becomes_a_line() -> None:
    values = np.array([np.nan, 1, 2, np.nan, np.nan, 5, np.inf], np.float32)
    filled, gaps = fill_gaps(values)
    np.testing.assert_array_equal(filled, [1, 1, 2, 3, 4, 5, 5])
    np.testing.assert_array_equal(gaps, [1, 0, 0, 1, 1, 0, 1])
    assert np.isnan(values[0])


def test_lead_of_nothing_but_gaps_is_zero() -> None:
    filled, gaps = fill_gaps(np.full(5, np.nan, np.float32))
    assert not filled.any()
    assert gaps.all()


@pytest.mark.parametrize("fs", [100.0, 128.0, 250.0, 257.0, 500.0, 1000.0, 2000.0])
def test_resampling_keeps_the_time_of_things(fs: float) -> None:
    time_s = np.arange(round(10 * fs)) / fs
    pulse = np.exp(-(((time_s - 6.0) / 0.03) ** 2)).astype(np.float32)
    ratio = resampling_ratio(fs, 360)
    resampled = resample(pulse, ratio)
    assert abs(np.argmax(resampled) - 6.0 * 360) <= 1
    assert resampled.max() == pytest.approx(1, abs=0.02)
    assert abs(len(resampled) - 3600) <= 1


@pytest.mark.parametrize("fs", [10.0, 1e5])
def test_sampling_frequency_of_no_ecg_is_refused(fs: float) -> None:
    with pytest.raises(ValueError, match="Hz"):
        resampling_ratio(fs, 360)


def test_blocks_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.cumsum(np.random.default_rng(1).normal(size=40_000)) / 50
    whole = band_pass(values, 360.0, BAND_HZ)
    monkeypatch.setattr(filters, "_BLOCK", 9000)
    np.testing.assert_allclose(band_pass(values, 360.0, BAND_HZ), whole, atol=1e-6)


def test_values_given_stay_as_they_are() -> None:
    values = np.ones(2000)
    band_pass(values, 360.0, BAND_HZ)
    assert (values == 1).all()
