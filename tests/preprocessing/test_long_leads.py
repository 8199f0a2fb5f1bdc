"""Leads of any length: made block by block, and the same as made in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.stopping import Stopped
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing import bridged_lead, filtered_lead, filters, pipeline
from ecgviewer.preprocessing.bridged_lead import BridgedLead
from ecgviewer.preprocessing.filtered_lead import FilteredLead
from ecgviewer.preprocessing.filters import band_pass, fill_gaps, resample
from ecgviewer.preprocessing.rhythm_features import rhythm_features
from ecgviewer.preprocessing.spec import DIFFERENCE, PreprocessingSpec

SPEC = PreprocessingSpec(picture=DIFFERENCE, rhythm=True)


def _gappy(n: int, gaps: list[tuple[int, int]]) -> Float32Array:
    values = np.cumsum(np.random.default_rng(n).normal(size=n)).astype(np.float32)
    for start, length in gaps:
        values[start : start + length] = np.nan
    return values


_GAPS = st.lists(st.tuples(st.integers(0, 120), st.integers(1, 60)), max_size=4)


@given(n=st.integers(1, 130), gaps=_GAPS, length=st.integers(1, 40))
def test_gaps_are_bridged_stretch_by_stretch(
    n: int, gaps: list[tuple[int, int]], length: int
) -> None:
    values = _gappy(n, gaps)
    look = bridged_lead._LOOK
    bridged_lead._LOOK = 7
    try:
        lead = BridgedLead(values)
        parts = [lead.between(i, min(i + length, n)) for i in range(0, n, length)]
        backwards = BridgedLead(values)
        last = [
            backwards.between(i, min(i + length, n))
            for i in reversed(range(0, n, length))
        ]
    finally:
        bridged_lead._LOOK = look
    assert len(lead) == n
    expected = fill_gaps(values)[0]
    np.testing.assert_array_equal(np.concatenate(parts), expected)
    np.testing.assert_array_equal(np.concatenate(last[::-1]), expected)


class _Counted:
    """A lead that counts the samples that are read of it."""

    def __init__(self, values: Float32Array) -> None:
        self._values, self.n_read = values, 0

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, key: slice) -> Float32Array:
        values = self._values[key]
        self.n_read += len(values)
        return values


def test_the_end_of_a_long_gap_is_looked_for_once() -> None:
    values = _gappy(5_000_000, [(100, 4_999_000)])
    counted = _Counted(values)
    lead = BridgedLead(counted)  # type: ignore[arg-type]
    for start in range(0, len(values), 50_000):
        lead.between(start, start + 50_000)
    assert counted.n_read < 4 * len(values)


def _ecg(fs: float, seconds: float = 80.0) -> Record:
    record = synthetic_record(seconds, fs, n_leads=1).record
    values = record.signal[0].copy()
    values[round(20 * fs) : round(31 * fs)] = np.nan
    return Record("long", fs, (Lead("MLII"),), values[None])


@pytest.mark.parametrize("fs", [100.0, 250.0, 257.3, 360.0, 1000.0])
def test_a_long_lead_is_filtered_as_in_one_go(
    monkeypatch: pytest.MonkeyPatch, fs: float
) -> None:
    monkeypatch.setattr(filters, "_BLOCK", 4000)
    record = _ecg(fs)
    ratio = filters.resampling_ratio(fs, SPEC.fs)
    values = resample(fill_gaps(record.signal[0])[0], ratio)
    expected = band_pass(values, SPEC.fs, SPEC.band_hz)
    short = pipeline.prepare_lead(record, 0, SPEC)
    monkeypatch.setattr(pipeline, "_LARGEST_WHOLE", 0)
    long = pipeline.prepare_lead(record, 0, SPEC)
    kept: Any = long.values
    assert isinstance(kept, FilteredLead)
    assert len(long.values) == len(expected)
    for whole in (short.values, long.values[:], np.asarray(long.values)):
        # The resampled ends of a record are extended by the slope of their block.
        np.testing.assert_allclose(whole, expected, atol=2e-3)
        np.testing.assert_array_equal(whole[8000:-8000], expected[8000:-8000])
    np.testing.assert_array_equal(long.values[5000:9001:7], short.values[5000:9001:7])
    at = np.array([[9000, 1], [3999, 4000]])
    np.testing.assert_array_equal(long.values[at], short.values[at])


def test_few_blocks_of_a_long_lead_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "_BLOCK", 4000)
    monkeypatch.setattr(filtered_lead, "_KEPT_BYTES", 3 * 4 * 4000)
    monkeypatch.setattr(pipeline, "_LARGEST_WHOLE", 0)
    record = _ecg(360.0)
    short = pipeline.prepare_lead(record, 0, SPEC)
    places = np.random.default_rng(0).permutation(record.n_samples)
    lead: Any = short.values
    assert isinstance(lead, FilteredLead)
    np.testing.assert_array_equal(lead[places], lead.whole()[places])
    assert len(lead._blocks) == 3


def test_pictures_and_quality_of_a_long_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    record = synthetic_record(80.0).record
    beats = pipeline.detect_beats(record, 0, SPEC)
    inputs = []
    for largest in (2**23, 0):
        monkeypatch.setattr(pipeline, "_LARGEST_WHOLE", largest)
        monkeypatch.setattr(filters, "_BLOCK", 6000)
        prepared = pipeline.prepare_lead(record, 0, SPEC)
        prepared = pipeline.know_patient(prepared, beats, SPEC)
        inputs.append(pipeline.beat_inputs(prepared, beats, SPEC))
    np.testing.assert_array_equal(inputs[0].images, inputs[1].images)
    np.testing.assert_array_equal(inputs[0].rhythm, inputs[1].rhythm)


class _StopAt:
    """Asks to stop when it has been asked this many times itself."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


_WORK: dict[str, tuple[int, Callable[[Record, Callable[[], bool]], object]]] = {
    "choose_lead": (1, lambda r, stop: pipeline.choose_lead(r, SPEC, stop)),
    "detection": (9, lambda r, stop: list(pipeline.iter_beats(r, 0, SPEC, stop))),
    "filtering": (9, lambda r, stop: pipeline.prepare_lead(r, 0, SPEC, stop)),
    "quality": (
        3,
        lambda r, stop: pipeline.beat_quality(r, 0, np.arange(500, 70_000, 300), stop),
    ),
    "patient": (
        5,
        lambda r, stop: pipeline.know_patient(
            pipeline.prepare_lead(r, 0, SPEC), np.arange(500, 70_000, 300), SPEC, stop
        ),
    ),
    "rhythm": (4, lambda _, stop: rhythm_features(np.arange(9000) * 0.8, stop)),
}


@pytest.mark.parametrize("work", _WORK)
def test_each_part_of_the_work_asks_whether_to_stop(
    monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    monkeypatch.setattr(filters, "_BLOCK", 6000)
    at_least, do = _WORK[work]
    record = synthetic_record(400.0).record
    counted = _StopAt(10**9)
    do(record, counted)
    asked = 10**9 - counted.left
    assert asked >= at_least
    for times in {0, asked // 2, asked - 1}:
        with pytest.raises(Stopped):
            do(record, _StopAt(times))


def test_a_lead_that_was_stopped_can_be_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(filters, "_BLOCK", 6000)
    record = _ecg(360.0)
    expected = pipeline.prepare_lead(record, 0, SPEC).values
    monkeypatch.setattr(pipeline, "_LARGEST_WHOLE", 0)
    asked: list[bool] = []
    prepared = pipeline.prepare_lead(record, 0, SPEC, lambda: bool(asked))
    asked.append(True)
    beats = np.arange(500, 20_000, 300)
    with pytest.raises(Stopped):
        pipeline.know_patient(prepared, beats, SPEC)
    asked.clear()
    known = pipeline.know_patient(prepared, beats, SPEC)
    again = replace(known, values=expected)
    np.testing.assert_array_equal(
        pipeline.beat_inputs(known, beats, SPEC).images,
        pipeline.beat_inputs(again, beats, SPEC).images,
    )
