"""What levers are worth: means and spreads of outer folds, which choose nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.classifier.context_expert import ContextExpert
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.labels import Labels
from tests.training.made_folds import come_early, made_experts
from training.lever_seeds import main
from training.records.fold_beats import fold_file
from training.scoring import context_folds

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
_ONE, _EVERY = "learned from one lead", "learned from every lead"
_FIRST, _ALL = "looking at the first lead", "looking at every lead"
_ROWS = [
    f"{_ONE}, {_FIRST}",
    f"{_ONE}, {_ALL}",
    f"{_EVERY}, {_FIRST}",
    f"{_EVERY}, {_ALL}",
    "and tachycardia as S",
    "and the context expert",
    "and experts of timing",
    "and networks trusted where most may be S",
]


def linear_expert(inputs: Float32Array, label: Labels, *_: object) -> ContextExpert:
    """Return what tells the mean S from the mean N, in place of a trained expert."""
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-3
    z = (inputs - mean) / scale
    s, n = (z[label == place].mean(axis=0) for place in (1, 0))
    weights, bias = s - n, (n @ n - s @ s) / 2
    layers = (weights[:, None].astype("f4"),), (np.full(1, bias, "f4"),)
    return ContextExpert(mean, scale.astype("f4"), *layers)


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two seeds that learned from one lead, and two from every lead."""
    monkeypatch.setattr(context_folds, "train_context_expert", linear_expert)
    for seed, name in enumerate(("one-1", "one-2", "every-1", "every-2")):
        made_experts(tmp_path / name, tmp_path / "timing", pairs=False, seed=seed)
        come_early(tmp_path / name)
    return [
        *("--preferred", str(tmp_path / "one-1"), str(tmp_path / "one-2")),
        *("--every", str(tmp_path / "every-1"), str(tmp_path / "every-2")),
        *("--timing", str(tmp_path / "timing"), "--folds", "3"),
        *("--json", str(tmp_path / "levers.json")),
    ]


def _result(tmp_path: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((tmp_path / "levers.json").read_text())
    return result


def _mean(result: dict[str, Any], row: int, title: str) -> float:
    return float(np.mean([seed[title] for seed in result["rows"][_ROWS[row]]]))


def test_each_lever_is_worth_what_it_knows(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    result = _result(tmp_path)
    assert list(result["rows"]) == _ROWS
    assert {len(seeds) for seeds in result["rows"].values()} == {2}
    assert not result["strict"]
    first, both, tachycardia, context = (
        [_mean(result, row, f"{name} F1, DS1") for name in "SV"] for row in range(2, 6)
    )
    assert both[1] > first[1] + 0.02
    # Of S, networks know nothing, the rule a run of 106, and the record early beats.
    assert tachycardia[0] > both[0] + 0.3
    assert context[0] > tachycardia[0] + 0.3
    values = [seed["V F1, svdb"] for seed in result["rows"][_ROWS[3]]]
    cell = f"{np.mean(values):.3f} ± {np.std(values, ddof=1):.3f}"
    printed = capsys.readouterr().out
    assert printed.count("\n| ") == 1 + len(_ROWS)
    assert cell in printed.split(_ROWS[3])[1].partition("\n")[0]


def test_timing_tells_beats_that_nothing_else_does(
    arguments: list[str], tmp_path: Path
) -> None:
    made_experts(tmp_path / "every-1", tmp_path / "timing", pairs=False)
    arguments.remove(str(tmp_path / "every-2"))
    assert main(arguments) == 0
    result = _result(tmp_path)
    context, timing = (_mean(result, row, "S F1, svdb") for row in (5, 6))
    assert timing > context + 0.5


def test_networks_without_two_folds_make_rows_of_their_own(
    arguments: list[str], tmp_path: Path
) -> None:
    made_experts(tmp_path / "every-1", tmp_path / "timing", pairs=True)
    come_early(tmp_path / "every-1")
    assert main(arguments) == 0
    result = _result(tmp_path)
    assert list(result["strict"]) == _ROWS[2:]
    assert {len(seeds) for seeds in result["strict"].values()} == {1}
    fold_file(tmp_path / "every-1", "without", [1, 2]).unlink()
    assert main(arguments) == 0
    assert _result(tmp_path) == {"rows": result["rows"], "strict": {}}


def test_one_seed_has_no_spread(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one-2", "every-2"):
        arguments.remove(str(tmp_path / name))
    assert main(arguments) == 0
    assert "±" not in capsys.readouterr().out
