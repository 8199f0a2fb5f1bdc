from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.classifier.bundle import Bundle, load_bundle
from ecgviewer.classifier.bundle_folders import bundle_paths, find_bundle
from training.errors import TrainingError
from training.figures import (
    figures_table,
    folds_table,
    main,
    markdown_table,
    read_outer,
)
from training.model_card import model_card
from training.release import main as release
from training.release import store_metrics
from training.scoring.comparison import is_worse
from training.scoring.metrics import confusion_figures

_ROOT = Path(__file__).parents[2]
_PAGE = _ROOT / "resources/guide/31-the-classifier.md"


@pytest.mark.parametrize("name", bundle_paths())
def test_the_guide_has_the_figures_of_the_shipped_bundles(name: str) -> None:
    table = figures_table(load_bundle(find_bundle(name)).metrics)
    page = _PAGE.read_text(encoding="utf-8")
    assert table in page, f"python -m training.figures {name}"


def test_the_guide_has_the_figures_of_patients_held_out() -> None:
    table = folds_table(read_outer(_ROOT / "training/results/context.json"))
    page = _PAGE.read_text(encoding="utf-8")
    assert table in page, "python -m training.figures --folds"


def test_figures_of_patients_held_out_stand_beside_their_goals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = {
        "macro_f1": 0.8,
        "f1": {"S": 0.5, "V": 0.91234},
        "ece": 0.0123,
        "errors_in_least_confident_5pct": 0.567,
        "patients_with_v_f1_below_0.8": [1, 4],
        "intervals": {"S F1": [0.4, 0.6], "V F1": [0.8, 0.95]},
    }
    variant = "the same, networks trusted where most may be S"
    path = tmp_path / "figures.json"
    path.write_text(json.dumps({"outer": {variant: {"DS1": some, "svdb": some}}}))
    assert main(["--folds", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("| F1 V | 0.912 (0.80–0.95) | ≥ 0.95 | 0.912")
    assert "| 57 % | ≥ 60 % |" in lines[6]
    assert "| 1 of 4, 25 % | ≤ 10 % |" in lines[7]
    path.write_text("[]")
    assert main(["--folds", str(path)]) == 1
    assert "figures.json does not hold figures" in capsys.readouterr().err


def test_the_readme_has_the_figures_of_the_default_bundle() -> None:
    table = figures_table(load_bundle(find_bundle()).metrics)
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    assert table in readme, "python -m training.figures"


def test_the_model_card_is_that_of_its_figures() -> None:
    bundle = load_bundle(find_bundle())
    card = (bundle.path / "README.md").read_text(encoding="utf-8")
    assert card == model_card(bundle), "python -m training.model_card"


def test_the_card_tells_of_patients_held_out_and_of_both_maps(tmp_path: Path) -> None:
    shutil.copytree(find_bundle(), tmp_path / "copy")
    folds = _ROOT / "training/results/context.json"
    assert release(["--bundle", str(tmp_path / "copy"), "--folds", str(folds)]) == 0
    bundle = load_bundle(tmp_path / "copy")
    found = bundle.metrics["ds2"]["end_to_end"] | {
        "bxb_map": _BAD,
        "without_232": _GOOD,
        "mean_f1_of_patients": {"S": {"f1": 0.4321, "patients": 7}},
        "intervals": {"S F1": [0.1234, 0.5]},
    }
    told = {"reference_peaks": found | bundle.metrics["ds2"]["reference_peaks"]}
    metrics = {**bundle.metrics, "ds2": told | {"end_to_end": found}}
    card = model_card(replace(bundle, metrics=metrics))
    assert folds_table(read_outer(folds)) in card
    assert "S 0.701 (44 patients)" in card
    assert "of the 74 patients, quantiles: 0.0 % at 0.1" in card
    assert "The worst ten make 3,257 of the 5,316 errors: 822 657, 854 454" in card
    _, after = card.split("## DS2, end to end")
    assert "S 0.432 (7 patients). 95 % intervals by bootstrap" in after
    assert "S F1 0.123 to 0.500" in after
    assert "| the same without 232 | 0.889 |" in after
    assert "| bxb's map (escape beats are S) | 0.778 |" in after


def test_figures_without_a_value_leave_their_cell_empty() -> None:
    table = markdown_table(
        ["a", "b"], [("row", [0.5, float("nan")]), ("two", [None, 1])]
    )
    assert table.splitlines()[2:] == ["| row | 0.500 |  |", "| two |  | 1.000 |"]


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seed-cnn"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("| published | 0.862 | 0.600 |")
    assert len({line.count("|") for line in lines}) == 1


def _figures(*confusion: tuple[int, int, int]) -> dict[str, Any]:
    return confusion_figures(np.array(confusion), ["N", "S", "V"])


_GOOD = _figures((90, 5, 5), (5, 10, 0), (0, 0, 20))
_BAD = _figures((80, 10, 10), (5, 10, 0), (5, 0, 15))


def _retrained(held_out: dict[str, Any] | None) -> Bundle:
    some = {"before": _GOOD, "after": _BAD, "patients": {}}
    metrics = {"from": "old-1", "corrected": ["a", "b"], "old_patients": some}
    if held_out:
        metrics["held_out_patients"] = held_out
    return replace(load_bundle(find_bundle()), metrics={"retrained": metrics})


def test_the_card_of_a_retrained_bundle_says_whether_it_is_worse() -> None:
    patients = {"a": {"beats": 9, "accuracy": [0.5, 1], "S": [None, None], "V": [1, 0]}}
    worse = {"before": _GOOD, "after": _BAD, "patients": patients}
    card = model_card(_retrained(worse))
    assert "**Worse than old-1 on patients that were held out: accuracy 0.889" in card
    assert "| a | 9 | 0.500 → 1.000 | – → – | 1.000 → 0.000 |" in card
    better = {"before": _BAD, "after": _GOOD, "patients": patients}
    card = model_card(_retrained(better))
    assert "Worse" not in card
    assert "On patients that were held out, compared with old-1: accuracy 0.778" in card
    assert "**No corrected patient was held out" in model_card(_retrained(None))


def test_worse_is_what_falls_in_accuracy_or_macro_f1() -> None:
    for key in ("accuracy", "macro_f1"):
        fallen = _GOOD | {key: _GOOD[key] - 0.001}
        assert is_worse({"before": _GOOD, "after": fallen})
        assert not is_worse({"before": fallen, "after": _GOOD})
    assert not is_worse({"before": _GOOD, "after": _GOOD})


def test_a_bundle_without_figures_of_ds2_has_table_and_card() -> None:
    bundle = replace(load_bundle(find_bundle()), metrics={})
    assert figures_table(bundle.metrics).splitlines()[-1].startswith("| published")
    assert "It was not scored on DS2." in model_card(bundle)


def test_figures_of_an_earlier_version_are_named() -> None:
    with pytest.raises(TrainingError, match=r"seed-cnn.*accuracy_at_coverage"):
        model_card(load_bundle(find_bundle("seed-cnn")))


def _told(folder: Path, **changes: object) -> tuple[Path, list[str]]:
    """Return a bundle, and arguments that store its own figures in it again."""
    bundle = shutil.copytree(find_bundle(), folder / "bundle")
    ds2 = load_bundle(bundle).metrics["ds2"]
    files = []
    for kind in ("reference_peaks", "end_to_end"):
        files.append(folder / f"{kind}.json")
        files[-1].write_text(json.dumps(ds2[kind] | changes))
    store_metrics(bundle, {"ds2": {}})
    (bundle / "README.md").unlink()
    return bundle, ["--bundle", str(bundle), "--ds2", *map(str, files)]


def test_figures_of_ds2_are_stored_with_a_card(tmp_path: Path) -> None:
    shipped = load_bundle(find_bundle())
    bundle, arguments = _told(tmp_path)
    assert release(arguments) == 0
    assert load_bundle(bundle).metrics["ds2"] == shipped.metrics["ds2"]
    card = (bundle / "README.md").read_text(encoding="utf-8")
    assert card == (shipped.path / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"classifier_id": "other-1"}, "does not hold figures of every-lead"),
        ({"records": ["100"]}, "does not hold figures of DS2"),
    ],
)
def test_figures_of_something_else_are_refused(
    changes: dict[str, object],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, arguments = _told(tmp_path, **changes)
    assert release(arguments) == 1
    assert said in capsys.readouterr().err


def test_figures_of_found_beats_are_told_from_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, arguments = _told(tmp_path)
    arguments[-1] = arguments[-2]
    assert release(arguments) == 1
    assert "is not of found beats; use --detected" in capsys.readouterr().err
