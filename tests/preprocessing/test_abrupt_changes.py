"""Steps, pulses and spikes, which nothing that a heart does looks like."""

import numpy as np
import pytest

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.predictions import UNREADABLE
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.abrupt_changes import abrupt_changes
from ecgviewer.preprocessing.lead_noise import LeadNoise
from ecgviewer.preprocessing.quality import beat_quality
from ecgviewer.preprocessing.rpeaks import detect_r_peaks
from tests.data_folder import DATA, needs

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


@pytest.mark.parametrize("fs", [250.0, 360.0, 500.0, 1000.0])
@pytest.mark.parametrize("within_s", [-0.02, 0.0, 0.03, 0.12])
@pytest.mark.parametrize("size", [-2.5, 2.0])
def test_a_step_on_a_qrs_or_t_wave_is_found(
    fs: float, within_s: float, size: float
) -> None:
    ecg = synthetic_record(60.0, fs, n_leads=1, noise_mv=0.01)
    values, beats = ecg.record.signal[0].copy(), ecg.beats.sample
    assert (beat_quality(values, fs, beats) > UNREADABLE).all()
    step = int(beats[20]) + round(within_s * fs)
    values[step:] += size
    quality = beat_quality(values, fs, np.sort(np.append(beats, step)))
    assert (quality[20:22] == 0).all()
    assert (np.delete(quality, [20, 21]) > 0.9).all()


def test_pulses_on_qrs_complexes_are_unreadable() -> None:
    values, beats = _lead()
    for beat in beats[10:40:3]:
        values[beat + 4 : beat + 80] -= 2.5
    assert not beat_quality(values, FS, beats[10:40:3]).any()


@needs("ludb")
def test_narrow_beats_of_single_leads_have_no_edges() -> None:
    marked = n_beats = 0
    for name in ("100", "113", "145", "148"):
        record = read_record(next(DATA.glob(f"ludb/**/{name}.hea")))
        for lead in record.signal:
            beats = detect_r_peaks(lead[None], record.fs)
            n_beats += len(beats)
            marked += int((beat_quality(lead, record.fs, beats) == 0).sum())
    assert n_beats > 500
    assert marked < 0.01 * n_beats


@needs("mitdb")
@pytest.mark.parametrize("name", ["103", "114", "203", "222"])
def test_the_sharpest_beats_of_mitdb_have_no_edges(name: str) -> None:
    """Narrow and high ones, and V."""
    record = read_record(DATA / "mitdb" / f"{name}.hea")
    reference = read_annotations(DATA / "mitdb" / f"{name}.atr")
    level = LeadNoise(record.signal[0], record.fs)
    found = abrupt_changes(record.signal[0], record.fs, level.level, level.ratio)
    beats = reference.sample[np.isin(reference.symbol, ["N", "V", "/", "A", "f"])]
    at = np.flatnonzero(found)
    reach = round(0.15 * record.fs)
    first, last = np.searchsorted(at, (beats - reach, beats + reach))
    assert np.mean(last > first) < 0.004


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
