"""T waves as high as the QRS: the sharper of two alternating waves is the beat."""

import numpy as np
import pytest

from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.beat_path import choose_beats
from ecgviewer.preprocessing.rpeaks import detect_r_peaks
from tests.data_folder import CASES, needs_case

FS = 250.0


def _alternating(t_height: float, t_sharpness: float) -> np.ndarray:
    """Return which waves of 40 QRS, each with a wave 0.3 s later, are beats."""
    qrs_s = np.arange(40) * 0.9
    time_s = np.stack([qrs_s, qrs_s + 0.3], axis=1).ravel()
    height = np.tile([1.0, t_height], 40)
    sharpness = np.tile([1.0, t_sharpness], 40)
    return choose_beats(time_s, height, np.full(80, 0.05), sharpness)


def test_a_blunt_wave_behind_a_sharp_one_is_its_t_wave_however_high() -> None:
    assert _alternating(1.4, 0.05).tolist() == list(range(0, 80, 2))


def test_a_blunt_wave_before_a_sharp_one_is_its_p_wave_however_high() -> None:
    qrs_s = np.arange(40) * 0.9
    time_s = np.stack([qrs_s, qrs_s + 0.17], axis=1).ravel()
    height, sharpness = np.tile([1.1, 0.9], 40), np.tile([0.05, 1.0], 40)
    beats = choose_beats(time_s, height, np.full(80, 0.05), sharpness)
    assert beats.tolist() == list(range(1, 80, 2))


def test_a_blunt_early_beat_now_and_then_stays_a_beat() -> None:
    qrs_s = np.arange(40) * 0.9
    time_s = np.sort(np.append(qrs_s, qrs_s[::8] + 0.4))
    blunt = np.isin(time_s, qrs_s[::8] + 0.4)
    sharpness = np.where(blunt, 0.1, 1.0)
    beats = choose_beats(time_s, np.ones(45), np.full(45, 0.05), sharpness)
    assert beats.tolist() == list(range(45))


def test_a_small_splintered_qrs_is_found_beside_a_higher_t_wave() -> None:
    time_s = np.arange(round(40 * FS)) / FS % 0.9
    splinters = np.sin(2 * np.pi * 45 * time_s)
    qrs = 0.25 * np.exp(-(((time_s - 0.2) / 0.03) ** 2)) * (1 + splinters)
    t_wave = 0.5 * np.exp(-(((time_s - 0.46) / 0.05) ** 2))
    noise = np.random.default_rng(3).normal(0, 0.005, len(time_s))
    found = detect_r_peaks((qrs + t_wave + noise).astype(np.float32)[None], FS)
    assert len(found) == 45
    np.testing.assert_allclose(found / FS % 0.9, 0.2, atol=0.05)


def test_the_t_wave_of_a_high_ectopic_beat_now_and_then_is_no_beat() -> None:
    qrs_s = np.arange(40) * 0.9
    time_s = np.sort(np.append(qrs_s, qrs_s[5::8] + 0.21))
    t_wave = np.isin(time_s, qrs_s[5::8] + 0.21)
    height = np.ones(45)
    height[t_wave | np.roll(t_wave, -1)] = 1.5
    beats = choose_beats(time_s, height, np.full(45, 0.05), np.ones(45))
    assert beats.tolist() == np.flatnonzero(~t_wave).tolist()


def test_beats_as_soon_after_each_other_are_a_tachycardia() -> None:
    time_s = np.linspace(0, 21.78, 100)
    beats = choose_beats(time_s, np.ones(100), np.full(100, 0.05), np.ones(100))
    assert len(beats) == 100


def test_a_sharp_wave_as_high_is_an_early_beat() -> None:
    assert _alternating(1.0, 0.8).tolist() == list(range(80))


def test_a_lead_with_tall_t_waves_has_its_beats_only() -> None:
    time_s = np.arange(round(40 * FS)) / FS % 0.9
    qrs = np.exp(-(((time_s - 0.2) / 0.012) ** 2))
    t_wave = 1.5 * np.exp(-(((time_s - 0.48) / 0.06) ** 2))
    noise = np.random.default_rng(3).normal(0, 0.01, len(time_s))
    found = detect_r_peaks((qrs + t_wave + noise).astype(np.float32)[None], FS)
    assert len(found) == 45
    np.testing.assert_allclose(found / FS % 0.9, 0.2, atol=0.03)


@needs_case("tall-t-waves")
@pytest.mark.parametrize("name", ["tall13", "tall15"])
def test_the_cases_of_tall_t_waves_have_70_beats(name: str) -> None:
    record = read_record(CASES / "tall-t-waves" / f"{name}.hea")
    assert len(detect_r_peaks(record.signal, record.fs)) == 70
