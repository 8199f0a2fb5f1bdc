"""Hearts that beat faster than the detector follows are not passed over in silence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.fast_rates import HIGHEST_RATE, rate_not_followed
from ecgviewer.preprocessing.spec import PreprocessingSpec
from tests.data_folder import DATA, needs


def _record(rate: float, fs: float = 360.0, duration_s: float = 60.0) -> Record:
    """Return an ECG without P and T waves, nearly regular, in a little noise."""
    rng = np.random.default_rng(round(rate))
    rr_s = 60 / rate * rng.normal(1, 0.01, round(duration_s * rate / 60) - 2)
    time_s = np.arange(round(duration_s * fs)) / fs
    values = rng.normal(0, 0.015, len(time_s))
    for beat_s in np.cumsum(rr_s):
        near = slice(round((beat_s - 0.1) * fs) if beat_s > 0.1 else 0, None)
        near = slice(near.start, round((beat_s + 0.1) * fs))
        z = time_s[near] - beat_s
        values[near] += np.exp(-0.5 * (z / 0.011) ** 2)
        values[near] -= 0.25 * np.exp(-0.5 * ((z - 0.027) / 0.012) ** 2)
    signal = values[None].astype(np.float32)
    return Record("fast", fs, (Lead("II"),), signal)


def _found(record: Record) -> np.ndarray:
    return pipeline.detect_beats(record, 0, PreprocessingSpec())


@pytest.mark.parametrize("rate", [150, 200, 250, HIGHEST_RATE])
@pytest.mark.parametrize("fs", [250.0, 1000.0])
def test_rates_up_to_the_limit_are_found(rate: float, fs: float) -> None:
    record = _record(rate, fs)
    found = _found(record)
    assert len(found) == pytest.approx(rate, rel=0.03)
    assert rate_not_followed(record, 0, found) is None


@pytest.mark.parametrize("rate", [300, 350, 400, 450, 500])
@pytest.mark.parametrize("fs", [250.0, 1000.0])
def test_faster_ones_are_told(rate: float, fs: float) -> None:
    record = _record(rate, fs)
    found = _found(record)
    assert len(found) < 0.8 * rate
    assert rate_not_followed(record, 0, found) == pytest.approx(rate, rel=0.03)


def test_nothing_is_told_of_leads_without_a_fast_rhythm() -> None:
    nothing = np.empty(0, np.int64)
    ecg = synthetic_record(60.0, n_leads=1).record
    assert rate_not_followed(ecg, 0, nothing) is None
    noise = np.random.default_rng(0).normal(size=(1, 21_600)).astype(np.float32)
    for values in (noise, 0 * noise, np.nan * noise, noise[:, :200]):
        record = Record("odd", 360.0, (Lead("II"),), values)
        assert rate_not_followed(record, 0, nothing) is None


def test_a_burst_is_no_heart_rate() -> None:
    fast, slow = _record(400.0, duration_s=25.0), _record(70.0, duration_s=400.0)
    both = np.concatenate([fast.signal, slow.signal], axis=1)
    record = replace(slow, source=both)
    assert rate_not_followed(record, 0, _found(record)) is None


@needs("mitdb")
def test_of_real_records_nothing_is_told() -> None:
    from ecgviewer.formats.wfdb.record import read_record

    for name in ("100", "105", "201", "203", "207"):
        record = read_record(DATA / "mitdb" / f"{name}.hea")
        assert rate_not_followed(record, 0, np.empty(0, np.int64)) is None
