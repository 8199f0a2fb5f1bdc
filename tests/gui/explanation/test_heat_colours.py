from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.gui.explanation.heat_colours import over_time, upscaled, veil_rgba


def test_the_veil_is_the_thinner_the_hotter_it_is() -> None:
    heat = np.array([[0.0, 0.5, 1.0]], np.float32)
    assert list(veil_rgba(heat, 100)[0, :, 3]) == [255, 127, 0]
    assert list(veil_rgba(heat, 40)[0, :, 3]) == [102, 51, 0]
    assert not veil_rgba(heat, 0)[..., 3].any()


def test_the_veil_is_neutral() -> None:
    rgb = veil_rgba(np.zeros((2, 2), np.float32), 100)[..., :3]
    assert (rgb == rgb[0, 0, 0]).all()


def test_heat_that_is_no_number_is_veiled() -> None:
    heat = np.array([[np.nan, -1.0, 2.0]], np.float32)
    assert list(veil_rgba(heat, 100)[0, :, 3]) == [255, 255, 0]


def test_upscaling_keeps_range_and_place() -> None:
    heat = np.zeros((4, 6), np.float32)
    heat[1, 4] = 1
    large = upscaled(heat, (80, 120))
    assert large.shape == (80, 120)
    assert large.min() == 0
    assert large.max() == pytest.approx(1, abs=0.1)
    y, x = np.unravel_index(np.argmax(large), large.shape)
    assert float(y) == pytest.approx(30, abs=1)
    assert float(x) == pytest.approx(90, abs=1)
    assert large.mean() == pytest.approx(heat.mean(), rel=0.05)


def test_upscaling_is_smooth() -> None:
    heat = np.random.default_rng(0).random((8, 8)).astype(np.float32)
    steps = np.abs(np.diff(upscaled(heat, (64, 64)), axis=1))
    assert steps.max() <= np.abs(np.diff(heat, axis=1)).max() / 8 + 1e-6


def test_the_hottest_moment_counts_one() -> None:
    heat = np.zeros((4, 3), np.float32)
    heat[:2, 1] = 0.5
    heat[:1, 2] = 0.5
    assert list(over_time(heat)) == pytest.approx([0, 1, 0.5])
    assert not over_time(np.zeros((4, 3), np.float32)).any()
