"""The context expert's nested cross-validation: the outer fold chooses nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.classifier.beat_context import CONTEXT_NAMES, TIMED_NAMES, timed_context
from ecgviewer.classifier.context_expert import read_context_expert
from ecgviewer.classifier.timing_expert import TimingExpert, supraventricular_logit
from ecgviewer.preprocessing.timing_window import TIMING_NAMES
from tests.training.made_folds import (
    come_early,
    made_experts,
    untrained_expert,
)
from training.context import main
from training.records.fold_beats import fold_file, read_fold
from training.scoring import context_folds
from training.scoring.context_folds import VARIANTS
from training.scoring.surroundings import surroundings

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
_S_BEATS = 1


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    made_experts(tmp_path / "networks", tmp_path / "timing", pairs=False)
    come_early(tmp_path / "networks")
    return [
        *("--networks", str(tmp_path / "networks"), "--folds", "3"),
        *("--json", str(tmp_path / "context.json")),
    ]


def _result(tmp_path: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((tmp_path / "context.json").read_text())
    return result


def test_context_tells_early_beats_of_patients_of_any_rate(
    arguments: list[str], tmp_path: Path
) -> None:
    assert main([*arguments, "--expert", str(tmp_path / "context.npz")]) == 0
    result = _result(tmp_path)
    assert not any(result["strict"].values())
    assert tuple(result["outer"]) == VARIANTS
    networks, _, _, best, ready, _ = (
        result["outer"][name]["DS1"]["f1"] for name in VARIANTS
    )
    assert best["S"] > networks["S"] + 0.4
    assert best["V"] == pytest.approx(networks["V"], abs=0.02)
    # Calibration may move what is nearly even, and no more.
    assert ready["S"] == pytest.approx(best["S"], abs=0.1)
    stress = result["mostly S"]
    assert list(stress) == ["networks", *VARIANTS[-2:]]
    assert len(stress["networks"]["built, half S"]["patients"]) == 6
    gain = result["gains"][VARIANTS[3]]["DS1"]
    assert gain["S F1"]["gain"] == pytest.approx(best["S"] - networks["S"], abs=1e-3)
    low, high = gain["S F1"]["interval"]
    assert 0 < low <= high
    before, after = gain["mean S F1 of patients"]
    assert gain["patients with S"] == 3
    assert after > before
    # No beat of the tachycardia of 106 is earlier than those around it.
    found = [result["outer"][name]["DS1"]["patients"]["106"] for name in VARIANTS]
    right = [row["confusion"][_S_BEATS][_S_BEATS] for row in found]
    assert right[1] > right[0] + 40
    assert right[3] > right[2] + 40
    expert = read_context_expert(tmp_path / "context.npz")
    assert len(expert.mean) == len(CONTEXT_NAMES)


def test_experts_of_timing_are_inputs_too(arguments: list[str], tmp_path: Path) -> None:
    timing, path = tmp_path / "timing", tmp_path / "context.npz"
    words = [*arguments, "--timing", str(timing), "--only", "0"]
    assert main([*words, "--expert", str(path)]) != 0
    n = len(TIMING_NAMES)
    TimingExpert(
        np.zeros(n, "f4"),
        np.ones(n, "f4"),
        (np.zeros((n, 3), "f4"),),
        (np.zeros(3, "f4"),),
    ).write(timing / "timing.npz")
    assert main([*words, "--expert", str(path)]) == 0
    expert = read_context_expert(path)
    assert len(expert.timing) == 1
    assert len(expert.mean) == len(CONTEXT_NAMES) + len(TIMED_NAMES)


def test_what_timing_says_of_a_beat_is_beside_its_context(tmp_path: Path) -> None:
    networks, timing = tmp_path / "networks", tmp_path / "timing"
    made_experts(networks, timing, pairs=False)
    plain = surroundings(read_fold(networks, {}, [0]))
    timed = surroundings(read_fold(networks, {"timing": timing}, [0]))
    n = len(CONTEXT_NAMES)
    np.testing.assert_array_equal(timed.context[:, :n], plain.context)
    assert plain.context.shape[1] == n
    for own in timed.by_record().values():
        odds = supraventricular_logit(timed.beats.timing[own, 0])
        np.testing.assert_array_equal(timed.context[own, n:], timed_context(odds))
    is_s = timed.beats.label == _S_BEATS
    assert timed.context[is_s, n].min() > timed.context[~is_s, n].max()


def test_networks_without_two_folds_make_it_strict(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context_folds, "train_context_expert", untrained_expert)
    made_experts(tmp_path / "networks", tmp_path / "timing", pairs=True)
    fold_file(tmp_path / "networks", "without", [1, 2]).unlink()
    come_early(tmp_path / "networks")
    assert main([*arguments, "--only", "0", "1"]) == 0
    result = _result(tmp_path)
    assert result["strict"] == {"0": True, "1": False}
    assert result["folds"] == [0, 1]


def test_the_outer_fold_chooses_nothing(arguments: list[str], tmp_path: Path) -> None:
    assert main([*arguments, "--only", "0"]) == 0
    before = _result(tmp_path)
    path = tmp_path / "networks" / "without-0.npz"
    with np.load(path) as arrays:
        columns = dict(arrays)
    columns["label"] = (columns["label"] + 1) % 3
    np.savez(path, **columns)
    assert main([*arguments, "--only", "0"]) == 0
    after = _result(tmp_path)
    chosen = "added to the odds of S"
    assert after[chosen] == before[chosen]
    assert after["outer"] != before["outer"]
