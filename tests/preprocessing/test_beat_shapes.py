"""Shapes of beats: aligned at the R-peak, whatever the sampling frequency."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing.beat_shapes import beat_shapes


@pytest.mark.parametrize("fs", [125.0, 250.0, 360.0, 1000.0])
def test_the_r_peak_is_in_its_column(fs: float) -> None:
    ecg = synthetic_record(60.0, fs)
    shapes = beat_shapes(ecg.record, 0, ecg.beats)
    assert shapes.values.shape == (len(ecg.beats), len(shapes.time_s))
    assert shapes.time_s[shapes.before] == 0
    peaks = np.argmax(shapes.values[:, shapes.before - 4 : shapes.before + 5], axis=1)
    normal = ecg.beats.symbol == "N"
    assert np.all(np.abs(peaks[normal] - 4) <= 1)


def test_ventricular_and_early_beats_are_not_with_normal_ones() -> None:
    ecg = synthetic_record(600.0, noise_mv=0.005)
    shapes = beat_shapes(ecg.record, 0, ecg.beats)
    groups = BeatGroups.of(shapes, ecg.record.fs)
    wrong = 0
    for code in groups.codes[1:]:
        symbols = ecg.beats.symbol[groups.rows(code)]
        wrong += len(symbols) - np.unique(symbols, return_counts=True)[1].max()
    assert wrong <= 0.01 * len(ecg.beats)


def test_columns_outside_the_stretch_are_left_out() -> None:
    ecg = synthetic_record(20.0)
    shapes = beat_shapes(ecg.record, 0, ecg.beats)
    assert shapes.columns(-9, 9).shape == shapes.values.shape
    assert np.allclose(shapes.columns(-0.1, 0.1).mean(axis=1), 0, atol=1e-5)
