"""Beats with what all experts say of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.training.made_folds import FOLDS, made_experts
from training.errors import TrainingError
from training.records.fold_beats import (
    fold_file,
    folds_in,
    joined,
    log_prior,
    of_folds,
    read_fold,
    timing_run,
    write_timing,
)


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    networks, timing = tmp_path / "networks", tmp_path / "all"
    made_experts(networks, timing, pairs=True)
    return networks, timing


def test_experts_speak_of_the_same_beats(places: tuple[Path, Path]) -> None:
    networks, timing = places
    one = read_fold(networks, {"all": timing, "again": timing}, [0])
    assert set(one.record) == {"101", "800"}
    assert one.logits.shape == (800, 2, 3)
    assert one.timing.shape == (800, 2, 3)
    assert ((one.timing[:, 0, 1] > 4) == (one.label == 1)).mean() > 0.95
    assert one.is_ds1.sum() == 400
    two = of_folds(read_fold(networks, {"all": timing}, [1, 0]), FOLDS, 0)
    np.testing.assert_array_equal(two.label, one.label)
    assert not np.array_equal(two.logits, one.logits)


def test_folds_are_those_that_the_networks_left_out(places: tuple[Path, Path]) -> None:
    assert folds_in(places[0], range(3)) == FOLDS
    fold_file(places[0], "without", [1]).unlink()
    with pytest.raises(TrainingError, match=r"-1\.npz is missing.*fold_networks"):
        folds_in(places[0], range(3))


def test_experts_of_other_records_are_refused(places: tuple[Path, Path]) -> None:
    networks, timing = places
    path = fold_file(timing, "timing-without", [0])
    write_timing(path, ["101"] * 400 + ["800"] * 399, np.zeros((799, 3), "f4"), "run")
    assert timing_run(path) == "run"
    with pytest.raises(TrainingError, match="fewer beats of 800 than the networks"):
        read_fold(networks, {"all": timing}, [0])
    # A beat beyond the end of the signal has a time alone.
    write_timing(path, ["101"] * 401 + ["800"] * 400, np.zeros((801, 3), "f4"), "run")
    assert len(read_fold(networks, {"all": timing}, [0])) == 800
    path.write_bytes(b"PK")
    with pytest.raises(TrainingError, match=r"timing-without-0\.npz is damaged"):
        read_fold(networks, {"all": timing}, [0])


def test_folds_are_joined(places: tuple[Path, Path]) -> None:
    parts = [read_fold(places[0], {"all": places[1]}, [n]) for n in range(3)]
    assert len(joined(parts)) == 2400
    np.testing.assert_allclose(
        np.exp(log_prior(np.array([0, 0, 0, 2], "u1"), 3)), [0.75, 0.25, 0.25]
    )
