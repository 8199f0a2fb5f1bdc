"""Spikes tell P waves from the paced beats behind them, low as these may be."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.preprocessing.lead_spikes import lead_spikes
from ecgviewer.preprocessing.qrs_energy import qrs_waves, samples_per_step
from ecgviewer.preprocessing.rpeaks import detect_r_peaks

FS = 500.0
_TIME_S = np.arange(round(12 * FS)) / FS
_SPIKES_S = np.arange(1.2, 11.5, 1.0)
#: Those before the first beats are as high as the beats, and sharper.
_HIGH_P_WAVES = 3


def _waves(at_s: Float64Array, height: float, width_s: float) -> Float64Array:
    """Return waves of one height and width at some times."""
    apart = (_TIME_S - np.asarray(at_s)[:, None]) / width_s
    return np.asarray(height * np.exp(-(apart**2)).sum(axis=0))


def _noisy(*parts: Float64Array) -> Float32Array:
    noise = np.random.default_rng(3).normal(0, 0.004, len(_TIME_S))
    return np.asarray(np.sum(parts, axis=0) + noise, np.float32)


def _spikes(at_s: Float64Array, height: float) -> Float64Array:
    """Return spikes that fall off within a few samples, as in LUDB 45."""
    spikes = np.zeros(len(_TIME_S))
    for late, share in enumerate((1.0, 0.6, 0.4, 0.2)):
        spikes[np.round(at_s * FS).astype(int) + late] = share * height
    return spikes


def _found(values: Float32Array, fs: float) -> Float64Array:
    waves = qrs_waves(values, fs)
    return lead_spikes([waves], fs, samples_per_step(fs))


@pytest.mark.parametrize("height", [0.3, -0.5])
def test_p_waves_before_the_spikes_of_paced_beats_are_not_beats(height: float) -> None:
    p_s = _SPIKES_S - 0.19
    p_waves = _waves(p_s[:_HIGH_P_WAVES], 0.2, 0.01)
    p_waves += _waves(p_s[_HIGH_P_WAVES:], 0.1, 0.01)
    beats = _waves(_SPIKES_S + 0.1, -0.2, 0.03)
    found = detect_r_peaks(_noisy(p_waves, _spikes(_SPIKES_S, height), beats)[None], FS)
    assert len(found) == len(_SPIKES_S)
    late = found / FS - _SPIKES_S
    assert late.min() > -0.01 and late.max() < 0.15


def test_a_beat_before_a_spike_that_did_not_sense_it_stays_a_beat() -> None:
    unsensed_s = np.array([4.0, 7.0])
    beats = _waves(_SPIKES_S + 0.1, -0.6, 0.03) + _waves(unsensed_s, 1.0, 0.012)
    found = detect_r_peaks(_noisy(beats, _spikes(_SPIKES_S, 0.3))[None], FS)
    assert np.isin(unsensed_s, np.round(found / FS, 1)).all()


def test_where_no_beats_are_paced_what_looks_like_spikes_changes_nothing() -> None:
    beats_s = np.arange(0.8, 11.5, 0.8)
    beats = _waves(beats_s, 1.0, 0.012)
    found = detect_r_peaks(_noisy(beats, _spikes(beats_s + 0.16, 0.3))[None], FS)
    np.testing.assert_allclose(found / FS, beats_s, atol=0.01)


def test_spikes_are_found_where_they_are_and_waves_are_not_spikes() -> None:
    waves = _waves(_SPIKES_S + 0.1, 1.0, 0.03)
    found = _found(_noisy(waves, _spikes(_SPIKES_S, 0.5)), FS)
    nearest = np.abs(found[:, None] - _SPIKES_S)
    assert (nearest.min(axis=0) < 0.02).all() and (nearest.min(axis=1) < 0.02).all()
    assert not len(_found(_noisy(waves), FS))


def test_no_spikes_are_told_below_500_hz_and_in_a_flat_lead() -> None:
    every_other = _noisy(_spikes(_SPIKES_S, 0.5))[::2]
    assert not len(_found(every_other, FS / 2))
    assert not len(_found(np.zeros(5000, np.float32), FS))
