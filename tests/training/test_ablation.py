from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from training.records.dataset import LabelledRecord, labelled

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def _records(names: tuple[str, ...]) -> list[LabelledRecord]:
    from training.ablation import ROWS

    made = []
    for seed, name in enumerate(names):
        ecg = synthetic_record(60.0, seed=seed, name=name)
        made.append(labelled(ecg.record, ecg.beats, ROWS[0].recipe.spec))
    return made


def test_a_row_has_the_mean_and_spread_of_seeds_and_folds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import ablation
    from training.cross_validate import held_out, patient_folds
    from training.networks.calibration import fit_calibration

    monkeypatch.setattr(ablation, "_EPOCHS", 1)
    monkeypatch.setattr(ablation, "_N_NORMAL", 40)
    records = _records(("101", "201", "209", "800", "801", "803"))
    ablation.run_row(records, ablation.ROWS[1], 1, tmp_path)
    run = held_out(tmp_path, ablation.FOLDS, records)
    folds = patient_folds(records, ablation.FOLDS, 1)
    figures = ablation.row_figures([run], [folds])
    assert {name.split()[0] for name in figures} == {"DS1", "svdb"}
    assert all(0 <= mean <= 1 and spread >= 0 for mean, spread in figures.values())
    calibration = fit_calibration(run.probabilities, run.label)
    parts = [
        run.of_records([name for name, fold in folds.items() if fold == number])
        for number in range(ablation.FOLDS)
    ]
    expected = [part.of(True).figures(calibration)["accuracy"] for part in parts]
    mean, spread = figures["DS1 accuracy"]
    assert (mean, spread) == (np.mean(expected), np.std(expected, ddof=1))
    right = replace(run, probabilities=np.eye(3, dtype=np.float32)[run.label])
    assert ablation.row_figures([right], [folds])["svdb accuracy"] == [1.0, 0.0]


def test_rows_differ_in_what_they_are_named_for() -> None:
    from training.ablation import ROWS

    variants = {(row.picture, row.rhythm, row.extra) for row in ROWS}
    assert len(variants) == len(ROWS)
    assert all(row.recipe.spec.rhythm == row.rhythm for row in ROWS)
    assert all(row.recipe.spec.picture == row.picture for row in ROWS)
