"""Networks on every lead without some folds, and experts of timing without them."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.core.synthetic_ecg import synthetic_record
from tests.training.records.rhythms import rhythm_of
from training.errors import TrainingError
from training.networks.recipes import CONTEXT
from training.records.dataset import LabelledRecord, labelled
from training.records.lead_beats import read_judged

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

_RECIPE = replace(
    CONTEXT, settings=replace(CONTEXT.settings, epochs=1, batch_size=32, n_normal=40)
)
_FOLDS = {"101": 0, "106": 1, "108": 2}


@pytest.fixture(scope="module")
def leads() -> list[LabelledRecord]:
    made = []
    for seed, name in enumerate(_FOLDS):
        ecg = synthetic_record(60.0, seed=seed, name=name)
        made += [
            labelled(ecg.record, ecg.beats, CONTEXT.spec, lead=lead) for lead in (0, 1)
        ]
    return made


def test_every_lead_of_the_folds_left_out_is_judged(
    leads: list[LabelledRecord], tmp_path: Path
) -> None:
    from training.fold_networks import run_without

    path = run_without(leads, _FOLDS, (0, 2), _RECIPE, tmp_path)
    assert path == tmp_path / "without-0-2.npz"
    judged, run = read_judged(path)
    assert json.loads(run)["split"]["training"] == ["106"]
    assert set(judged.beats.record) == {"101", "108"}
    assert set(judged.beats.lead.tolist()) == {0, 1}
    expected = [lead.labels for lead in leads if lead.name != "106"]
    np.testing.assert_array_equal(judged.beats.label, np.concatenate(expected))
    assert judged.logits.shape[1:] == (3,)
    assert judged.embedding.shape[1:] == (128,)
    made = path.read_bytes()
    run_without(leads, _FOLDS, (0, 2), _RECIPE, tmp_path)
    assert path.read_bytes() == made
    longer = replace(_RECIPE, settings=replace(_RECIPE.settings, epochs=2))
    with pytest.raises(TrainingError, match="another recipe"):
        run_without(leads, _FOLDS, (0, 2), longer, tmp_path)


def test_a_network_of_all_patients_goes_on_where_it_was_stopped(
    leads: list[LabelledRecord], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import fold_networks
    from training.fold_networks import train_on_all

    folder = train_on_all(leads, _RECIPE, tmp_path)
    assert folder == tmp_path / "all-1"
    run = json.loads((folder / "history.json").read_text())["run"]
    assert run["split"]["training"] == ["101", "106", "108"]
    assert not run["split"]["test"]
    made = (folder / "epoch-1.keras").read_bytes()
    train_on_all(leads, _RECIPE, tmp_path)
    assert (folder / "epoch-1.keras").read_bytes() == made
    other = replace(_RECIPE, settings=replace(_RECIPE.settings, seed=2))
    places: list[Path] = []
    monkeypatch.setattr(fold_networks, "train", lambda *given: places.append(given[3]))
    assert train_on_all(leads, other, tmp_path) == tmp_path / "all-2"
    assert places == [tmp_path / "all-2"]


def test_networks_of_one_lead_are_asked_about_every_lead(
    leads: list[LabelledRecord], tmp_path: Path
) -> None:
    from training.fold_networks import run_without

    second = leads[1::2]
    path = run_without(leads, _FOLDS, (0,), _RECIPE, tmp_path, second)
    judged, run = read_judged(path)
    assert [name for name, _ in json.loads(run)["data"]] == ["106", "108"]
    assert set(judged.beats.record) == {"101"}
    assert set(judged.beats.lead.tolist()) == {0, 1}
    with pytest.raises(TrainingError, match="other signals or labels"):
        run_without(leads, _FOLDS, (0,), _RECIPE, tmp_path)


def test_seeds_share_folds_and_may_learn_from_one_lead(
    leads: list[LabelledRecord], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import fold_networks
    from training.cross_validate import patient_folds

    def records(*_: object, every_lead: bool = False) -> list[LabelledRecord]:
        return leads if every_lead else leads[::2]

    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(fold_networks, "training_records", records)
    monkeypatch.setattr(fold_networks, "run_without", lambda *g: calls.append(g))
    words = ["--data", str(tmp_path), "--work", str(tmp_path), "--folds", "3"]
    for more in ("--seed 1", "--seed 2", "--fold-seed 3", "--lead preferred"):
        assert fold_networks.main([*words, "--without", "0", *more.split()]) == 0
    asked, folds, _, recipes, _, learned = zip(*calls, strict=True)
    assert [recipe.settings.seed for recipe in recipes] == [1, 2, 1, 1]
    deals = [patient_folds(leads, 3, seed) for seed in (1, 1, 3, 1)]
    assert list(folds) == deals
    assert deals[2] != deals[0]
    assert all(records is leads for records in asked)
    assert [len(some) for some in learned] == [6, 6, 6, 3]


def test_an_expert_of_timing_tells_early_beats_of_a_patient_it_never_saw(
    tmp_path: Path,
) -> None:
    from training.networks.timing_training import TimingSettings
    from training.records.timing_beats import timing_beats
    from training.timing import write_without

    rng = np.random.default_rng(1)
    rhythms = []
    for number, name in enumerate("abcd"):
        letters = "".join(rng.choice(list("NNNNNNNNNS"), 600))
        made = rhythm_of(letters, name=name)
        rhythms.append(replace(made, time_s=made.time_s * (1 + number / 4)))
    beats = timing_beats(rhythms, "judged", 1, judged=True)
    settings = TimingSettings(epochs=15, batch_size=64)
    path = write_without(rhythms[3:], beats, [3], settings, tmp_path, "run")
    with np.load(path) as said:
        names, logits = said["record"], said["logits"]
    assert names.tolist() == ["d"] * 600
    early = logits[:, 1] > logits[:, 0]
    assert (early == (rhythms[3].labels == 1)).mean() > 0.95
