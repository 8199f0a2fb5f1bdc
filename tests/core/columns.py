"""Columns of beats a second apart, for tests of what is made of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import accept
from ecgviewer.core.review.session import ReviewSession

FS = 250.0


def session_of(
    labels: str,
    confidence: npt.ArrayLike = 0.9,
    rr_s: npt.ArrayLike = 1.0,
    quality: npt.ArrayLike = 0.9,
    dissent: npt.ArrayLike = 0.0,
) -> ReviewSession:
    """Return a session whose classifier says the letters of `labels`."""
    n = len(labels)
    sample = np.round(np.cumsum(np.broadcast_to(rr_s, n)) * FS).astype(np.int64)
    signal = np.zeros((1, int(sample.max(initial=0)) + 500), np.float32)
    session = ReviewSession(Record("test", FS, (Lead("MLII"),), signal))
    session.add_detected(new_beats(sample))
    session.start_predictions(Predictions.empty(classifier_id="fake-1"))
    top = np.broadcast_to(np.asarray(confidence, np.float32), n)
    said = [BeatClass[letter] for letter in labels]
    probabilities = np.repeat((1 - top)[:, None] / 2, 3, axis=1).astype(np.float32)
    probabilities[np.arange(n), said] = top
    quality = np.broadcast_to(np.asarray(quality, np.float32), n).copy()
    ids = np.arange(n)
    others = np.broadcast_to(np.asarray(dissent, np.float32), n).copy()
    session.add_predictions(
        PredictionBatch(ids, sample, probabilities, quality, others)
    )
    return session


def confirm(session: ReviewSession, *beat_ids: int) -> None:
    """Have a person accept beats as they are labelled."""
    session.edit(accept(session.beats, beat_ids, session.columns.label, 1))
