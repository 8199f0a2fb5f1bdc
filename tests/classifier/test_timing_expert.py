"""The expert of timing: layers, files and what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.classifier.timing_expert import (
    TimingExpert,
    TimingExpertError,
    fibrillation_logit,
    read_timing_expert,
    supraventricular_logit,
)
from ecgviewer.preprocessing.timing_window import TIMING_NAMES

_N = len(TIMING_NAMES)


def _expert(n_features: int = _N) -> TimingExpert:
    rng = np.random.default_rng(1)
    shapes = ((n_features, 5), (5, 3))
    return TimingExpert(
        rng.normal(size=n_features).astype("f4"),
        np.full(n_features, 2, "f4"),
        tuple(rng.normal(size=shape).astype("f4") for shape in shapes),
        tuple(rng.normal(size=n).astype("f4") for _, n in shapes),
    )


def test_layers_are_applied_one_after_the_other_with_rectified_units_between() -> None:
    expert = TimingExpert(
        np.array([1.0], "f4"),
        np.array([2.0], "f4"),
        (np.array([[1.0, -1.0]], "f4"), np.array([[1, 0, 2], [0, 1, 0]], "f4")),
        (np.zeros(2, "f4"), np.array([0, 0, 10], "f4")),
    )
    logits = expert.logits(np.array([[5.0], [-3.0]], "f4"))
    np.testing.assert_array_equal(logits, [[2, 0, 14], [0, 2, 10]])


def test_a_written_expert_says_the_same(tmp_path: Path) -> None:
    expert = _expert()
    expert.write(tmp_path / "timing.npz")
    timing = np.random.default_rng(2).normal(size=(4, _N)).astype("f4")
    again = read_timing_expert(tmp_path / "timing.npz")
    np.testing.assert_array_equal(again.logits(timing), expert.logits(timing))


def test_files_that_hold_no_expert_are_named(tmp_path: Path) -> None:
    path = tmp_path / "timing.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(TimingExpertError, match=r"timing\.npz is not a timing expert"):
        read_timing_expert(path)
    _expert(4).write(path)
    with pytest.raises(TimingExpertError, match="it takes 4 features"):
        read_timing_expert(path)
    np.savez(path, mean=np.zeros(_N, "f4"))
    with pytest.raises(TimingExpertError, match="Get the classifier again"):
        read_timing_expert(path)


def test_layers_that_do_not_fit_are_refused() -> None:
    expert = _expert()
    with pytest.raises(ValueError, match="do not fit"):
        TimingExpert(expert.mean, expert.scale, expert.weights[:1], expert.biases[:1])


def test_odds_are_those_of_the_outputs_probabilities() -> None:
    logits = np.log(np.array([[0.7, 0.2, 0.1]], "f4"))
    np.testing.assert_allclose(
        supraventricular_logit(logits), np.log(0.2 / 0.8), rtol=1e-5
    )
    np.testing.assert_allclose(fibrillation_logit(logits), np.log(0.1 / 0.9), rtol=1e-5)
