"""Every beat of clean synthesised records is found, runs of ectopic beats included."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing.rpeaks import detect_r_peaks

_TOLERANCE_S = 0.15


@pytest.mark.parametrize("seed", [3, 7, 11])
@pytest.mark.parametrize("duration_s", [20.0, 60.0, 240.0])
def test_no_beat_is_missed_and_none_invented(duration_s: float, seed: int) -> None:
    ecg = synthetic_record(duration_s, seed=seed)
    found = detect_r_peaks(ecg.record.signal, ecg.record.fs)
    distance = np.abs(ecg.beats.sample[:, None] - found) / ecg.record.fs
    missed = ecg.beats.sample[distance.min(axis=1) > _TOLERANCE_S] / ecg.record.fs
    extra = found[distance.min(axis=0) > _TOLERANCE_S] / ecg.record.fs
    assert missed.tolist() == []
    assert extra.tolist() == []
