"""Beats are found at any sampling frequency that holds a QRS, and placed on it."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.core.analysis_events import BeatsDetected
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.filters import check_fs, resampling_ratio
from ecgviewer.preprocessing.qrs_extremum import move_to_extremum
from ecgviewer.preprocessing.rpeaks import detect_r_peaks
from tests.data_folder import CASES, needs_case
from tests.fakes import FakeClassifier


@pytest.mark.parametrize("fs", [50.0, 62.5, 64.0, 99.0, 8000.0, 10_000.0, 32_000.0])
def test_beats_are_found_and_classified_at_any_rate(fs: float) -> None:
    ecg = synthetic_record(20.0, fs)
    events = list(RecordAnalysis(ecg.record, FakeClassifier()).run())
    found = np.concatenate(
        [event.beats.sample for event in events if isinstance(event, BeatsDetected)]
    )
    assert len(found) == len(ecg.beats)
    assert np.abs(found - ecg.beats.sample).max() <= max(1, 0.02 * fs)
    batches = [event for event in events if isinstance(event, PredictionBatch)]
    assert sum(len(batch.beat_id) for batch in batches) == len(found)
    assert np.median(np.concatenate([batch.quality for batch in batches])) > 0.9


def test_a_missing_lead_keeps_none_from_being_found_at_a_low_rate() -> None:
    ecg = synthetic_record(20.0, 64.0)
    signal = ecg.record.signal.copy()
    signal[1] = np.nan
    assert len(detect_r_peaks(signal, 64.0)) == len(ecg.beats)


@pytest.mark.parametrize("fs", [49.0, 32_001.0, float("nan")])
def test_there_is_one_limit_and_one_message(fs: float) -> None:
    for refuse in (
        lambda: check_fs(fs),
        lambda: resampling_ratio(fs, 360.0),
        lambda: detect_r_peaks(np.zeros((1, 200_000), np.float32), fs),
    ):
        with pytest.raises(ValueError, match=r"is outside 50 to 32,000 Hz.*Correct it"):
            refuse()


@pytest.mark.parametrize(("fs", "new_fs"), [(30_000.0, 128.0), (32_000.0, 360.0)])
def test_high_rates_are_resampled_by_their_exact_ratio(
    fs: float, new_fs: float
) -> None:
    assert float(resampling_ratio(fs, new_fs)) == new_fs / fs


def test_beats_at_a_high_rate_are_moved_group_by_group() -> None:
    fs = 32_000.0
    places = 6400 * np.arange(1, 301)
    values = np.zeros(6400 * 302, np.float32)
    values[places] = 1
    np.testing.assert_array_equal(move_to_extremum(values, fs, places + 90, 1), places)


@needs_case("sampling-rates")
def test_beats_of_a_case_at_10_khz() -> None:
    record = read_record(CASES / "sampling-rates" / "fs10000")
    beats = detect_r_peaks(record.signal, record.fs)
    rr_s = np.diff(beats) / record.fs
    assert len(beats) == 24
    assert rr_s.min() > 0.7
    assert rr_s.max() < 1.0
