"""What the network gave is kept by beat id, wherever the ids are."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.analysis import beat_outputs
from ecgviewer.analysis.beat_outputs import BeatOutputs
from ecgviewer.core.beats import new_beats


@pytest.fixture
def outputs(monkeypatch: pytest.MonkeyPatch) -> BeatOutputs:
    monkeypatch.setattr(beat_outputs, "_BLOCK", 8)
    return BeatOutputs()


def test_outputs_are_kept_across_blocks(outputs: BeatOutputs) -> None:
    beats = new_beats(np.arange(100, 120), first_id=5)
    rng = np.random.default_rng(0)
    probabilities = rng.random((20, 3), np.float32)
    embedding = rng.random((20, 4), np.float32)
    for rows in (np.arange(10, 20), np.arange(10)):
        outputs.put(beats.take(rows), probabilities[rows], embedding[rows])
    assert outputs.known(beats).all()
    shuffled = rng.permutation(20)
    given = outputs.of(beats.beat_id[shuffled])
    assert np.array_equal(given[0], probabilities[shuffled])
    assert np.array_equal(given[1], embedding[shuffled].astype(np.float16))


def test_beats_elsewhere_or_never_classified_are_not_known(
    outputs: BeatOutputs,
) -> None:
    beats = new_beats([100, 200])
    outputs.put(beats, np.ones((2, 3), np.float32), np.ones((2, 4), np.float32))
    moved = new_beats([100, 201, 300])
    assert outputs.known(moved).tolist() == [True, False, False]
    assert outputs.known(new_beats([100], first_id=1000)).tolist() == [False]
    nothing = new_beats([])
    outputs.put(nothing, np.ones((0, 3), np.float32), np.ones((0, 4), np.float32))
    assert [len(part) for part in outputs.of(nothing.beat_id)] == [0, 0]
