"""What is said of one beat."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from ecgviewer.core.beats import new_beats
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import accept
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.waveform.marks.beat_text import beat_text


def _session() -> ReviewSession:
    record = Record("r", 250.0, (Lead("I"),), np.zeros((1, 1000), np.float32))
    beats = new_beats([100, 300, 700], symbol=["L", "", ""])
    session = ReviewSession(record, beats)
    probabilities = np.array([[0.1, 0.1, 0.8], [0.93, 0.04, 0.03]], np.float32)
    session.add_predictions(
        PredictionBatch(
            np.array([0, 1]), np.array([100, 300]), probabilities, np.ones(2, "f4")
        )
    )
    return session


def test_a_label_of_a_person_that_the_classifier_does_not_share() -> None:
    assert beat_text(_session(), 0).splitlines() == [
        "Beat 1 of 3 at 0:00.400",
        "N: Normal, from the reference (Left bundle branch block beat)",
        "Classifier: V, 80%; the labels differ",
        "RR 800 ms after",
    ]


def test_a_label_of_the_classifier() -> None:
    assert beat_text(_session(), 1).splitlines() == [
        "Beat 2 of 3 at 0:01.200",
        "N: Normal",
        "Classifier: N, 93%",
        "RR 800 ms before, 1600 ms after",
    ]


def test_a_beat_without_a_label() -> None:
    assert beat_text(_session(), 2).splitlines() == [
        "Beat 3 of 3 at 0:02.800",
        "Not labelled yet",
        "RR 1600 ms before",
    ]


def test_a_beat_alone_has_no_rr() -> None:
    record = Record("r", 250.0, (Lead("I"),), np.zeros((1, 1000), np.float32))
    session = ReviewSession(record, new_beats([500], symbol="V"))
    assert beat_text(session, 0).splitlines() == [
        "Beat 1 of 1 at 0:02.000",
        "V: Ventricular ectopic, from the reference",
    ]


def test_a_reviewers_label_and_a_time_of_day() -> None:
    source = _session().record
    start = datetime(2024, 5, 1, 9, 30)
    record = Record("r", 250.0, source.leads, source.signal.copy(), start_time=start)
    session = ReviewSession(record, new_beats([500], symbol="V"))
    session.edit(accept(session.beats, [0], session.columns.label, 0))
    assert beat_text(session, 0).splitlines() == [
        "Beat 1 of 1 at 09:30:02.000 (0:02.000)",
        "V: Ventricular ectopic, set by a reviewer",
    ]
