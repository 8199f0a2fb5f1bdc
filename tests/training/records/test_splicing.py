"""Recordings made of some beats of another one."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.beats import BeatTable, new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from training.records.splicing import spliced

_FS = 360.0


@pytest.fixture(scope="module")
def ecg() -> tuple[Record, BeatTable]:
    made = synthetic_record(120.0, fs=_FS, seed=3)
    return made.record, made.beats


def test_all_beats_are_the_record_as_it_was(ecg: tuple[Record, BeatTable]) -> None:
    record, beats = ecg
    same, its = spliced(record, beats, np.ones(len(beats), bool))
    np.testing.assert_array_equal(its.sample, beats.sample)
    assert its.symbol.tolist() == beats.symbol.tolist()
    assert same.leads == record.leads and same.name == record.name
    n = same.n_samples
    assert its.sample[-1] < n <= record.n_samples
    np.testing.assert_allclose(
        same.signal,
        record.signal[:, :n],
        atol=1e-5,
    )


def test_beats_keep_their_waves_and_the_interval_before_them(
    ecg: tuple[Record, BeatTable],
) -> None:
    record, beats = ecg
    rows = np.random.default_rng(1).random(len(beats)) < 0.4
    some, its = spliced(record, beats, rows)
    assert its.symbol.tolist() == beats.symbol[rows].tolist()
    rr = np.diff(beats.sample, prepend=0)[rows]
    np.testing.assert_array_equal(np.diff(its.sample), rr[1:])
    before, after = round(0.2 * _FS), round(0.15 * _FS)
    for old, new in zip(beats.sample[rows].tolist(), its.sample.tolist(), strict=True):
        one = record.signal[:, old - before : old + after]
        other = some.signal[:, new - before : new + after]
        # At any level.
        level = (other - one).mean(axis=1, keepdims=True)
        np.testing.assert_allclose(other - level, one, atol=1e-4)
    steepest = np.abs(np.diff(record.signal)).max()
    assert np.abs(np.diff(some.signal)).max() <= steepest + 1e-4


def test_beats_that_are_next_to_each_other_are_told_apart() -> None:
    signal = np.arange(100, dtype=np.float32)[None]
    signal[0, 50] = np.nan
    record = Record("a", 100.0, (Lead("II"),), signal)
    beats = new_beats([20, 21, 40, 97], symbol=["N", "V", "A", "N"])
    some, its = spliced(record, beats, np.array([True, False, True, True]))
    # The V takes 13 samples with it, of which one is its R-peak.
    assert its.sample.tolist() == [20, 27, 84]
    assert some.n_samples == 86
    # What is lost at 50, now 37, is level; nothing else is.
    steps = np.diff(some.signal[0])
    assert np.flatnonzero(steps != 1).tolist() == [36, 37]
    assert steps[[36, 37]].tolist() == [0, 0]
