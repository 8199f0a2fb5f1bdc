"""Leads that are off while another one is not: lost, held, or left with noise alone."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing import pipeline, record_gaps

FS = 250.0
Spans = dict[str, list[tuple[float, float]]]


def ecg(seed: int) -> Float32Array:
    values = synthetic_record(60.0, FS).record.signal[0]
    noise = np.random.default_rng(seed).normal(0, 0.01, len(values))
    return np.asarray(values + noise, np.float32)


def off(*leads: Float32Array, fs: float = FS) -> Spans:
    names = tuple(Lead(name) for name in ("I", "II", "V1")[: len(leads)])
    record = Record("off", fs, names, np.stack(leads))
    found = pipeline.find_all_gaps(record, [0]).leads_off
    return {
        each.lead.title: [
            (start / fs, stop / fs)
            for start, stop in zip(
                each.stretches.start.tolist(), each.stretches.stop.tolist(), strict=True
            )
        ]
        for each in found
    }


@pytest.mark.parametrize("lost", [np.nan, 2.5])
def test_a_lost_lead_is_off_where_another_one_is_not(
    lost: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_gaps, "_AT_ONCE", 1000)
    one, other = ecg(1), ecg(2)
    one[2500:7500], other[5000:10_000] = lost, lost
    assert off(one, other) == {"I": [(10, 20)], "II": [(30, 40)]}


def test_a_lead_left_with_noise_and_mains_is_off() -> None:
    one, other = ecg(1), ecg(2)
    at_s = np.arange(2500) / FS
    mains = 0.3 * np.sin(2 * np.pi * 50 * at_s)
    one[2500:5000] = mains + np.random.default_rng(3).normal(0, 0.005, 2500)
    other[9000:9500] = 0.001 * np.arange(500) / 500
    assert off(one, other) == {"I": [(10, 20)]}


def test_no_lead_is_off_in_asystole_nor_one_that_is_alone_nor_of_another_size() -> None:
    one, other = ecg(1), ecg(2)
    assert off(one, 0.05 * other) == {}
    noise = np.random.default_rng(3).normal(0, 0.005, (2, 2500))
    one[2500:5000], other[2500:5000] = noise
    assert off(one, other) == {}
    one[6000:8000] = np.nan
    assert off(one) == {}


def test_a_lead_that_is_always_lost_is_off_all_the_time() -> None:
    assert off(ecg(1), np.zeros(15_000, np.float32)) == {"II": [(0, 60)]}


def test_slow_and_empty_records_have_no_seconds() -> None:
    assert off(ecg(1)[:3], ecg(2)[:3], fs=0.01) == {}
    assert off(ecg(1)[:0], ecg(2)[:0]) == {}
