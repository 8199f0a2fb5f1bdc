"""Explanations of beats of test documents."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.explanation import Explanation
from ecgviewer.gui.model.document import Document
from tests.builders import N, S, V


def explanation_of(document: Document, beat_id: int) -> Explanation:
    """Return an explanation whose heat is early for N, in the middle for S, late for V.

    The top half of the picture is bright in the first channel, the left half in the
    second.
    """
    session = document.session
    assert session is not None
    row = int(session.beats.rows_of(beat_id)[0])
    image = np.zeros((32, 32, 3), np.uint8)
    image[:16, :, 0] = 255
    image[:, :16, 1] = 255
    heat_maps = np.zeros((3, 4, 6), np.float32)
    for index in range(3):
        heat_maps[index, :, 2 * index : 2 * index + 2] = 1
    time_s = np.linspace(-0.3, 0.6, 91, dtype=np.float32)
    return Explanation(
        beat_id=beat_id,
        sample=int(session.beats.sample[row]),
        image=image,
        heat_maps=heat_maps,
        classes=(N, S, V),
        probabilities=np.array([0.1, 0.2, 0.7], np.float32),
        times_s=(-0.3, 0.6),
        frequencies_hz=(0.0, 40.0),
        trace_time_s=time_s,
        trace=np.cos(20 * time_s),
        channel_titles=("Beat", "Rhythm", "Difference"),
    )
