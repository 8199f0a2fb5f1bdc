"""Signal quality: clean, noisy, damaged and real leads."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.predictions import UNREADABLE
from ecgviewer.core.record import Samples
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.quality import (
    Quality,
    beat_quality,
    stretch_quality,
)
from ecgviewer.preprocessing.rpeaks import detect_r_peaks
from ecgviewer.preprocessing.signal_faults import faulty, limits_of
from tests.data_folder import DATA, needs

FS = 250.0


def _lead(duration_s: float = 90.0) -> tuple[Float32Array, Samples]:
    ecg = synthetic_record(duration_s, FS, n_leads=1, noise_mv=0.004)
    return ecg.record.signal[0].copy(), ecg.beats.sample


def _with_noise(values: Float32Array, snr_db: float) -> Float32Array:
    """Add noise of the band of the QRS, the signal being QRSs of 1.2 mV (as in nst)."""
    rng = np.random.default_rng(5)
    noise = np.convolve(rng.standard_normal(len(values)), np.hanning(9), "same")
    noise *= np.sqrt(1.2**2 / 8 / 10 ** (snr_db / 10)) / noise.std()
    return (values + noise).astype(np.float32)


def test_clean_lead_is_readable_with_its_ectopic_beats() -> None:
    values, samples = _lead()
    quality = beat_quality(values, FS, samples)
    assert quality.dtype == np.float32
    assert quality.shape == samples.shape
    assert quality.min() > 0.6


def test_quality_falls_with_noise() -> None:
    values, samples = _lead()
    levels_db = (24, 12, 6, 0, -6, -12)
    means = [
        float(beat_quality(_with_noise(values, snr_db), FS, samples).mean())
        for snr_db in levels_db
    ]
    assert means == sorted(means, reverse=True)
    assert means[0] > 0.9
    assert means[-2] < UNREADABLE
    assert means[-1] < 0.1


def test_only_the_noisy_stretch_is_unreadable() -> None:
    values, samples = _lead()
    noisy = slice(round(40 * FS), round(60 * FS))
    values[noisy] = _with_noise(values, -12)[noisy]
    quality = beat_quality(values, FS, samples)
    inside = (samples >= noisy.start + FS) & (samples < noisy.stop - FS)
    outside = (samples < noisy.start - 2 * FS) | (samples >= noisy.stop + 2 * FS)
    assert np.mean(quality[inside] < UNREADABLE) > 0.9
    assert (quality[outside] > UNREADABLE).all()


@pytest.mark.parametrize("gain", [1e-3, 1e3])
def test_unit_does_not_matter(gain: float) -> None:
    values, samples = _lead(30)
    scaled = values * np.float32(gain)
    expected = beat_quality(values, FS, samples)
    assert beat_quality(scaled, FS, samples) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("value", [np.nan, 0.0, -4.0])
def test_missing_or_flat_stretch_has_no_quality(value: float) -> None:
    values, samples = _lead()
    off = slice(round(30 * FS), round(40 * FS))
    values[off] = value
    quality = beat_quality(values, FS, samples)
    inside = (samples >= off.start + 0.5 * FS) & (samples < off.stop - 0.5 * FS)
    assert inside.any()
    assert not quality[inside].any()
    assert (quality[samples < off.start - 1.5 * FS] > 0.7).all()
    seconds = stretch_quality(values, FS, samples)
    assert not seconds[31:39].any()
    assert (np.delete(seconds, np.s_[27:44]) > UNREADABLE).all()


def test_beat_that_is_cut_off_loses_quality() -> None:
    values, samples = _lead()
    around = np.abs(np.arange(len(values)) - samples[20]) < 0.3 * FS
    values[around] = values.max()
    quality = beat_quality(values, FS, samples)
    assert quality[20] < 0.5 < quality[10]


def test_stretches_cover_the_lead() -> None:
    values, samples = _lead(30.5)
    assert len(stretch_quality(values, FS, samples)) == 31
    assert len(stretch_quality(values, FS, samples, stretch_s=5)) == 7
    assert stretch_quality(values, FS, samples).min() > UNREADABLE


def test_pause_in_a_clean_lead_is_readable() -> None:
    values, samples = _lead(60)
    rng = np.random.default_rng(2)
    pause = slice(round(20 * FS), round(25 * FS))
    values[pause] = rng.normal(0, 0.004, pause.stop - pause.start)
    beating = samples[(samples < pause.start) | (samples >= pause.stop)]
    assert stretch_quality(values, FS, beating).min() > UNREADABLE


def test_nothing_to_judge() -> None:
    none = np.empty(0, np.int64)
    empty = np.empty(0, np.float32)
    assert beat_quality(empty, FS, none).shape == (0,)
    assert stretch_quality(empty, FS, none).shape == (0,)
    assert not beat_quality(np.zeros(900, np.float32), FS, np.array([450])).any()
    values, samples = _lead(20)
    assert beat_quality(values, FS, samples[:1])[0] > UNREADABLE


def test_length_of_the_record_hardly_matters() -> None:
    values, samples = _lead(200)
    n_first = round(100 * FS)
    first = samples[samples < n_first]
    whole = beat_quality(values, FS, samples)
    part = beat_quality(values[:n_first], FS, first)
    inner = first < 85 * FS
    # Which clear beats a poor one is compared with does depend on it.
    assert whole[: len(first)][inner] == pytest.approx(part[inner], abs=0.15)


def test_faults() -> None:
    ramp = np.arange(1000, dtype=np.float32) % 50
    assert not faulty(ramp, FS, limits_of(ramp)).any()
    ramp[100:300] = 7
    ramp[500:520] = 49
    ramp[700] = np.nan
    fault = np.flatnonzero(faulty(ramp, FS, limits_of(ramp)))
    # Besides the planted ones, the ramp itself meets the stretches at its own values.
    planted = {*range(100, 300), *range(500, 520), 700}
    assert planted <= set(fault.tolist()) <= {*planted, 499}
    assert np.isnan(limits_of(np.full(3, np.nan, np.float32))).all()


def test_what_is_found_in_noise_is_unreadable() -> None:
    rng = np.random.default_rng(8)
    muscle = np.convolve(rng.standard_normal(60_000), np.hanning(9), "same")
    bursts = np.exp(np.convolve(rng.standard_normal(60_000), np.ones(90) / 12, "same"))
    noise = (muscle * bursts).astype(np.float32)
    found = detect_r_peaks(noise[None], FS)
    assert len(found) > 20
    quality = beat_quality(noise, FS, found)
    assert np.mean(quality < UNREADABLE) > 0.8


def _found_beats(name: str, lead: int) -> Samples:
    record = read_record(DATA / f"{name}.hea")
    return detect_r_peaks(record.signal, record.fs, lead)


def _real_quality(name: str, lead: int, beats: Samples) -> tuple[Float64Array, Quality]:
    """Return beats of a record, in seconds, and their quality in a lead."""
    record = read_record(DATA / f"{name}.hea")
    return beats / record.fs, beat_quality(record.signal[lead], record.fs, beats)


@needs("mitdb")
def test_clean_record_is_readable_throughout() -> None:
    _, quality = _real_quality("mitdb/100", 0, _found_beats("mitdb/100", 0))
    assert np.mean(quality < UNREADABLE) < 0.001
    assert quality.mean() > 0.98


@needs("nstdb")
@pytest.mark.slow
@pytest.mark.parametrize("lead", [0, 1])
def test_quality_falls_with_the_calibrated_noise_of_nstdb(lead: int) -> None:
    means, shares = [], []
    # The same beats at every level: noise adds false ones, each of its own.
    beats = _found_beats("nstdb/118e24", lead)
    for level in ("24", "12", "06", "00", "_6"):
        at_s, quality = _real_quality(f"nstdb/118e{level}", lead, beats)
        # Noise from the fifth minute on, two minutes of every four.
        noisy = (at_s > 300) & ((at_s - 300) % 240 < 120)
        assert quality[at_s < 295].mean() > 0.99
        # Later the second lead has some seconds of muscle of its own.
        assert quality[~noisy].mean() > 0.975
        means.append(quality[noisy].mean())
        shares.append(np.mean(quality[noisy] < UNREADABLE))
    assert means == sorted(means, reverse=True)
    assert shares == sorted(shares)
    assert means[0] > 0.98
    assert means[-1] < UNREADABLE
    assert shares[0] < 0.01
    assert shares[-1] > 0.7


def test_artefact_that_recurs_is_not_taken_for_a_beat() -> None:
    values, samples = _lead(120)
    tapped = slice(round(60 * FS), round(90 * FS))
    values[tapped] = _with_noise(values, -6)[tapped] / 4
    taps = np.arange(tapped.start + 200, tapped.stop - 200, round(0.9 * FS))
    for tap in taps:
        values[tap - 40 : tap + 80] += 0.3 * np.hanning(120).astype(np.float32)
    outside = (samples < tapped.start) | (samples >= tapped.stop)
    beats = np.union1d(samples[outside], taps)
    quality = beat_quality(values, FS, beats)
    assert np.mean(quality[np.isin(beats, taps)] < UNREADABLE) > 0.7
