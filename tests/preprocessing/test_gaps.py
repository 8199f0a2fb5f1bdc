"""Lost signal: what is unknown, and that beats beside it are as they are without it."""

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing import pipeline, record_gaps
from ecgviewer.preprocessing.lead_gaps import GappedLead, gaps_in
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES, rhythm_features
from ecgviewer.preprocessing.spec import PreprocessingSpec
from tests.data_folder import CASES, needs_case

FS = 250.0
SPEC = PreprocessingSpec(rhythm=True)
RR = FEATURE_NAMES.index("RR +0 / near median")


def _noise(seconds: float) -> Float32Array:
    random = np.random.default_rng(1)
    return random.normal(0, 0.1, round(seconds * FS)).astype(np.float32)


def _record(*leads: Float32Array) -> Record:
    names = ("MLII", "V1")[: len(leads)]
    return Record("gaps", FS, tuple(map(Lead, names)), np.stack(leads))


def test_missing_samples_are_lost_unless_they_are_few() -> None:
    values = _noise(10)
    values[100:103] = np.nan
    values[500:600] = np.nan
    assert np.flatnonzero(gaps_in(values, FS)).tolist() == list(range(500, 600))


def test_a_value_that_is_held_for_a_second_is_lost() -> None:
    values = _noise(10)
    values[500:800] = values[500]
    values[1000:1200] = values[1000]
    assert np.flatnonzero(gaps_in(values, FS)).tolist() == list(range(500, 800))


def test_a_pause_of_a_lead_without_noise_is_not_lost() -> None:
    beat = np.zeros(round(0.8 * FS), np.float32)
    beat[20:30] = np.linspace(0.1, 1, 10)
    pause, lost = np.zeros(round(2.5 * FS), np.float32), np.zeros(1500, np.float32)
    beats = np.tile(beat, 12)
    assert not gaps_in(np.concatenate([beats, pause, beats]), FS).any()
    assert gaps_in(np.concatenate([beats, lost, beats]), FS).sum() >= len(lost)


def test_a_lead_shows_the_same_gaps_in_whatever_parts_it_is_read() -> None:
    values = _noise(60)
    values[4000:9000] = 0.5
    values[9500:9700] = np.nan
    lead = GappedLead(values, FS)
    parts = [lead[start : start + 700] for start in range(0, len(values), 700)]
    whole = lead[:]
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert np.isnan(whole).sum() == 5200


def test_unknown_is_what_no_lead_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_gaps, "_AT_ONCE", 1000)
    one, other = _noise(60), _noise(60)[::-1].copy()
    one[3000:9000] = np.nan
    other[4500:12000] = 0
    gaps = pipeline.find_gaps(_record(one, other), 1)
    assert (gaps.unknown.start.tolist(), gaps.unknown.stop.tolist()) == ([4500], [9000])
    assert (gaps.lead.start.tolist(), gaps.lead.stop.tolist()) == ([4500], [12000])
    assert len(pipeline.find_gaps(_record(one, _noise(60)), 0).unknown) == 0


@pytest.mark.parametrize("lost", [np.nan, 0.0, 5.0])
@pytest.mark.parametrize("gap_s", [1, 5, 30])
def test_beats_beside_lost_signal_are_found_as_without(
    lost: float, gap_s: float
) -> None:
    record = synthetic_record(120.0, noise_mv=0.02).record
    whole = pipeline.detect_beats(record, 0, SPEC)
    for start_s in (40.0, 40.3, 40.6):
        gap = round(start_s * record.fs), round((start_s + gap_s) * record.fs)
        signal = record.signal.copy()
        signal[:, slice(*gap)] = lost
        found = pipeline.detect_beats(replace(record, source=signal), 0, SPEC)
        margin = round(0.2 * record.fs)
        clear = (whole < gap[0] - margin) | (whole > gap[1] + margin)
        assert np.isin(whole[clear], found).all()
        distance = np.abs(found[:, None] - whole).min(axis=1)
        assert (distance < 0.05 * record.fs).all()


def test_an_interval_across_lost_signal_is_taken_as_usual() -> None:
    times = np.arange(200) * 0.8
    times[100:] += 30.3
    across = np.arange(200) == 100
    features = rhythm_features(times, across=across)
    np.testing.assert_allclose(
        features, rhythm_features(np.arange(200) * 0.8), atol=1e-5
    )
    assert rhythm_features(times)[100, RR] > 2


def test_where_no_interval_is_known_all_are_taken_as_usual() -> None:
    features = rhythm_features(np.arange(4) * 20.0, across=np.arange(4) > 0)
    assert np.abs(features[:, RR]).max() < 1e-5


def test_an_edit_beside_lost_signal_gives_what_the_whole_would() -> None:
    record = synthetic_record(200.0).record
    signal = record.signal.copy()
    signal[:, 30_000:36_000] = np.nan
    record = replace(record, source=signal)
    beats = pipeline.detect_beats(record, 0, SPEC)
    known = pipeline.know_patient(pipeline.prepare_lead(record, 0, SPEC), beats, SPEC)
    edited = np.delete(beats, np.searchsorted(beats, 36_000) + 1)
    after, _ = pipeline.after_edit(known, edited, SPEC)
    expected = pipeline.know_patient(known, edited, SPEC)
    assert after.patient is not None and expected.patient is not None
    np.testing.assert_array_equal(after.patient.rhythm, expected.patient.rhythm)


@needs_case("signal-loss")
def test_the_case_of_lost_signal_has_the_beats_of_the_whole() -> None:
    folder = CASES / "signal-loss"
    gap, whole = (read_record(folder / f"{name}.hea") for name in ("gap", "whole"))
    unknown = pipeline.find_gaps(gap, 0).unknown
    assert (unknown.start.tolist(), unknown.stop.tolist()) == ([25000], [32500])
    expected = pipeline.detect_beats(whole, 0, SPEC)
    found = pipeline.detect_beats(gap, 0, SPEC)
    np.testing.assert_array_equal(found, expected[~unknown.holds(expected)])
    null = pipeline.find_gaps(read_record(folder / "m.hea"), 0).unknown
    assert (null.start.tolist(), null.stop.tolist()) == ([43200], [54000])
