"""The recordings and reviews that are measured; a day of them is synthesised."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

from ecgviewer.core.beats import BeatTable, new_beats
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.formats.wfdb.writer import write_record

DAY_S = 86_400.0
#: What a day of beats is, in round figures.
DAY_BEATS = 100_000
_FS = 250.0
#: Shares of N, S and V in the beats of a day, about those of a patient with ectopy.
_CONCENTRATION = (8.0, 0.5, 0.8)


def data_folder() -> Path:
    """Return where the recordings are, if they are there."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    return Path(os.environ.get("ECGVIEWER_DATA", beside))


@contextmanager
def thirty_minutes(path: Path | None = None) -> Iterator[Path]:
    """Yield a record: the given one, mitdb 100, or a synthesised one of 30 minutes."""
    known = path or data_folder() / "mitdb" / "100.hea"
    if known.exists():
        yield known
        return
    with tempfile.TemporaryDirectory() as folder:
        print(
            "no mitdb 100 here; a synthesised 30-minute record is used", file=sys.stderr
        )
        yield write_record(Path(folder), synthetic_record(1800.0).record)


@cache
def day_ecg(duration_s: float = DAY_S) -> SyntheticEcg:
    """Return an ECG of three leads at 250 Hz: in 24 hours 104,009 beats."""
    return synthetic_record(duration_s, _FS, n_leads=3, name="day")


def classified(record: Record, beats: BeatTable) -> ReviewSession:
    """Return the review of a record as it is after the analysis, nothing edited."""
    session = ReviewSession(record, new_beats(beats.sample), record.leads[0].name)
    session.start_predictions(Predictions.empty(classifier_id="bench"))
    session.add_predictions(predicted(session.beats))
    return session


def predicted(beats: BeatTable) -> PredictionBatch:
    """Return what a classifier could say of some beats, drawn at random."""
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(_CONCENTRATION, len(beats)).astype(np.float32)
    quality = rng.uniform(0.4, 1.0, len(beats)).astype(np.float32)
    return PredictionBatch(beats.beat_id, beats.sample, probabilities, quality)


def review_without_signal(n_beats: int = DAY_BEATS) -> ReviewSession:
    """Return the review of many beats on a lead without a sample."""
    rng = np.random.default_rng(1)
    samples = np.cumsum(rng.integers(150, 300, n_beats))
    signal = np.empty((1, 0), np.float32)
    return classified(Record("day", _FS, (Lead("MLII"),), signal), new_beats(samples))
