"""A review of one-sample spikes, for tests with and without Qt."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession


def spikes(n_beats: int = 60, fs: float = 250.0, rr: int = 200) -> ReviewSession:
    """Return a session of one-sample spikes of 1 mV, a beat on each, all N."""
    sample = rr // 2 + rr * np.arange(n_beats)
    signal = np.zeros((1, n_beats * rr), np.float32)
    signal[0, sample] = 1.0
    record = Record("spikes", fs, (Lead("MLII"),), signal)
    return ReviewSession(record, new_beats(sample, symbol="N"))
