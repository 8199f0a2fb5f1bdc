from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from ecgviewer.analysis import record_analysis
from ecgviewer.analysis.beat_search import BeatSearch
from ecgviewer.classifier import runtime
from ecgviewer.core.analysis_events import BeatsDetected, Prepared
from ecgviewer.core.beats import new_beats
from ecgviewer.core.explanation import Explanation
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.worker.analysis_thread import AnalysisThread, wait_for_threads
from ecgviewer.worker.messages import (
    AnalyseRequest,
    CancelRequest,
    ClassifyRequest,
    ExplainRequest,
    Failed,
    Finished,
    Snapped,
    SnapRequest,
)
from tests.fakes import FakeClassifier, LongStep

ECG = synthetic_record(120.0)


class Heard:
    """Everything that a thread reported, in order."""

    def __init__(self, qtbot: QtBot, thread: AnalysisThread) -> None:
        self._qtbot = qtbot
        self.all: list[tuple[int, object]] = []
        thread.reported.connect(lambda *message: self.all.append(message))

    def of(self, kind: type, job_id: int = 1) -> list[object]:
        return [m for job, m in self.all if job == job_id and isinstance(m, kind)]

    def wait_for(self, kind: type, job_id: int = 1) -> object:
        self._qtbot.waitUntil(lambda: bool(self.of(kind, job_id)), timeout=20_000)
        return self.of(kind, job_id)[0]


@pytest.fixture
def thread(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[AnalysisThread]:
    monkeypatch.setattr(runtime, "load_classifier", lambda _: FakeClassifier())
    thread = AnalysisThread()
    yield thread
    thread.stop()


@pytest.fixture
def heard(qtbot: QtBot, thread: AnalysisThread) -> Heard:
    return Heard(qtbot, thread)


def test_an_analysis_reports_its_beats_and_predictions(
    thread: AnalysisThread, heard: Heard
) -> None:
    thread.submit(AnalyseRequest(1, ECG.record))
    heard.wait_for(Finished)
    assert isinstance(heard.of(Prepared)[0], Prepared)
    found = [m for m in heard.of(BeatsDetected) if isinstance(m, BeatsDetected)]
    n = sum(len(part.beats) for part in found)
    assert n == len(ECG.beats)
    batches = [m for m in heard.of(PredictionBatch) if isinstance(m, PredictionBatch)]
    ids = np.concatenate([batch.beat_id for batch in batches])
    assert np.array_equal(np.sort(ids), np.arange(n))


def test_an_analysis_made_before_is_reported_at_once(
    thread: AnalysisThread,
    heard: Heard,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(record_analysis, "ANSWER_PICTURES", 48)
    record = replace(ECG.record, checksum="c0ffee")
    said = []
    for job_id in (1, 2):
        thread.submit(AnalyseRequest(job_id, record, cache=tmp_path))
        heard.wait_for(Finished, job_id)
        batches = heard.of(PredictionBatch, job_id)
        said.append([b.sample for b in batches if isinstance(b, PredictionBatch)])
    assert len(said[0]) > len(said[1]) == 1
    assert np.array_equal(np.sort(np.concatenate(said[0])), said[1][0])


def test_a_thread_that_ends_holds_neither_classifier_nor_record(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifier, record = FakeClassifier(), synthetic_record(20.0).record
    held, of_record = weakref.ref(classifier), weakref.ref(record)
    loaded = [classifier]
    del classifier
    monkeypatch.setattr(runtime, "load_classifier", lambda _: loaded.pop())
    thread = AnalysisThread()
    thread.submit(AnalyseRequest(1, record))
    Heard(qtbot, thread).wait_for(Finished)
    del record
    assert held() is not None
    thread.stop()
    assert wait_for_threads(20_000)
    assert held() is None
    assert of_record() is None


def test_a_second_analysis_replaces_the_first(
    thread: AnalysisThread, heard: Heard
) -> None:
    long = synthetic_record(1200.0).record
    thread.submit(AnalyseRequest(1, long))
    thread.submit(AnalyseRequest(2, ECG.record))
    heard.wait_for(Finished, 2)
    assert not heard.of(Finished, 1)


def test_cancel_ends_the_analysis_and_keeps_what_was_found(
    thread: AnalysisThread, heard: Heard
) -> None:
    beats = new_beats(np.arange(1000, 400_000, 300))
    thread.submit(AnalyseRequest(1, synthetic_record(1200.0).record, beats))
    heard.wait_for(PredictionBatch)
    thread.submit(CancelRequest(1))
    heard.wait_for(Finished)
    n = len(heard.of(PredictionBatch))
    assert 0 < n * 64 < len(beats)
    thread.submit(SnapRequest(1, int(ECG.beats.sample[3])))
    heard.wait_for(Snapped)
    assert len(heard.of(PredictionBatch)) == n


def test_only_the_newest_of_the_waiting_explanations_is_made(
    thread: AnalysisThread, heard: Heard
) -> None:
    thread.submit(AnalyseRequest(1, ECG.record))
    heard.wait_for(Finished)
    for beat_id in range(10):
        thread.submit(ExplainRequest(1, ECG.beats, beat_id))
    thread.submit(SnapRequest(1, int(ECG.beats.sample[3])))
    heard.wait_for(Explanation)
    made = [m.beat_id for m in heard.of(Explanation) if isinstance(m, Explanation)]
    assert made[-1] == 9
    assert len(made) < 10


def test_an_explanation_waits_until_all_beats_are_found(
    thread: AnalysisThread, heard: Heard
) -> None:
    thread.submit(AnalyseRequest(1, synthetic_record(1300.0).record))
    part = heard.wait_for(BeatsDetected)
    assert isinstance(part, BeatsDetected)
    thread.submit(ExplainRequest(1, part.beats, 0))
    heard.wait_for(Explanation)
    order = [type(message) for _, message in heard.all]
    last = len(order) - 1 - order[::-1].index(BeatsDetected)
    assert order.index(Explanation) > last


def test_an_explanation_that_waits_is_made_when_the_search_is_cancelled(
    thread: AnalysisThread, heard: Heard
) -> None:
    thread.submit(AnalyseRequest(1, synthetic_record(1300.0).record))
    part = heard.wait_for(BeatsDetected)
    assert isinstance(part, BeatsDetected)
    thread.submit(ExplainRequest(1, part.beats, 0))
    thread.submit(CancelRequest(1))
    explanation = heard.wait_for(Explanation)
    assert isinstance(explanation, Explanation)
    assert explanation.beat_id == 0


def test_beats_of_the_reviewer_are_classified(
    thread: AnalysisThread, heard: Heard
) -> None:
    thread.submit(AnalyseRequest(1, ECG.record, new_beats([], first_id=0)))
    heard.wait_for(Finished)
    beats = new_beats([5000], first_id=77)
    edited, quality = np.array([True]), np.array([np.nan], np.float32)
    thread.submit(ClassifyRequest(1, beats, edited, quality))
    batch = heard.wait_for(PredictionBatch)
    assert isinstance(batch, PredictionBatch)
    assert (batch.beat_id.tolist(), batch.sample.tolist()) == ([77], [5000])


def test_nothing_to_classify_is_not_reported(
    thread: AnalysisThread, heard: Heard
) -> None:
    thread.submit(AnalyseRequest(1, ECG.record, new_beats([], first_id=0)))
    heard.wait_for(Finished)
    beats = new_beats([5000], first_id=77)
    nothing, known = np.array([False]), np.array([0.9], np.float32)
    thread.submit(ClassifyRequest(1, beats, nothing, known))
    thread.submit(SnapRequest(1, 5000))
    heard.wait_for(Snapped)
    assert not heard.of(PredictionBatch)
    assert not heard.of(Failed)


def test_a_failure_is_reported_and_the_thread_lives_on(
    thread: AnalysisThread, heard: Heard
) -> None:
    thread.submit(AnalyseRequest(1, ECG.record, lead="no such lead"))
    failed = heard.wait_for(Failed)
    assert isinstance(failed, Failed)
    assert failed.ends_analysis
    assert "no such lead" in failed.message
    assert "Traceback" in failed.details
    thread.submit(AnalyseRequest(2, ECG.record))
    heard.wait_for(Finished, 2)


def test_beats_are_found_even_where_no_classifier_can_be_loaded(
    thread: AnalysisThread, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> FakeClassifier:
        raise ValueError("the bundle is damaged")

    monkeypatch.setattr(runtime, "load_classifier", broken)
    thread.submit(AnalyseRequest(1, ECG.record))
    heard.wait_for(Finished)
    failed = heard.of(Failed)[0]
    assert isinstance(failed, Failed)
    assert failed.message == "the bundle is damaged"
    assert not failed.ends_analysis
    assert heard.of(BeatsDetected)


@pytest.mark.parametrize(
    "signal",
    [
        np.zeros((1, 5000), np.float32),
        np.full((1, 5000), np.nan, np.float32),
        np.zeros((1, 3), np.float32),
    ],
    ids=["flat", "nothing valid", "three samples"],
)
def test_a_record_without_a_heartbeat_ends_in_peace(
    thread: AnalysisThread, heard: Heard, signal: np.ndarray
) -> None:
    record = Record("odd", 250.0, (Lead("ECG"),), signal)
    thread.submit(AnalyseRequest(1, record))
    heard.wait_for(Finished)
    assert not heard.of(Failed)
    assert not heard.of(PredictionBatch)


@pytest.fixture
def long_step(monkeypatch: pytest.MonkeyPatch) -> Iterator[LongStep]:
    step = LongStep()
    monkeypatch.setattr(BeatSearch, "beats", lambda search: step(search))
    yield step
    step.released.set()


def test_cancel_ends_the_step_at_hand_and_questions_are_answered(
    thread: AnalysisThread, heard: Heard, long_step: LongStep
) -> None:
    thread.submit(AnalyseRequest(1, ECG.record))
    assert long_step.begun.wait(20)
    thread.submit(CancelRequest(1))
    heard.wait_for(Finished)
    assert len(heard.of(Finished)) == 1
    thread.submit(SnapRequest(1, int(ECG.beats.sample[3])))
    heard.wait_for(Snapped)
    assert not heard.of(Failed)


def test_another_analysis_ends_the_step_at_hand(
    thread: AnalysisThread, heard: Heard, long_step: LongStep
) -> None:
    thread.submit(AnalyseRequest(1, ECG.record))
    assert long_step.begun.wait(20)
    thread.submit(AnalyseRequest(2, ECG.record, ECG.beats))
    heard.wait_for(Finished, 2)
    assert not heard.of(Finished, 1)
    assert not heard.of(Failed, 1)


def test_stop_does_not_wait_for_the_step_at_hand(
    thread: AnalysisThread, heard: Heard, long_step: LongStep
) -> None:
    long_step.stops = False
    thread.submit(AnalyseRequest(1, ECG.record))
    assert long_step.begun.wait(20)
    thread.stop()
    thread.stop()
    assert not wait_for_threads(0)
    long_step.released.set()
    assert wait_for_threads(20_000)
    n = len(heard.all)
    QCoreApplication.processEvents()
    assert len(heard.all) == n, "nobody listens any more"
