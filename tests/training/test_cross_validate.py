from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from training.errors import TrainingError
from training.networks.calibration import Calibration
from training.networks.recipes import CONTEXT, Recipe
from training.records.dataset import LabelledRecord, labelled

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.fixture(scope="module")
def records() -> list[LabelledRecord]:
    made = []
    for seed, name in enumerate(("101", "201", "209", "220", "800", "801", "803")):
        synthetic = synthetic_record(60.0, seed=seed, name=name)
        made.append(labelled(synthetic.record, synthetic.beats, CONTEXT.spec))
    return made


def test_folds_hold_every_patient_once_and_both_databases(
    records: list[LabelledRecord],
) -> None:
    from training.cross_validate import patient_folds

    folds = patient_folds(records, 3, seed=1)
    assert set(folds) == {record.name for record in records}
    for names in (("101", "201", "209", "220"), ("800", "801", "803")):
        assert {folds[name] for name in names} == {0, 1, 2}
    assert folds == patient_folds(records, 3, seed=1)


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    settings = replace(CONTEXT.settings, epochs=1, batch_size=32, n_normal=40)
    return replace(CONTEXT, settings=settings)


@pytest.fixture(scope="module")
def work(
    records: list[LabelledRecord],
    recipe: Recipe,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return where two folds were trained."""
    from training.cross_validate import patient_folds, run_fold

    folder = tmp_path_factory.mktemp("folds")
    folds = patient_folds(records, 2, seed=1)
    for number in range(2):
        run_fold(records, folds, number, recipe, folder)
    return folder


def test_every_beat_is_judged_by_a_network_that_never_saw_it(
    records: list[LabelledRecord], work: Path
) -> None:
    from training.cross_validate import held_out, report

    beats = held_out(work, 2, records)
    assert len(beats.label) == sum(len(record.labels) for record in records)
    np.testing.assert_allclose(beats.probabilities.sum(axis=1), 1, atol=1e-5)
    for record in records:
        rows = beats.record == record.name
        np.testing.assert_array_equal(beats.label[rows], record.labels)
    assert beats.rhythm.any()
    assert len(beats.of(True).label) + len(beats.of(False).label) == len(beats.label)
    figures = report(beats)
    plain = figures["choices"]["ectopic +0, S less 0 where irregular"]
    expected = beats.of(True).figures(Calibration(**figures["calibration"]))
    assert plain["DS1 accuracy"] == expected["accuracy"]


def test_a_fold_of_other_labels_or_another_recipe_is_refused(
    records: list[LabelledRecord], recipe: Recipe, work: Path, tmp_path: Path
) -> None:
    from training.cross_validate import patient_folds, run_fold

    shutil.copytree(work, tmp_path, dirs_exist_ok=True)
    folds = patient_folds(records, 2, seed=1)
    made = (tmp_path / "fold-0.npz").read_bytes()
    run_fold(records, folds, 0, recipe, tmp_path)
    for number, title in enumerate(
        ("other signals or labels to judge", "signals or l")
    ):
        place = [folds[r.name] == number for r in records].index(True)
        corrected = list(records)
        labels = (records[place].labels + 1) % 3
        corrected[place] = replace(records[place], labels=labels.astype("u1"))
        with pytest.raises(TrainingError, match=rf"fold-0.*{title}.*--work"):
            run_fold(corrected, folds, 0, recipe, tmp_path)
    longer = replace(recipe, settings=replace(recipe.settings, epochs=2))
    with pytest.raises(TrainingError, match="another recipe"):
        run_fold(records, folds, 0, longer, tmp_path)
    assert (tmp_path / "fold-0.npz").read_bytes() == made
    (tmp_path / "fold-0.npz").write_bytes(made[:100])
    with pytest.raises(TrainingError, match=r"fold-0\.npz is damaged"):
        run_fold(records, folds, 0, recipe, tmp_path)
