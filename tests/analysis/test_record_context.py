"""What all beats of a record together say, after the networks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis import record_analysis
from ecgviewer.analysis.analyse_record import analyse_session
from ecgviewer.analysis.record_analysis import Event, RecordAnalysis
from ecgviewer.classifier.beat_context import CONTEXT_NAMES, TIMED_NAMES
from ecgviewer.classifier.context_expert import ContextExpert
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.classifier.timing_expert import TimingExpert
from ecgviewer.classifier.trusted_networks import TrustedNetworks
from ecgviewer.core.analysis_events import BeatsDetected
from ecgviewer.core.beats import BeatTable, new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import PredictionBatch, joined_batches
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.files.analysis_cache import AnalysisCache
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.timing_window import TIMING_NAMES
from tests.fakes import FakeClassifier

S = 1
_FS = 250.0


def early_is_s() -> ContextExpert:
    """Return an expert that calls S what comes early among its record's beats."""
    n = len(CONTEXT_NAMES)
    weight = np.zeros((n, 1), "f4")
    weight[CONTEXT_NAMES.index("RR / sinus RR of minutes")] = -40
    ones, bias = np.ones(n, "f4"), np.full(1, -5, "f4")
    return ContextExpert(np.zeros(n, "f4"), ones, (weight,), (bias,))


class AllNormal(FakeClassifier):
    """Its networks call every beat N; its expert calls early ones S."""

    digest = "all-normal"
    context_expert = early_is_s()

    def classify(self, inputs: BeatInputs) -> tuple[np.ndarray, np.ndarray]:
        self.batches.append(len(inputs))
        said = np.tile(np.array([0.8, 0.1, 0.1], "f4"), (len(inputs), 1))
        return said, np.ones((len(inputs), 128), "f4")


def _record(n_beats: int = 80) -> Record:
    rng = np.random.default_rng(1)
    n = round((n_beats + 2) * 0.8 * _FS)
    return Record("r", _FS, (Lead("II"),), rng.normal(0, 0.1, (1, n)).astype("f4"))


def _beats(early: int = 40, n: int = 80) -> BeatTable:
    """Return regular beats of which one comes 0.3 s early."""
    at = np.arange(1, n + 1) * 0.8
    at[early] -= 0.3
    return new_beats(np.rint(at * _FS).astype(np.int64))


def _batches(events: Iterable[Event]) -> list[PredictionBatch]:
    return [event for event in events if isinstance(event, PredictionBatch)]


def _early(batch: PredictionBatch) -> list[int]:
    rows = batch.probabilities.argmax(axis=1) == S
    return sorted(batch.beat_id[rows].tolist())


def test_the_record_answers_once_all_its_beats_are_known() -> None:
    analysis, beats = RecordAnalysis(_record(), AllNormal()), _beats()
    *networks, last = _batches(analysis.run(beats))
    assert _early(joined_batches(networks)) == []
    assert last.beat_id.tolist() == beats.beat_id.tolist()
    assert _early(last) == [40]
    np.testing.assert_allclose(last.probabilities.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(last.quality, joined_batches(networks).quality)


def test_without_an_expert_nobody_answers_twice() -> None:
    batches = _batches(RecordAnalysis(_record(), FakeClassifier()).run(_beats()))
    assert sum(len(batch.beat_id) for batch in batches) == 80


def test_an_edit_is_answered_with_what_it_changes_and_no_more() -> None:
    analysis, beats = RecordAnalysis(_record(), AllNormal()), _beats()
    list(analysis.run(beats))
    moved = beats.sample.copy()
    moved[60] -= round(0.3 * _FS)
    edited = np.arange(80) == 60
    batch = analysis.classify_edited(
        _at(beats, moved), edited, np.full(80, 0.5, np.float32)
    )
    assert batch is not None
    assert _early(batch) == [60]
    assert batch.beat_id.min() >= 60 - 4 and batch.beat_id.max() <= 60 + 4
    assert batch.quality[batch.beat_id == 60] == 0.5
    nothing = np.zeros(80, bool)
    quality = np.full(80, 0.5, np.float32)
    assert analysis.classify_edited(_at(beats, moved), nothing, quality) is None


def test_a_removed_beat_leaves_another_answer_beside_it() -> None:
    analysis, beats = RecordAnalysis(_record(), AllNormal()), _beats()
    list(analysis.run(beats))
    # Without the beat before it, the early one is late.
    fewer = beats.take(beats.beat_id != 39)
    n = len(fewer)
    batch = analysis.classify_edited(fewer, np.zeros(n, bool), np.ones(n, "f4"))
    assert batch is not None
    assert 40 in batch.beat_id and 39 not in batch.beat_id
    assert _early(batch) == []
    assert len(batch.beat_id) < 20


def test_beats_edited_before_the_answer_are_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # So few at a time that an edit comes between.
    monkeypatch.setattr(record_analysis, "ANSWER_PICTURES", 48)
    analysis, beats = RecordAnalysis(_record(), AllNormal()), _beats()
    steps = analysis.run(beats)
    first = next(event for event in steps if isinstance(event, PredictionBatch))
    moved = beats.sample.copy()
    moved[60] -= round(0.3 * _FS)
    edited, unknown = np.arange(80) == 60, np.full(80, np.nan, np.float32)
    batch = analysis.classify_edited(_at(beats, moved), edited, unknown)
    assert batch is not None and _early(batch) == []
    assert len(first.beat_id) < 80
    assert _early(_batches(steps)[-1]) == [40, 60]


def test_a_kept_analysis_gives_the_same_answer(tmp_path: Path) -> None:
    record = replace(_record(), checksum="c0ffee", identity="this")
    cache, fresh, again = AnalysisCache(tmp_path), AllNormal(), AllNormal()
    said = [
        _batches(RecordAnalysis(record, some, cache=cache).run(_beats()))[-1]
        for some in (fresh, again)
    ]
    assert fresh.batches and not again.batches
    np.testing.assert_array_equal(said[0].probabilities, said[1].probabilities)
    assert _early(said[1]) == [40]


def test_a_session_without_a_window_gets_the_last_word() -> None:
    everything = AllNormal()
    everything.context_expert = early_is_s().calibrated(1.0, 50.0, (1.0, 0.0))
    session = ReviewSession(synthetic_record(30.0).record)
    analyse_session(session, everything)
    assert len(session.beats) > 20
    assert (session.columns.predicted == BeatClass.S).all()


def test_an_explanation_tells_both_answers() -> None:
    analysis, beats = RecordAnalysis(_record(), AllNormal()), _beats()
    before = analysis.explain(beats, 40)
    assert before.in_record is None and before.probabilities.argmax() == 0
    list(analysis.run(beats))
    after = analysis.explain(beats, 40)
    assert after.in_record is not None
    assert after.probabilities.argmax() == S
    np.testing.assert_allclose(after.in_record.networks, [0.8, 0.1, 0.1])
    assert after.in_record.rr_s == pytest.approx(0.5, abs=0.005)
    assert after.in_record.next_rr_s == pytest.approx(1.1, abs=0.005)
    assert after.in_record.sinus_rr_s == pytest.approx(0.8, abs=0.005)
    assert not after.in_record.in_run
    # Among other beats, as before an edit is answered.
    fewer = beats.take(beats.beat_id != 41)
    among = analysis.explain(fewer, 40)
    assert among.in_record is not None
    assert among.in_record.next_rr_s == pytest.approx(1.9, abs=0.01)


def test_no_interval_is_told_before_the_first_beat_nor_after_the_last() -> None:
    analysis, beats = RecordAnalysis(_record(), AllNormal()), _beats()
    list(analysis.run(beats))
    first, last = (
        analysis.explain(beats, int(beats.beat_id[row])).in_record for row in (0, -1)
    )
    assert first is not None and last is not None
    assert np.isnan(first.rr_s) and first.next_rr_s == pytest.approx(0.8, abs=0.005)
    assert np.isnan(last.next_rr_s) and last.rr_s == pytest.approx(0.8, abs=0.005)
    assert first.sinus_rr_s == pytest.approx(0.8, abs=0.005)


def test_experts_of_timing_are_asked_and_told() -> None:
    plain, n = early_is_s(), len(TIMING_NAMES)
    weight = np.zeros((n, 3), "f4")
    weight[TIMING_NAMES.index("RR +0 / median of 41"), 1] = -20
    timing = TimingExpert(
        np.zeros(n, "f4"), np.ones(n, "f4"), (weight,), (np.zeros(3, "f4"),)
    )
    n_inputs = len(CONTEXT_NAMES) + len(TIMED_NAMES)
    inputs = np.zeros((n_inputs, 1), "f4")
    # What timing says of the beat above the record's median, and nothing else.
    inputs[len(CONTEXT_NAMES) + 1] = 10
    everything = AllNormal()
    everything.context_expert = ContextExpert(
        np.zeros(n_inputs, "f4"),
        np.ones(n_inputs, "f4"),
        (inputs,),
        plain.biases,
        timing=(timing,),
    )
    analysis, beats = RecordAnalysis(_record(), everything), _beats()
    last = _batches(analysis.run(beats))[-1]
    assert _early(last) == [40]
    why = analysis.explain(beats, 40).in_record
    assert why is not None and why.timing is not None
    assert why.timing[S] > 0.95
    assert why.timing.sum() == pytest.approx(1)
    usual = analysis.explain(beats, 10).in_record
    assert usual is not None and usual.timing == pytest.approx([1 / 3] * 3, abs=0.02)


class EverySecondS(FakeClassifier):
    """Its networks call every second beat S; its expert calls no beat S."""

    digest = "every-second-s"
    context_expert = replace(
        early_is_s().calibrated(1.0, -50.0, (1.0, 0.0)),
        trusted=TrustedNetworks(0.3, 6.0),
    )

    def classify(self, inputs: BeatInputs) -> tuple[np.ndarray, np.ndarray]:
        said = np.tile(np.array([0.98, 0.01, 0.01], "f4"), (len(inputs), 1))
        first = sum(self.batches)
        said[(np.arange(len(inputs)) + first) % 2 == 0] = [0.01, 0.98, 0.01]
        self.batches.append(len(inputs))
        return said, np.ones((len(inputs), 128), "f4")


def test_where_most_beats_may_be_s_the_networks_are_believed() -> None:
    beats = _beats()
    analysis = RecordAnalysis(_record(), EverySecondS())
    last = _batches(analysis.run(beats))[-1]
    assert _early(last) == list(range(0, 80, 2))
    why = analysis.explain(beats, 4).in_record
    assert why is not None and why.networks_count == pytest.approx(1)
    doubted = EverySecondS()
    doubted.context_expert = replace(doubted.context_expert, trusted=None)
    alone = RecordAnalysis(_record(), doubted)
    assert _early(_batches(alone.run(beats))[-1]) == []
    why = alone.explain(beats, 4).in_record
    assert why is not None and why.networks_count == 0


def test_suggestions_begin_with_what_is_shown() -> None:
    analysis, beats = RecordAnalysis(_record(), AllNormal()), _beats()
    *_, last = (e for e in analysis.run(beats) if isinstance(e, PredictionBatch))
    # Nobody has reviewed anything, so the adaptation changes nothing.
    assert len(analysis.suggest(beats).beat_id) == 0
    shown, _ = analysis.outputs.of(last.beat_id)
    np.testing.assert_array_equal(shown, last.probabilities)


def test_a_record_without_beats_has_no_answer() -> None:
    silence = synthetic_record(4.0).record
    flat = Record("f", silence.fs, silence.leads, np.zeros_like(silence.signal))
    events = list(RecordAnalysis(flat, AllNormal()).run())
    assert not _batches(events)
    assert any(isinstance(event, BeatsDetected) for event in events)


def _at(beats: BeatTable, samples: np.ndarray) -> BeatTable:
    return beats.with_values(np.arange(len(beats)), sample=samples)


def test_the_shipped_expert_explains_what_the_analysis_says() -> None:
    ecg, classifier = synthetic_record(60.0), load_classifier()
    assert classifier.context_expert is not None
    analysis = RecordAnalysis(ecg.record, classifier)
    beats = new_beats(ecg.beats.sample)
    last = _batches(analysis.run(beats))[-1]
    for beat_id in (0, 7, 30):
        why = analysis.explain(beats, beat_id)
        assert why.in_record is not None
        assert why.probabilities == pytest.approx(last.probabilities[beat_id], abs=1e-6)
