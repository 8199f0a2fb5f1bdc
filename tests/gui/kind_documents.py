"""A document of normal, wide and early beats, grouped, for tests of its views."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.groups import Groups
from tests.fakes import FakeJournal


def kinds_document(duration_s: float = 240.0) -> Document:
    """Return a document whose classifier calls all but the wide beats N, at 0.9."""
    ecg = synthetic_record(duration_s, noise_mv=0.004)
    document = Document()
    session = ReviewSession(ecg.record)
    document.open(session, (), cast(Any, FakeJournal()))
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
