"""An analysis fills a session, and says what it finds on the way."""

from __future__ import annotations

import numpy as np

from ecgviewer.analysis.analyse_record import (
    analyse_record,
    analyse_session,
    know_signal,
)
from ecgviewer.core.analysis_events import Progress
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from tests.analysis.test_record_analysis import _repeating
from tests.fakes import FakeClassifier


def test_beats_that_must_stay_are_classified_as_they_are() -> None:
    ecg = synthetic_record(20.0)
    session = ReviewSession(ecg.record, ecg.beats, annotator="atr")
    stages: list[Progress] = []
    analyse_session(session, FakeClassifier(), stages.append)
    assert session.beats == ecg.beats
    assert session.predictions.classifier_id == "fake-1"
    assert stages[-1].done == stages[-1].total == len(ecg.beats)


def test_a_rate_that_cannot_be_followed_is_told() -> None:
    told: list[str] = []
    analyse_record(_repeating(400), FakeClassifier(), notice=told.append)
    assert len(told) == 1
    quiet = analyse_record(_repeating(400), FakeClassifier())
    assert quiet.predictions.classifier_id == "fake-1"


def test_a_rate_at_which_no_beats_are_found_leaves_a_session_as_it_is() -> None:
    signal = np.zeros((1, 600), np.float32)
    session = ReviewSession(Record("slow", 10.0, (Lead("II"),), signal))
    know_signal(session)
    assert session.surroundings.n_samples == 600
    told: list[Progress] = []
    ecg = synthetic_record(20.0)
    known = ReviewSession(ecg.record, ecg.beats, "MLII")
    know_signal(known, told.append)
    assert told
    assert len(known.findings.states.codes)
