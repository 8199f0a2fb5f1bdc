"""Reviews that reports are made of in tests."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt

from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.record_formats import annotations_of, read_record
from ecgviewer.formats.wfdb.rhythm_marks import rhythms_of
from tests.data_folder import DATA

FS = 100.0


def letters_review(
    letters: str, rr_s: npt.ArrayLike = 0.8, start: datetime | None = None
) -> ReviewSession:
    """Return a review of beats of the symbols of some letters, nothing classified."""
    steps = np.broadcast_to(rr_s, len(letters))
    sample = np.round(np.cumsum(steps) * FS).astype(np.int64)
    n_samples = int(sample[-1]) + round(FS)
    signal = np.zeros((1, n_samples), np.float32)
    record = Record("letters", FS, (Lead("II"),), signal, start_time=start)
    return ReviewSession(record, new_beats(sample, symbol=list(letters)), "II")


def reference_review(name: str, annotator: str = "atr") -> ReviewSession:
    """Return the review of a record of a database that its annotations begin."""
    record = read_record(DATA / name)
    annotations = annotations_of(record, annotator)
    said = rhythms_of(annotations, record)
    beats = annotations.beats(record)
    return ReviewSession(record, beats, annotator=annotator, rhythms=said)
