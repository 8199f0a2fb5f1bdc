"""The shipped classifier on the demo record, whose true beats are known."""

from __future__ import annotations

import numpy as np

from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.beats import new_beats
from ecgviewer.core.ec57.matching import match_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing import pipeline


def test_most_ventricular_and_normal_beats_of_the_demo_are_right() -> None:
    ecg = synthetic_record()
    classifier = load_classifier()
    analysis = RecordAnalysis(ecg.record, classifier)
    found = pipeline.detect_beats(ecg.record, analysis.lead, classifier.spec)
    beats, n = new_beats(found), len(found)
    batch = analysis.classify_edited(beats, np.ones(n, bool), np.full(n, np.nan))
    assert batch is not None
    said = Predictions.empty(classifier.classes).labels(batch.probabilities)
    pairs = match_beats(ecg.beats.sample, found, round(0.15 * ecg.record.fs)).pairs
    assert len(pairs) == len(ecg.beats)
    true, said = ecg.beats.label[pairs[:, 0]], said[pairs[:, 1]]
    assert np.mean(said[true == BeatClass.V] == BeatClass.V) >= 0.7
    assert np.mean(said[true == BeatClass.N] == BeatClass.N) >= 0.9
