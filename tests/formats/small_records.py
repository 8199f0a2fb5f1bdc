"""Small WFDB records on disk, and sessions in memory, for the tests of the formats."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ecgviewer.core.beats import BeatTable, Origin, new_beats
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession

HEADER = """{name} 2 360 {n}
{name}.dat 16 200(0)/mV 16 0 0 0 0 MLII
{name}.dat 16 200(0)/mV 16 0 0 0 0 V5
"""


def write_small(folder: Path, name: str = "small", n: int = 720) -> Path:
    """Write a record of two leads in format 16 and return its header."""
    samples = np.arange(2 * n, dtype="<i2") % 1000
    (folder / f"{name}.dat").write_bytes(samples.tobytes())
    header = folder / f"{name}.hea"
    header.write_text(HEADER.format(name=name, n=n), encoding="utf-8")
    return header


def write_files(folder: Path, header: str | bytes, data: bytes = bytes(2000)) -> Path:
    """Write a header x.hea and its signal file x.dat; return the header."""
    (folder / "x.dat").write_bytes(data)
    path = folder / "x.hea"
    path.write_bytes(header if isinstance(header, bytes) else header.encode())
    return path


def small_session(
    n_beats: int = 6, symbol: str = "", header: Path | None = None
) -> ReviewSession:
    """Return a session of beats 1 s apart, all classified, in lead MLII."""
    record = Record(
        "small",
        360.0,
        (Lead("MLII"),),
        np.zeros((1, 360 * (n_beats + 1)), np.float32),
        checksum="c" * 64,
        path=header,
    )
    origin = Origin.REFERENCE if symbol else Origin.DETECTOR
    beats = new_beats(np.arange(n_beats) * 360 + 100, symbol=symbol, origin=origin)
    session = ReviewSession(record, beats, "MLII")
    session.start_predictions(Predictions.empty(classifier_id="cnn-1"))
    session.add_predictions(_batch(beats))
    return session


def _batch(beats: BeatTable) -> PredictionBatch:
    n = len(beats)
    p_v = np.linspace(0.0, 1.0, n, dtype=np.float32)
    probabilities = np.stack([1 - p_v, np.zeros(n, np.float32), p_v], axis=1)
    return PredictionBatch(beats.beat_id, beats.sample, probabilities, p_v)
