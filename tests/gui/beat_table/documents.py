"""Open documents with beats, for tests of views."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.model.document import Document, DocumentState
from tests.fakes import FakeJournal

FS = 250.0
N, S, V, F = BeatClass.N, BeatClass.S, BeatClass.V, BeatClass.F


def beats_every_second(n_beats: int) -> Document:
    """Return a document whose beats, a second apart, nobody has classified."""
    sample = np.arange(1, n_beats + 1) * round(FS)
    signal = np.zeros((1, (n_beats + 2) * round(FS)), np.float32)
    record = Record("test", FS, (Lead("MLII"),), signal)
    document = Document()
    session = ReviewSession(record)
    document.open(session, (), cast(Any, FakeJournal()))
    document.add_detected(new_beats(sample))
    return document


def classify(
    document: Document,
    labels: list[BeatClass],
    confidence: npt.ArrayLike = 0.8,
    first_id: int = 0,
) -> None:
    """Have the classifier say what some beats are; the other classes share the rest."""
    session = document.session
    assert session is not None
    ids = np.arange(first_id, first_id + len(labels))
    top = np.broadcast_to(np.asarray(confidence, np.float32), len(labels))
    probabilities = np.repeat((1 - top)[:, None] / 2, 3, axis=1)
    probabilities[np.arange(len(labels)), labels] = top
    sample = session.beats.sample[session.beats.rows_of(ids)]
    quality = np.full(len(labels), 0.9, np.float32)
    batch = PredictionBatch(ids, sample, probabilities.astype(np.float32), quality)
    document.add_predictions(batch)


def reviewed_document(labels: list[BeatClass], confidence: float = 0.8) -> Document:
    """Return a document that is ready for review, its beats classified."""
    document = beats_every_second(len(labels))
    document.start_predictions(Predictions.empty(classifier_id="fake-1"), "MLII")
    classify(document, labels, confidence)
    document.set_state(DocumentState.READY)
    return document
