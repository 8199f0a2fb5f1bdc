from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.analysis.record_analysis import BATCH_BEATS, Event, RecordAnalysis
from ecgviewer.core.analysis_events import BeatsDetected, Prepared, Progress
from ecgviewer.core.beats import new_beats
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from tests.fakes import FakeClassifier


@pytest.fixture(scope="module")
def ecg() -> SyntheticEcg:
    return synthetic_record(150.0)


def _batches(events: list[Event]) -> list[PredictionBatch]:
    return [event for event in events if isinstance(event, PredictionBatch)]


def test_every_beat_is_found_and_classified_once(ecg: SyntheticEcg) -> None:
    events = list(RecordAnalysis(ecg.record, FakeClassifier()).run())
    assert events[0] == Prepared("MLII", FakeClassifier.classes, "fake-1")
    detected = [event for event in events if isinstance(event, BeatsDetected)]
    assert [part.last for part in detected] == [False] * (len(detected) - 1) + [True]
    ids = np.concatenate([part.beats.beat_id for part in detected])
    assert np.array_equal(ids, np.arange(len(ecg.beats)))
    samples = np.concatenate([part.beats.sample for part in detected])
    assert np.abs(samples - ecg.beats.sample).max() <= 6
    classified = np.concatenate([batch.beat_id for batch in _batches(events)])
    assert np.array_equal(np.sort(classified), ids)
    last = [event for event in events if isinstance(event, Progress)][-1]
    assert (last.done, last.total) == (len(ids), len(ids))


def test_beats_in_view_come_first(ecg: SyntheticEcg) -> None:
    view = (100 * 360, 110 * 360)
    beats = new_beats(ecg.beats.sample)
    analysis = RecordAnalysis(ecg.record, FakeClassifier())
    batches = _batches(list(analysis.run(beats, lambda: view)))
    inside = (beats.sample >= view[0]) & (beats.sample < view[1])
    assert np.array_equal(batches[0].beat_id, beats.beat_id[inside])
    assert all(len(batch.beat_id) <= BATCH_BEATS for batch in batches)


def test_known_beats_are_not_searched_for(ecg: SyntheticEcg) -> None:
    beats = new_beats([3000, 5000], first_id=10)
    events = list(RecordAnalysis(ecg.record, FakeClassifier()).run(beats))
    assert not any(isinstance(event, BeatsDetected) for event in events)
    assert _batches(events)[0].beat_id.tolist() == [10, 11]


def test_batch_equals_single_beats(ecg: SyntheticEcg) -> None:
    analysis = RecordAnalysis(ecg.record, FakeClassifier())
    beats = new_beats(ecg.beats.sample[:20])
    together = analysis.classify(beats)
    for row in range(len(beats)):
        alone = analysis.classify(beats.take([row]))
        assert np.array_equal(alone.probabilities[0], together.probabilities[row])


def test_without_a_classifier_beats_are_found_all_the_same(ecg: SyntheticEcg) -> None:
    analysis = RecordAnalysis(ecg.record, None)
    events = list(analysis.run())
    assert sum(len(e.beats) for e in events if isinstance(e, BeatsDetected)) > 100
    assert not _batches(events)
    with pytest.raises(ValueError, match="no classifier"):
        analysis.explain(0, 3000)


def test_explanation_belongs_to_its_beat(ecg: SyntheticEcg) -> None:
    sample = int(ecg.beats.sample[5])
    analysis = RecordAnalysis(ecg.record, FakeClassifier())
    explanation = analysis.explain(5, sample)
    assert (explanation.beat_id, explanation.sample) == (5, sample)
    assert explanation.image.shape == (128, 128, 3)
    assert explanation.heat_maps.shape[0] == len(explanation.classes)
    assert explanation.trace_time_s.shape == explanation.trace.shape
    at_r_peak = explanation.trace[np.argmin(np.abs(explanation.trace_time_s))]
    assert at_r_peak == pytest.approx(explanation.trace.max(), rel=0.05)
    batch = analysis.classify(new_beats([sample]))
    assert np.array_equal(batch.probabilities[0], explanation.probabilities)


def test_a_lead_can_be_chosen(ecg: SyntheticEcg) -> None:
    assert RecordAnalysis(ecg.record, None, "V1").lead_name == "V1"
    with pytest.raises(KeyError, match="MLII, V1"):
        RecordAnalysis(ecg.record, None, "V9")


def test_snap_finds_the_r_peak(ecg: SyntheticEcg) -> None:
    sample = int(ecg.beats.sample[7])
    assert abs(RecordAnalysis(ecg.record, None).snap(sample + 20) - sample) <= 2
