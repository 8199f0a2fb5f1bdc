"""The median of beats in each lead is a beat without their noise."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.record import Lead, Record
from ecgviewer.core.trace.median_beats import AFTER_S, BEFORE_S, median_beats

_FS = 100.0


def _record(signal: np.ndarray) -> Record:
    leads = tuple(Lead(f"V{i}") for i in range(len(signal)))
    return Record("r", _FS, leads, signal.astype(np.float32))


def test_the_median_leaves_out_what_one_beat_has() -> None:
    signal = np.full((2, 1000), 3.0)
    peaks = np.array([100, 200, 300, 400, 500])
    signal[0, peaks] += 1.0
    signal[1, peaks] -= 2.0
    # Artefact in one beat, and one whose T wave is not in the record.
    signal[:, 300:340] += 50.0
    medians = median_beats(_record(signal), np.append(peaks, 990))
    assert medians.n_beats == 5
    at_peak = medians.time_s == 0.0
    assert at_peak.sum() == 1
    assert list(medians.values[:, at_peak].ravel()) == [1.0, -2.0]
    assert not medians.values[:, ~at_peak].any()
    assert medians.values.shape == (2, round((BEFORE_S + AFTER_S) * _FS))


def test_of_many_beats_some_all_over_the_record_are_taken() -> None:
    signal = np.zeros((1, 40_000))
    peaks = np.arange(100, 39_000, 100)
    signal[0, peaks[: len(peaks) // 4]] = 5.0
    medians = median_beats(_record(signal), peaks)
    assert medians.n_beats == 100
    assert not medians.values.any()


def test_values_that_are_not_there_do_not_count() -> None:
    signal = np.zeros((2, 400))
    signal[0, :150] = signal[1, :] = np.nan
    medians = median_beats(_record(signal), np.array([100, 200, 300]))
    assert not medians.values[0].any()
    assert np.isnan(medians.values[1]).all()


def test_without_a_whole_beat_there_is_no_median() -> None:
    medians = median_beats(_record(np.zeros((1, 50))), np.array([10]))
    assert medians.n_beats == 0
    assert np.isnan(medians.values).all()
