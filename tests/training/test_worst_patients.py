"""Figures of every patient, and pictures of the worst and of the surest errors."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.data_folder import DATA, needs
from tests.training.annotated import annotated_record
from tests.training.made_folds import (
    FOLDS,
    come_early,
    made_experts,
    untrained_expert,
    write_records,
)
from training import failures
from training.errors import TrainingError
from training.scoring import context_folds
from training.scoring.judged_records import JudgedRecord, judged_by_networks
from training.worst_patients import main, patient_figures

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
_S = 1


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """Networks that call no beat S, and the records that they judged."""
    networks, data = tmp_path / "networks", tmp_path / "data"
    made_experts(networks, tmp_path / "timing", pairs=False)
    come_early(networks)
    data.mkdir()
    write_records(networks, data)
    return networks, data


@pytest.fixture
def untrained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have an expert that says little, instead of training one for each fold."""
    monkeypatch.setattr(context_folds, "train_context_expert", untrained_expert)


def test_the_worst_of_the_folds_are_printed_and_drawn(
    made: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    networks, data = made
    out = tmp_path / "out"
    words = ["--networks", networks, "--data", data, "--out", out, "--worst", 2]
    assert main([str(word) for word in words]) == 0
    figures = json.loads((out / "patients.json").read_text())
    assert set(figures["patients"]) == set(FOLDS)
    errors = [row["errors"] for row in figures["patients"].values()]
    assert errors == sorted(errors, reverse=True)
    # Only the context expert of the other folds knows what comes early.
    found = np.sum([row["confusion"] for row in figures["patients"].values()], axis=0)
    assert found[_S, _S] > 0.4 * found[_S].sum()
    said = capsys.readouterr().out
    assert next(iter(figures["patients"])) in said.splitlines()[0]
    assert "pictures of the worst 2" in said
    assert (out / "worst.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("timing", [[], ["timing"]])
def test_the_surest_errors_of_patients_held_out_are_drawn(
    made: tuple[Path, Path], untrained: None, tmp_path: Path, timing: list[str]
) -> None:
    networks, data = made
    out = tmp_path / "held_out.png"
    words = ["--networks", networks, "--data", data, "--out", out]
    words += ["--timing", *(tmp_path / name for name in timing)]
    assert failures.main([str(word) for word in words]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")


def _other_labels(networks: Path, data: Path) -> None:
    annotated_record(data, "101")


def _two_folds(networks: Path, data: Path) -> None:
    (networks / "without-2.npz").unlink()


def _no_record(networks: Path, data: Path) -> None:
    (data / "803.atr").unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_other_labels, "101 is another record"),
        (_two_folds, r"of 3 folds, but of 2\..*fold_networks"),
        (_no_record, "No folder of --data holds record 803"),
    ],
)
def test_what_does_not_fit_is_named(
    made: tuple[Path, Path],
    untrained: None,
    spoil: Callable[[Path, Path], None],
    message: str,
) -> None:
    networks, data = made
    spoil(networks, data)
    with pytest.raises(TrainingError, match=re.compile(message)):
        list(judged_by_networks(networks, [data]))


@needs("mitdb")
def test_the_surest_errors_of_a_bundle_are_drawn_with_what_it_saw(
    tmp_path: Path,
) -> None:
    out = tmp_path / "failures.png"
    words = ["--bundle", "every-lead", "--data", DATA / "mitdb", "--records", "231"]
    assert failures.main([str(word) for word in [*words, "--out", out]]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")


def _judged(name: str, label: list[int], said: list[int]) -> JudgedRecord:
    n = len(label)
    probabilities = np.eye(3, dtype=np.float32)[said] * np.linspace(0.5, 1, n)[:, None]
    return JudgedRecord(
        Path(name),
        np.arange(n) * 100,
        np.array(label, np.uint8),
        probabilities.astype(np.float32),
    )


def test_the_surest_of_each_kind_come_first_where_there_are_most() -> None:
    # Two of N called V in one record; one of V called N in each of three.
    records = [_judged("a", [0, 0, 2], [2, 2, 0]), _judged("b", [2, 0], [0, 0])]
    records += [_judged("c", [0, 2], [0, 0]), _judged("d", [0], [0])]
    found = failures.surest_errors(records, 3)
    shown = [(each.record.name, each.row, each.predicted) for each in found]
    assert shown == [("a", 2, 0), ("c", 1, 0), ("a", 1, 2)]
    assert [each.confidence for each in found] == [1.0, 1.0, 0.75]


def test_the_distribution_is_of_patients_that_have_such_beats() -> None:
    judged = [_judged("a", [0, 0, 2, 2], [0, 0, 2, 0]), _judged("b", [0] * 4, [0] * 4)]
    distribution = patient_figures(judged, ["N", "S", "V"])["distribution"]
    assert distribution["F1 V"].pop("patients") == 1
    assert list(distribution["F1 V"].values()) == [0.6667] * 5
    assert distribution["F1 S"] == {"patients": 0}
    assert distribution["errors"]["0.5"] == 0.125
