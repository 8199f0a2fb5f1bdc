"""Nested cross-validation: levers are chosen inside and scored outside."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.training.made_folds import made_experts
from tests.training.records.test_annotated_rhythm import annotated
from training.nested import main


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    made_experts(tmp_path / "networks", tmp_path / "all", pairs=False)
    (tmp_path / "days").mkdir()
    annotated(tmp_path / "days")
    return [
        *("--networks", str(tmp_path / "networks"), "--timing", str(tmp_path / "all")),
        *("--rhythms", str(tmp_path / "days"), "--folds", "3"),
        *("--json", str(tmp_path / "nested.json")),
    ]


def test_two_leads_and_timing_are_worth_what_they_know(
    arguments: list[str], tmp_path: Path
) -> None:
    assert main(arguments) == 0
    result = json.loads((tmp_path / "nested.json").read_text())
    assert not result["strict"]
    outer = {name: rows["DS1"]["f1"] for name, rows in result["outer"].items()}
    assert outer["every lead"]["V"] > outer["one lead"]["V"] + 0.02
    assert outer["and the timing expert"]["S"] > outer["every lead"]["S"] + 0.5
    assert len(result["choices"]) == 3
    assert result["timing"]["all"]["DS1"]["auc"] > 0.99
    assert result["timing"]["all"]["DS1"]["records"] == 3
    last = result["outer"]["and the sequence"]["svdb"]
    assert set(last["patients"]) == {"800", "801", "803"}
    low, high = last["intervals"]["V F1"]
    assert low <= last["f1"]["V"] <= high
    assert set(result["inner"]["one lead"]["svdb"]) == {
        "N F1", "S F1", "V F1", "macro-F1", "accuracy",
    }  # fmt: skip


def test_with_experts_without_two_folds_the_estimate_is_strict(
    arguments: list[str], tmp_path: Path
) -> None:
    made_experts(tmp_path / "networks", tmp_path / "all", pairs=True)
    assert main(arguments) == 0
    assert json.loads((tmp_path / "nested.json").read_text())["strict"]


def test_the_outer_fold_chooses_nothing(arguments: list[str], tmp_path: Path) -> None:
    assert main(arguments) == 0
    before = json.loads((tmp_path / "nested.json").read_text())
    path = tmp_path / "networks" / "without-0.npz"
    with np.load(path) as arrays:
        columns = dict(arrays)
    columns["label"] = (columns["label"] + 1) % 3
    np.savez(path, **columns)
    assert main(arguments) == 0
    after = json.loads((tmp_path / "nested.json").read_text())
    assert after["choices"][0] == before["choices"][0]
    assert after["choices"][1] != before["choices"][1]
    assert after["outer"] != before["outer"]


def test_missing_networks_are_named(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "networks" / "without-2.npz").unlink()
    assert main(arguments) == 1
    assert "without-2.npz is missing" in capsys.readouterr().err
    assert main([*arguments, "--only", "0", "1"]) == 0
    result = json.loads((tmp_path / "nested.json").read_text())
    assert result["folds"] == [0, 1]
    assert set(result["outer"]["one lead"]["svdb"]["patients"]) == {"800", "801"}
