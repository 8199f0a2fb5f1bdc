"""Open documents with beats, for tests of views; every one has a journal in memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.groups import Groups
from tests.fakes import FakeJournal
from tests.spikes import spikes as spikes

FS = 250.0
N, S, V, F = BeatClass.N, BeatClass.S, BeatClass.V, BeatClass.F
#: As people are called: no name of a file.
READER = "Dr Smith"


def opened(
    session: ReviewSession,
    document: Document | None = None,
    state: DocumentState = DocumentState.READY,
    reader: str = READER,
) -> Document:
    """Return a document with a session under review."""
    document = document or Document()
    envelopes = tuple(Envelope.of(values) for values in session.record.signal)
    document.open(session, envelopes, FakeJournal(reader))
    document.set_state(state)
    return document


def beats_every_second(n_beats: int) -> Document:
    """Return a document whose beats, a second apart, nobody has classified."""
    sample = np.arange(1, n_beats + 1) * round(FS)
    signal = np.zeros((1, (n_beats + 2) * round(FS)), np.float32)
    record = Record("test", FS, (Lead("MLII"),), signal)
    document = opened(ReviewSession(record), state=DocumentState.DETECTING)
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


def kinds_document(duration_s: float = 240.0) -> Document:
    """Return a document whose classifier calls all but the wide beats N, at 0.9."""
    ecg = synthetic_record(duration_s, noise_mv=0.004)
    document = opened(ReviewSession(ecg.record), state=DocumentState.DETECTING)
    document.add_detected(new_beats(ecg.beats.sample))
    document.start_predictions(Predictions.empty(classifier_id="fake-1"), "MLII")
    n = len(ecg.beats)
    said = np.where(ecg.beats.symbol == "V", int(BeatClass.V), int(BeatClass.N))
    probabilities = np.full((n, 3), 0.05, np.float32)
    probabilities[np.arange(n), said] = 0.9
    quality = np.full(n, 0.9, np.float32)
    ids = np.arange(n)
    document.add_predictions(
        PredictionBatch(ids, ecg.beats.sample, probabilities, quality)
    )
    return document


def grouped(qtbot: QtBot, document: Document) -> Groups:
    """Return the groups of a document, when its beats have been grouped."""
    groups = Groups(document, document)
    with qtbot.waitSignal(groups.changed, timeout=20_000):
        document.set_state(DocumentState.READY)
    return groups
