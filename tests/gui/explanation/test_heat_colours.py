from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.gui.explanation.heat_colours import (
    grey,
    heat_rgba,
    over_time,
    upscaled,
)


def test_the_hotter_a_place_is_the_lighter_it_reads_in_grey() -> None:
    heat = np.linspace(0, 1, 64, dtype=np.float32)[np.newaxis]
    light = grey(heat_rgba(heat, 100)[..., :3])[0].astype(int)
    assert (np.diff(light) >= 0).all()
    assert light[-1] - light[0] > 200


def test_the_opacity_is_that_asked_for_everywhere() -> None:
    heat = np.array([[0.0, 0.5, 1.0]], np.float32)
    assert list(heat_rgba(heat, 40)[0, :, 3]) == [102, 102, 102]
    assert not heat_rgba(heat, 0)[..., 3].any()
    assert list(heat_rgba(heat, 100, cold_is_clear=True)[0, :, 3]) == [0, 127, 255]


def test_heat_that_is_no_number_is_cold() -> None:
    heat = np.array([[np.nan, -1.0, 2.0]], np.float32)
    cold, also, hot = heat_rgba(heat, 100)[0]
    assert list(cold) == list(also)
    assert hot[:3].sum() > 600


def test_a_picture_in_grey_has_no_colours_to_mix_with_heat() -> None:
    image = np.array([[[255, 0, 0], [255, 255, 255]]], np.uint8)
    assert list(grey(image)[0]) == [76, 255]
    assert grey(image[..., 0]).shape == (1, 2)


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
