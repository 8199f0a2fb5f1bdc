"""What timing experts learn from."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.labels import UNSET
from ecgviewer.preprocessing.timing_window import timing_window
from tests.training.records.rhythms import rhythm_of
from training.records.timing_beats import (
    FIBRILLATION,
    NORMAL,
    SUPRAVENTRICULAR,
    balanced_weights,
    joined,
    targets,
    timing_beats,
)


def test_ventricular_beats_are_among_the_intervals_only() -> None:
    rhythm = rhythm_of("NNNSNVNNQN")
    assert targets(rhythm).tolist() == [0, 0, 0, 1, 0, UNSET, 0, 0, UNSET, 0]
    beats = timing_beats([rhythm], "db", 1, judged=True)
    kept = targets(rhythm) != UNSET
    np.testing.assert_array_equal(beats.timing, timing_window(rhythm.time_s)[kept])
    assert beats.target.tolist() == targets(rhythm)[kept].tolist()
    assert set(beats.source) == {"db"}


def test_in_fibrillation_no_beat_is_premature() -> None:
    assert targets(rhythm_of("NSV", "AFIB/AFL")).tolist() == [
        FIBRILLATION, FIBRILLATION, UNSET,
    ]  # fmt: skip


def test_of_long_records_stretches_are_taken_around_premature_beats() -> None:
    letters = "N" * 5000 + "S" + "N" * 5000
    rhythm = rhythm_of(letters)
    beats = timing_beats([rhythm], "db", 1)
    assert (beats.target == SUPRAVENTRICULAR).sum() == 1
    assert (beats.target == NORMAL).sum() == 500
    (early,) = np.flatnonzero(beats.target == SUPRAVENTRICULAR)
    whole = timing_window(rhythm.time_s)[5000]
    np.testing.assert_allclose(beats.timing[early], whole, atol=1e-5)
    every = timing_beats([rhythm_of("N" * 800)], "db", 1, judged=True)
    assert len(every) == 800


def test_records_that_say_nothing_are_left_out() -> None:
    beats = timing_beats([rhythm_of("VVQ"), rhythm_of("NN", name="y")], "db", 1)
    assert set(beats.record) == {"y"}


def test_every_source_has_the_balance_of_the_reference() -> None:
    reference = timing_beats([rhythm_of("NNNNNNNNNS")], "judged", 1, judged=True)
    other = timing_beats(
        [rhythm_of("NNSSSS"), rhythm_of("NNN", "(AFIB", "y")], "other", 1
    )
    beats = joined([reference, other])
    weights = balanced_weights(beats, reference, 0.5)
    assert weights.mean() == pytest.approx(1)

    def weight(source: str, target: int) -> float:
        rows = (beats.source == source) & (beats.target == target)
        return float(weights[rows].sum())

    unit = weight("judged", SUPRAVENTRICULAR)
    assert weight("judged", NORMAL) == pytest.approx(9 * unit)
    assert weight("other", SUPRAVENTRICULAR) == pytest.approx(0.5 * unit)
    assert weight("other", NORMAL) == pytest.approx(4.5 * unit)
    assert weight("other", FIBRILLATION) == pytest.approx(0.5 * unit)
