"""Steps, pulses and spikes, which nothing that a heart does looks like."""

import numpy as np
import pytest

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.predictions import UNREADABLE
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing.abrupt_changes import abrupt_changes
from ecgviewer.preprocessing.quality import beat_quality

FS = 360.0


def _lead() -> tuple[Float32Array, np.ndarray]:
    ecg = synthetic_record(60.0, FS, n_leads=1, noise_mv=0.01)
    return ecg.record.signal[0].copy(), ecg.beats.sample


def _changes(values: Float32Array) -> list[int]:
    found = abrupt_changes(values, FS, np.full(len(values), 0.3))
    return np.flatnonzero(found).tolist()


def test_beats_are_no_abrupt_changes() -> None:
    assert not _changes(_lead()[0])


def test_a_step_is_found_and_a_beat_there_is_unreadable() -> None:
    values, beats = _lead()
    step = int(beats[20] + beats[21]) // 2
    values[step:] += 2
    found = _changes(values)
    assert found and all(abs(place - step) < 0.02 * FS for place in found)
    quality = beat_quality(values, FS, np.insert(beats, 21, step))
    assert quality[21] == 0
    assert quality[15] > 0.9 and quality[26] > 0.9


@pytest.mark.parametrize("width_s", [0.1, 0.2, 0.3])
def test_square_pulses_are_unreadable(width_s: float) -> None:
    values, beats = _lead()
    places = (beats[10:40:3] + beats[11:41:3]) // 2 - round(0.1 * FS)
    for place in places:
        values[place : place + round(width_s * FS)] += 2.5
    quality = beat_quality(values, FS, np.sort(places + 3))
    assert (quality < UNREADABLE).all()


def test_a_spike_alone_is_found_and_one_before_a_qrs_is_not() -> None:
    values, beats = _lead()
    between = int(beats[20] + beats[21]) // 2 + round(0.1 * FS)
    values[between : between + 2] += 3
    assert _changes(values)
    paced, beats = _lead()
    paced[beats[20] - 22 : beats[20] - 20] += 3
    assert not _changes(paced)


def test_a_part_too_short_to_rest_has_none() -> None:
    assert not _changes(np.zeros(20, np.float32))
