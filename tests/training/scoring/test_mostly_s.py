"""Recordings that are mostly S, made of others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ecgviewer.core.arrays import Float64Array
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES
from training.records.fold_beats import FoldBeats
from training.scoring.mostly_s import (
    SETS,
    dense_stretches,
    mostly_s,
    patients_s_f1,
    summary,
    thinned,
)
from training.scoring.surroundings import Surroundings

_RR = FEATURE_NAMES.index("RR in s")


def _beats(label: np.ndarray, record: str = "800") -> FoldBeats:
    """Return beats that the networks know, every S 0.5 s after the one before."""
    n = len(label)
    rhythm = np.zeros((n, len(FEATURE_NAMES)), "f4")
    rhythm[:, _RR] = np.log(np.where(label == 1, 0.5, 0.8))
    return FoldBeats(
        np.full(n, record),
        label.astype("u1"),
        (8 * np.eye(3)[label]).astype("f4")[:, None],
        np.ones((n, 1), "f4"),
        rhythm,
        np.zeros((n, 0, 3), "f4"),
    )


def _every_tenth(n: int = 1000) -> np.ndarray:
    return np.asarray(np.arange(n) % 10 == 5, int)


def _networks(some: Surroundings) -> Float64Array:
    return some.networks


def test_stretches_are_dense_and_none_lies_in_another() -> None:
    is_s = np.zeros(1000, bool)
    is_s[300:360] = is_s[700:740] = True
    rows = list(dense_stretches(is_s))
    assert [int(r.sum()) for r in rows] == [100, 50]
    assert all(is_s[r].mean() >= 0.5 for r in rows)
    assert np.sum(rows, axis=0).max() == 1
    assert rows[0][300:360].all() and rows[1][700:740].all()


def test_a_recording_that_is_mostly_s_is_one_stretch() -> None:
    is_s = np.arange(30) % 3 > 0
    (rows,) = dense_stretches(is_s)
    assert rows.all()
    assert not list(dense_stretches(np.zeros(200, bool)))
    assert not list(dense_stretches(np.zeros(0, bool)))


def test_thinned_recordings_keep_all_s_and_some_that_follow_one() -> None:
    is_s, rng = _every_tenth() == 1, np.random.default_rng(1)
    half = thinned(is_s, 0.5, rng)
    np.testing.assert_array_equal(np.flatnonzero(half) % 10, [5, 6] * 100)
    more = thinned(is_s, 0.7, rng)
    assert more[is_s].all()
    assert is_s[more].mean() == pytest.approx(0.7, abs=0.01)
    assert set((np.flatnonzero(more) % 10).tolist()) == {5, 6}


def test_each_recording_is_looked_at_by_itself() -> None:
    made = mostly_s(_beats(_every_tenth()))
    assert [len(made[name]) for name in SETS] == [0, 1, 1]
    (half,) = made["built, half S"]
    assert half.beats.label.tolist() == [1, 0] * 100
    # Where every second beat is S the median of all is between the two.
    np.testing.assert_allclose(np.abs(half.context[:, 2]), 8, atol=0.1)
    again = mostly_s(_beats(_every_tenth()))["built, 70 % S"][0]
    np.testing.assert_array_equal(again.context, made["built, 70 % S"][0].context)
    few = mostly_s(_beats(_every_tenth(200)))
    assert not any(few.values())


def test_a_run_within_a_stretch_is_found_again() -> None:
    label = np.zeros(400, int)
    label[100:240] = 1
    (whole,) = mostly_s(_beats(label))["as recorded"]
    first = int(np.flatnonzero(whole.beats.label == 1)[0])
    # It began abruptly only if the stretch has sinus beats before.
    assert whole.in_run.any() == (first >= 16)


def test_patients_count_the_same() -> None:
    good, none = _beats(_every_tenth()), _beats(_every_tenth(), "801")
    none = replace(none, logits=np.tile(np.eye(3, dtype="f4")[0], (1000, 1, 1)))
    made = {name: [*mostly_s(good)[name], *mostly_s(none)[name]] for name in SETS}
    assert patients_s_f1(made["built, half S"], _networks) == {"800": 1.0, "801": 0.0}


def test_the_summary_tells_the_mean_and_the_worst() -> None:
    found = summary({f"p{n:02d}": n / 20 for n in range(20, -1, -1)})
    assert found["mean S F1"] == 0.5
    assert found["mean of the ten worst"] == pytest.approx(0.225)
    assert list(found["patients"])[:2] == ["p00", "p01"]
