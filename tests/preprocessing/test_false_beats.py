"""Steps, P and T waves as high as a QRS are refused, wide ectopic beats are not."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.arrays import Float64Array
from ecgviewer.preprocessing.false_beats import false_beats
from ecgviewer.preprocessing.lead_fusion import fuse_leads
from ecgviewer.preprocessing.qrs_energy import qrs_waves
from ecgviewer.preprocessing.rpeaks import detect_r_peaks
from ecgviewer.preprocessing.wave_shapes import WaveShapes

FS = 250.0
_TIME_S = np.arange(round(30 * FS)) / FS


def _waves(at_s: Float64Array, height: float, width_s: float) -> Float64Array:
    """Return waves of one height and width at some times."""
    apart = (_TIME_S - np.asarray(at_s)[:, None]) / width_s
    return np.asarray(height * np.exp(-(apart**2)).sum(axis=0))


def _found_s(*parts: Float64Array) -> Float64Array:
    noise = np.random.default_rng(3).normal(0, 0.004, len(_TIME_S))
    signal = (np.sum(parts, axis=0) + noise).astype(np.float32)[None]
    return np.asarray(detect_r_peaks(signal, FS) / FS)


def _ecg(at_s: Float64Array) -> Float64Array:
    return _waves(at_s, 1.0, 0.012) + _waves(at_s + 0.28, 0.2, 0.05)


@pytest.mark.parametrize("rise_s", [0.01, 0.04])
def test_a_step_of_the_baseline_is_not_a_beat(rise_s: float) -> None:
    qrs_s = np.arange(0.5, 29.5, 0.9)
    steps = 1.5 * np.tanh((_TIME_S - 10.85) / (2 * rise_s))
    steps -= 1.5 * np.tanh((_TIME_S - 20.75) / (2 * rise_s))
    found = _found_s(_ecg(qrs_s), steps)
    assert len(found) == len(qrs_s)
    np.testing.assert_allclose(found, qrs_s, atol=0.02)


@pytest.mark.parametrize("height,t_height", [(2.0, 1.6), (3.0, 1.2)])
def test_the_t_wave_of_a_high_ectopic_beat_is_not_a_beat(
    height: float, t_height: float
) -> None:
    qrs_s = np.delete(np.arange(0.5, 29.5, 0.9), [10, 20])
    ectopic_s = np.array([9.2, 18.2])
    t_width_s = 0.07 if t_height > 1.5 else 0.05
    ectopic = _waves(ectopic_s, height, 0.045)
    ectopic -= _waves(ectopic_s + 0.34, t_height, t_width_s)
    found = _found_s(_waves(qrs_s, 1.0, 0.02), ectopic)
    expected = np.sort(np.append(qrs_s, ectopic_s))
    assert len(found) == len(expected)
    np.testing.assert_allclose(found, expected, atol=0.05)


@pytest.mark.parametrize("width_s", [0.03, 0.04, 0.05])
@pytest.mark.parametrize(
    "ectopic_s",
    [[9.5], [9.45, 9.85], [9.4, 9.82, 10.24, 10.66], [5.9, 13.1, 20.3], [9.95]],
    ids=["early", "couplet", "run", "repeated", "interpolated"],
)
def test_wide_ectopic_beats_stay_beats(ectopic_s: list[float], width_s: float) -> None:
    qrs_s = np.arange(0.5, 29.5, 0.9)
    near = np.abs(qrs_s[:, None] - np.array(ectopic_s)).min(axis=1)
    qrs_s = qrs_s[near > 0.3]
    found = _found_s(_ecg(qrs_s), _waves(np.array(ectopic_s), 1.3, width_s))
    expected = np.sort(np.append(qrs_s, ectopic_s))
    assert len(found) == len(expected)
    np.testing.assert_allclose(found, expected, atol=0.05)


def _judged(contrast: float = 4.0, size: float = 0.6) -> list[int]:
    """Return which of 15 QRS and 6 blunt waves among them are refused."""
    p_s = np.array([1.6, 3.4, 5.7, 8.5, 10.4, 12.6])
    time_s = np.sort(np.append(np.arange(15.0), p_s))
    is_p = np.isin(time_s, p_s)
    sharpness, height = np.where(is_p, 0.25, 1.0), np.where(is_p, size, 1.0)
    shapes = WaveShapes(height, np.ones(21), np.zeros(21), np.ones((21, 5)))
    contrasts = np.where(is_p, contrast, 12.0)
    false = false_beats(time_s, contrasts, sharpness, shapes, np.arange(21))
    assert not false[~is_p].any()
    return np.flatnonzero(false[is_p]).tolist()


def test_small_blunt_waves_between_sharp_ones_are_p_waves() -> None:
    assert _judged() == [0, 1, 2, 3, 4, 5]


def test_blunt_waves_as_high_or_as_clear_as_beats_are_beats() -> None:
    assert _judged(size=0.8) == []
    assert _judged(contrast=8.0) == []


def test_two_beats_alone_are_not_judged() -> None:
    ones = np.ones(2)
    shapes = WaveShapes(ones, 0 * ones, 9 * ones, np.ones((2, 5)))
    false = false_beats(np.arange(2.0), ones, ones, shapes, np.arange(2))
    assert false.tolist() == [False, False]


def test_the_rest_of_a_refused_wave_is_refused_unless_as_sharp_as_a_beat() -> None:
    time_s = np.array([0.0, 0.9, 1.4, 1.5, 1.55, 1.8, 2.7])
    sharpness = np.array([1.0, 1.0, 5.0, 0.3, 1.0, 1.0, 1.0])
    beyond, jump = np.ones(7), np.zeros(7)
    beyond[2], jump[2] = 0.1, 4.0
    outline = np.tile(np.eye(1, 5), (7, 1))
    outline[2] = np.eye(1, 5, 3)
    shapes = WaveShapes(np.ones(7), beyond, jump, outline)
    chosen = np.array([0, 1, 2, 5, 6])
    false = false_beats(time_s, np.full(7, 9.0), sharpness, shapes, chosen)
    assert np.flatnonzero(false).tolist() == [2, 3]


def test_shapes_tell_a_step_from_a_qrs() -> None:
    qrs = _waves(np.array([5.0]), 1.0, 0.02) + 2.0 * (_TIME_S > 20)
    lead = qrs_waves(qrs.astype(np.float32), FS)
    fused = fuse_leads([lead], FS)
    peaks = np.array([round(5.0 * FS), round(20.0 * FS)])
    shapes = WaveShapes.at(peaks, [lead], fused, FS)
    assert shapes.beyond[0] > 0.95
    assert shapes.jump[0] < 0.01 * shapes.size[0]
    assert shapes.beyond[1] < 0.05
    assert shapes.jump[1] > 0.95 * shapes.size[1]


def test_kinship_is_that_of_the_waves_alike() -> None:
    outline = np.tile([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0]], (10, 1))
    ones = np.ones(20)
    shapes = WaveShapes(ones, ones, ones, outline)
    beats = np.tile([True, False], 10)
    kinship = shapes.kinship(np.array([8, 9]), beats)
    assert kinship[0] > 0.9
    assert kinship[1] < -0.9
