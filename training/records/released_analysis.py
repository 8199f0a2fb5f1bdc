"""The analysis that the figures of a bundle are of: the application's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.classifier.runtime import BeatClassifier, Classifier
from ecgviewer.core.analysis_events import BeatsDetected
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.predictions import PredictionBatch, Probabilities
from ecgviewer.core.record import Record, Samples
from ecgviewer.preprocessing import pipeline


def released_analysis(
    record: Record, classifier: Classifier, lead: str = ""
) -> RecordAnalysis:
    """Return the analysis that figures are of.

    Of every lead that the application looks at where the networks learned from every
    lead. Else of the one that the spec prefers; or of a lead that is named, alone.
    """
    if lead:
        return RecordAnalysis(record, classifier, lead, leads=(lead,))
    if _knows_every_lead(classifier):
        return RecordAnalysis(record, classifier)
    lead = record.leads[pipeline.choose_lead(record, classifier.spec)].name
    return RecordAnalysis(record, classifier, lead, leads=(lead,))


def _knows_every_lead(classifier: Classifier) -> bool:
    if isinstance(classifier, BeatClassifier):
        return classifier.bundle.every_lead
    return classifier.context_expert is not None


@dataclass(frozen=True, eq=False)
class LastWords:
    """What an analysis says of beats in the end.

    Attributes
    ----------
    sample : ndarray of int64, shape (n_beats,)
    probabilities : ndarray of float32, shape (n_beats, n_classes)
    """

    sample: Samples
    probabilities: Probabilities


def last_words(
    analysis: RecordAnalysis, n_classes: int, beats: BeatTable | None = None
) -> LastWords:
    """Return what an analysis says of beats that are given, or that it finds."""
    sample = [] if beats is None else [beats.sample]
    batches = []
    for event in analysis.run(beats, keeps_outputs=False):
        if isinstance(event, BeatsDetected):
            sample.append(event.beats.sample)
        elif isinstance(event, PredictionBatch):
            batches.append(event)
    every = np.concatenate([np.empty(0, np.int64), *sample])
    probabilities = np.full((len(every), n_classes), np.nan, np.float32)
    for batch in batches:
        # Ids count from 0 on in the order of time.
        probabilities[batch.beat_id] = batch.probabilities
    return LastWords(every, probabilities)
