"""Filters by the spectrum are those of SciPy that go to and fro."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.signal import butter, find_peaks, resample_poly, sosfiltfilt

from ecgviewer.core.arrays import Float64Array
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing.lead_spectrum import Butterworth, Filter, LeadSpectrum
from ecgviewer.preprocessing.qrs_energy import (
    QrsBand,
    envelope_of,
    qrs_envelope,
    samples_per_step,
)

FS = 360.0
BANDS = [
    Butterworth(2, (1.0, 5.0), FS),
    Butterworth(2, (12.0, 35.0), FS),
    Butterworth(4, (60.0, np.inf), FS),
]


def lead(duration_s: float, fs: float = FS) -> Float64Array:
    """Return an ECG with a baseline that wanders, far from zero."""
    values = synthetic_record(duration_s, fs, n_leads=1, noise_mv=0.02).record.signal[0]
    wander = np.random.default_rng(3).standard_normal(len(values)).cumsum() * 0.005
    return np.asarray(values + wander + 30, np.float64)


def to_and_fro(values: Float64Array, band: Butterworth) -> Float64Array:
    low, high = band.band_hz
    if np.isinf(high):
        sos = butter(band.order, low, "high", fs=band.fs, output="sos")
    else:
        sos = butter(band.order, (low, high), "bandpass", fs=band.fs, output="sos")
    return np.asarray(sosfiltfilt(sos, values, padlen=min(len(values) - 1, 360)))


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize("duration_s", [3.0, 70.0, 640.0])
def test_it_is_the_filter_that_goes_to_and_fro(
    band: Butterworth, duration_s: float
) -> None:
    values = lead(duration_s)
    found = LeadSpectrum(values, FS).filtered(band)
    assert found.dtype == np.float32
    assert found.shape == values.shape
    np.testing.assert_allclose(found, to_and_fro(values, band), atol=2e-3)


@pytest.mark.parametrize("fs", [100.0, 128.0, 250.0, 257.0, 1000.0])
def test_fewer_or_more_values_are_those_of_the_lead_resampled(fs: float) -> None:
    values, ratio = lead(30.0, fs), Fraction(125 / fs).limit_denominator(1000)
    found = LeadSpectrum(values, fs, ratio).filtered(
        Butterworth(2, (1.0, 30.0), 125.0), ratio
    )
    other = resample_poly(values, ratio.numerator, ratio.denominator, padtype="line")
    wanted = to_and_fro(other, Butterworth(2, (1.0, 30.0), 125.0))
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found[250:-250], wanted[250:-250], atol=0.02)


@pytest.mark.parametrize("n", [1, 2, 40, 361])
@pytest.mark.parametrize("band", [*BANDS, QrsBand(FS)])
def test_a_few_samples_are_enough(n: int, band: Filter) -> None:
    assert not LeadSpectrum(np.full(n, 7.0), FS).filtered(band).any()
    found = LeadSpectrum(np.arange(n) % 3.0, FS, Fraction(1, 3)).filtered(
        band, Fraction(1, 3)
    )
    assert found.shape == (-(-n // 3),)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("fs", [128.0, 250.0, 360.0, 1000.0])
def test_the_qrs_band_gives_the_envelope_of_the_detector(fs: float) -> None:
    values = lead(60.0, fs).astype(np.float32)
    ratio = Fraction(120 / fs).limit_denominator(1000)
    found = LeadSpectrum(values, fs, ratio).filtered(QrsBand(fs), ratio)
    envelope, wanted = envelope_of(found, 120.0), qrs_envelope(values, fs)
    at = np.arange(len(envelope)) / 120 * fs / samples_per_step(fs)
    beats = find_peaks(envelope, height=0.5 * envelope.max())[0][1:-1]
    others = np.interp(at, np.arange(len(wanted)), wanted)
    assert len(beats) > 50
    ratios = envelope[beats] / others[beats]
    assert np.median(ratios) == pytest.approx(1, abs=0.015)
    assert ratios == pytest.approx(1, abs=0.05)


def test_what_is_far_away_changes_nothing() -> None:
    values = lead(600.0)
    other = values.copy()
    other[: round(30 * FS)] = 1e6
    one, spoilt = (LeadSpectrum(v, FS).filtered(BANDS[1]) for v in (values, other))
    half = len(values) // 2
    np.testing.assert_array_equal(one[half:], spoilt[half:])
