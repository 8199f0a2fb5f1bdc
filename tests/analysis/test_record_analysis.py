from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.analysis import overlapped, record_analysis
from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.analysis.record_analysis import (
    ANSWER_PICTURES,
    BATCH_PICTURES,
    Event,
    RecordAnalysis,
)
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.analysis_events import (
    BeatsDetected,
    Noticed,
    Prepared,
    Progress,
    SignalJudged,
    Stage,
)
from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.beats import BeatTable, concatenate, new_beats
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.stopping import Stopped
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES
from ecgviewer.preprocessing.spec import PreprocessingSpec
from tests.fakes import FakeClassifier


@pytest.fixture(scope="module")
def ecg() -> SyntheticEcg:
    return synthetic_record(150.0)


def _batches(events: list[Event]) -> list[PredictionBatch]:
    return [event for event in events if isinstance(event, PredictionBatch)]


def _classified(analysis: RecordAnalysis, beats: BeatTable) -> PredictionBatch:
    n = len(beats)
    return _edited(analysis, beats, np.ones(n, bool), np.full(n, np.nan))


def _edited(
    analysis: RecordAnalysis,
    beats: BeatTable,
    edited: BoolArray,
    quality: Float32Array,
) -> PredictionBatch:
    batch = analysis.classify_edited(beats, edited, quality)
    assert batch is not None
    return batch


def test_every_beat_is_found_and_classified_once(ecg: SyntheticEcg) -> None:
    events = list(RecordAnalysis(ecg.record, FakeClassifier()).run())
    leads = ("MLII", "V1")
    assert events[0] == Prepared("MLII", FakeClassifier.classes, "fake-1", leads=leads)
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


def test_an_analysis_stops_when_asked_and_answers_afterwards(
    ecg: SyntheticEcg, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_analysis, "ANSWER_PICTURES", BATCH_PICTURES)
    asked: list[bool] = []
    analysis = RecordAnalysis(
        ecg.record, FakeClassifier(), stop=lambda: len(asked) == 1
    )
    steps = analysis.run(new_beats(ecg.beats.sample))
    while not isinstance(next(steps), PredictionBatch):
        pass
    asked.append(True)
    with pytest.raises(Stopped):
        list(steps)
    asked.append(True)
    beat = int(ecg.beats.sample[3])
    assert analysis.explain(new_beats(ecg.beats.sample), 3).sample == beat


def test_beats_in_view_come_first(ecg: SyntheticEcg) -> None:
    view = (100 * 360, 110 * 360)
    beats = new_beats(ecg.beats.sample)
    analysis = RecordAnalysis(ecg.record, FakeClassifier())
    batches = _batches(list(analysis.run(beats, lambda: view)))
    inside = (beats.sample >= view[0]) & (beats.sample < view[1])
    assert np.array_equal(batches[0].beat_id, beats.beat_id[inside])
    assert all(len(batch.beat_id) <= ANSWER_PICTURES // 2 for batch in batches)


def test_known_beats_are_not_searched_for(ecg: SyntheticEcg) -> None:
    beats = new_beats([3000, 5000], first_id=10)
    events = list(RecordAnalysis(ecg.record, FakeClassifier()).run(beats))
    assert not any(isinstance(event, BeatsDetected) for event in events)
    assert _batches(events)[0].beat_id.tolist() == [10, 11]


def test_batch_equals_single_beats(ecg: SyntheticEcg) -> None:
    analysis = RecordAnalysis(ecg.record, FakeClassifier())
    beats = new_beats(ecg.beats.sample[:20])
    together = _classified(analysis, beats)
    for row in range(len(beats)):
        alone = _classified(analysis, beats.take([row]))
        assert np.array_equal(alone.probabilities[0], together.probabilities[row])


def test_without_a_classifier_beats_are_found_all_the_same(ecg: SyntheticEcg) -> None:
    analysis = RecordAnalysis(ecg.record, None)
    events = list(analysis.run())
    assert sum(len(e.beats) for e in events if isinstance(e, BeatsDetected)) > 100
    assert not _batches(events)
    with pytest.raises(ValueError, match="no classifier"):
        analysis.explain(new_beats([3000]), 0)


def test_explanation_belongs_to_its_beat(ecg: SyntheticEcg) -> None:
    sample = int(ecg.beats.sample[5])
    analysis = RecordAnalysis(ecg.record, FakeClassifier())
    explanation = analysis.explain(new_beats([sample], first_id=5), 5)
    assert (explanation.beat_id, explanation.sample) == (5, sample)
    assert explanation.image.shape == (128, 128, 3)
    assert explanation.heat_maps.shape[0] == len(explanation.classes)
    assert explanation.trace_time_s.shape == explanation.trace.shape
    at_r_peak = explanation.trace[np.argmin(np.abs(explanation.trace_time_s))]
    assert at_r_peak == pytest.approx(explanation.trace.max(), rel=0.05)
    batch = _classified(analysis, new_beats([sample]))
    assert np.array_equal(batch.probabilities[0], explanation.probabilities)


def test_a_beat_that_is_none_of_the_beats_is_not_explained(ecg: SyntheticEcg) -> None:
    with pytest.raises(KeyError):
        RecordAnalysis(ecg.record, FakeClassifier()).explain(new_beats([3000]), 7)


def test_explanations_say_what_the_analysis_says_whenever_they_are_asked_for() -> None:
    # One without a context expert, whose second answer needs an analysis.
    classifier, ecg = load_classifier("context-cnn"), synthetic_record(60.0)
    beats = new_beats(ecg.beats.sample)
    said = _classified(RecordAnalysis(ecg.record, classifier), beats).probabilities
    fresh, after_some = (RecordAnalysis(ecg.record, classifier) for _ in range(2))
    # What was asked of some of the beats says nothing of them among all.
    after_some.explain(beats.take(np.arange(9)), 3)
    for analysis in (fresh, after_some):
        for beat_id in (0, 7, 30):
            why = analysis.explain(beats, beat_id)
            assert np.argmax(why.probabilities) == np.argmax(said[beat_id])
            assert why.probabilities == pytest.approx(said[beat_id], abs=1e-4)
    events = list(after_some.run(beats))
    again = np.concatenate([batch.probabilities for batch in _batches(events)])
    assert np.array_equal(again, said)


def test_beats_asked_for_during_the_search_are_compared_with_all_later(
    ecg: SyntheticEcg,
) -> None:
    classifier = EarlyIsS()
    plain = _batches(list(RecordAnalysis(ecg.record, classifier).run()))
    analysis = RecordAnalysis(ecg.record, classifier)
    steps = analysis.run()
    searching = [analysis.searching]
    found = next(event for event in steps if isinstance(event, BeatsDetected))
    searching.append(analysis.searching)
    analysis.explain(found.beats.take(np.arange(3)), 0)
    batches = _batches(list(steps))
    assert [*searching, analysis.searching] == [False, True, False]
    assert [_early(batch) for batch in batches] == [_early(batch) for batch in plain]
    assert any(_early(batch) for batch in batches)


def _repeating(rate: float) -> Record:
    time_s = np.arange(60 * 360) / 360
    phase_s = (time_s * rate / 60 % 1 - 0.5) * 60 / rate
    values = np.exp(-0.5 * (phase_s / 0.011) ** 2).astype(np.float32)
    noise = np.random.default_rng(0).normal(0, 0.01, len(values))
    return Record("r", 360.0, (Lead("II"),), (values + noise)[None].astype(np.float32))


def test_a_rate_beyond_the_detector_is_told() -> None:
    for rate, told in ((150, 0), (400, 1)):
        events = list(RecordAnalysis(_repeating(rate), FakeClassifier()).run())
        noticed = [event.text for event in events if isinstance(event, Noticed)]
        assert len(noticed) == told
        assert all("II repeats some 400 times a minute" in text for text in noticed)


def test_a_lead_can_be_chosen(ecg: SyntheticEcg) -> None:
    assert RecordAnalysis(ecg.record, None, "V1").lead_name == "V1"
    with pytest.raises(KeyError, match="MLII, V1"):
        RecordAnalysis(ecg.record, None, "V9")


def test_snap_finds_the_r_peak(ecg: SyntheticEcg) -> None:
    sample = int(ecg.beats.sample[7])
    assert abs(RecordAnalysis(ecg.record, None).snap(sample + 20) - sample) <= 2


class EarlyIsS(FakeClassifier):
    """Calls a beat S whose RR interval is short."""

    spec = PreprocessingSpec(rhythm=True)

    def classify(self, inputs: BeatInputs) -> tuple[Float32Array, Float32Array]:
        early = inputs.rhythm[:, FEATURE_NAMES.index("RR +0 / near median")] < -0.3
        probabilities = np.stack([~early, early, np.zeros_like(early)], axis=1)
        return probabilities.astype(np.float32), np.zeros((len(early), 128), np.float32)


def _early(batch: PredictionBatch) -> list[int]:
    return [int(i) for i in batch.beat_id[batch.probabilities[:, 1] > 0.5]]


def test_beats_beside_an_edit_are_classified_anew(ecg: SyntheticEcg) -> None:
    regular = np.arange(100, ecg.record.n_samples - 100, 300)
    extra = new_beats([regular[50] + 150], first_id=900)
    beats = new_beats(regular)
    analysis = RecordAnalysis(ecg.record, EarlyIsS())
    assert all(not _early(batch) for batch in _batches(list(analysis.run(beats))))
    both = concatenate([beats, extra])
    quality = np.ones(len(both), np.float32)
    quality[both.beat_id == 900] = np.nan
    batch = _edited(analysis, both, both.beat_id == 900, quality)
    assert _early(batch) == [900, 51]
    assert len(batch.beat_id) < 30
    known = batch.beat_id != 900
    assert (batch.quality[known] == 1).all()
    assert not np.isnan(batch.quality).any()
    nothing = np.zeros(len(beats), bool)
    after = _edited(analysis, beats, nothing, np.ones(len(beats), np.float32))
    assert 51 in after.beat_id
    assert not _early(after)


def test_without_timing_a_deleted_beat_asks_nothing_of_the_classifier(
    ecg: SyntheticEcg,
) -> None:
    beats = new_beats(ecg.beats.sample)
    classifier = FakeClassifier()
    analysis = RecordAnalysis(ecg.record, classifier)
    assert _batches(list(analysis.run(beats)))
    asked = len(classifier.batches)
    fewer = beats.without(np.array([5]))
    nothing, known = np.zeros(len(fewer), bool), np.ones(len(fewer), np.float32)
    assert analysis.classify_edited(fewer, nothing, known) is None
    assert len(classifier.batches) == asked


def test_beats_that_the_analysis_will_come_to_are_left_to_it(ecg: SyntheticEcg) -> None:
    beats = new_beats(np.arange(100, ecg.record.n_samples - 100, 300))
    analysis = RecordAnalysis(ecg.record, EarlyIsS())
    steps = analysis.run(beats)
    while not isinstance(next(steps), PredictionBatch):
        pass
    fewer = beats.take(np.arange(len(beats)) != BATCH_PICTURES + 5)
    quality = np.full(len(fewer), np.nan, np.float32)
    quality[:BATCH_PICTURES] = 1
    batch = _edited(analysis, fewer, np.zeros(len(fewer), bool), quality)
    assert batch.beat_id.max() == BATCH_PICTURES - 1


def test_beats_removed_ahead_of_the_analysis_are_not_classified(
    ecg: SyntheticEcg, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_analysis, "ANSWER_PICTURES", BATCH_PICTURES)
    beats = new_beats(np.arange(100, ecg.record.n_samples - 100, 200))
    assert len(beats) > BATCH_PICTURES
    classifier = FakeClassifier()
    analysis = RecordAnalysis(ecg.record, classifier)
    steps = analysis.run(beats)
    first = next(event for event in steps if isinstance(event, PredictionBatch))
    left = beats.take(np.isin(beats.beat_id, first.beat_id))
    known = np.ones(len(left), np.float32)
    analysis.classify_edited(left, np.zeros(len(left), bool), known)
    asked = len(classifier.batches)
    assert not _batches(list(steps))
    assert len(classifier.batches) == asked


def test_many_edited_beats_can_be_stopped_between_batches(
    ecg: SyntheticEcg, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlapped, "n_threads", lambda: 1)
    beats, classifier = new_beats(ecg.beats.sample), FakeClassifier()
    assert len(beats) > 2 * BATCH_PICTURES
    stopping = [False]
    analysis = RecordAnalysis(
        ecg.record, classifier, stop=lambda: stopping[0] and bool(classifier.batches)
    )
    expected = _classified(analysis, beats)
    classifier.batches.clear()
    stopping[0] = True
    with pytest.raises(Stopped):
        _classified(analysis, beats)
    assert classifier.batches == [BATCH_PICTURES]
    stopping[0] = False
    again = _classified(analysis, beats)
    assert np.array_equal(again.probabilities, expected.probabilities)


def test_beats_edited_before_the_first_is_classified_are_compared_once() -> None:
    ecg = synthetic_record(20.0)
    analysis = RecordAnalysis(ecg.record, FakeClassifier())
    classified: list[int] = []
    for event in analysis.run():
        if isinstance(event, Progress) and event.stage is Stage.FILTERING:
            beats = ecg.beats
            edited = np.arange(len(beats)) == 3
            unknown = np.full(len(beats), np.nan, np.float32)
            batch = analysis.classify_edited(beats, edited, unknown)
            assert batch is not None
            assert batch.beat_id.tolist() == [3]
        elif isinstance(event, PredictionBatch):
            classified += event.beat_id.tolist()
    assert sorted(classified) == list(range(len(ecg.beats)))


def test_what_the_signal_shows_is_told_before_anything_is_classified(
    ecg: SyntheticEcg,
) -> None:
    analysis = RecordAnalysis(ecg.record, FakeClassifier())
    for beats in (None, ecg.beats):
        kinds = [type(event) for event in analysis.run(beats)]
        assert kinds.count(SignalJudged) == 1
        assert kinds.index(SignalJudged) < kinds.index(PredictionBatch)
    (judged,) = [e for e in analysis.run() if isinstance(e, SignalJudged)]
    assert len(judged.findings.states.codes) == 150


def test_a_session_that_was_analysed_knows_its_signal(ecg: SyntheticEcg) -> None:
    signal = ecg.record.signal.copy()
    signal[:, 50 * 360 : 60 * 360] = np.nan
    record = replace(ecg.record, source=signal)
    session = analyse_record(record, FakeClassifier())
    assert (len(session.missing), len(session.findings.states.codes)) == (1, 150)
    across = np.isnan(session.columns.rr_previous_s)
    assert across.sum() == 2
