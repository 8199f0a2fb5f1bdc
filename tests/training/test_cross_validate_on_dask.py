"""Folds are trained by workers of a Dask cluster as by one process, records by URL."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.training.annotated import annotated_record
from training.networks.recipes import RECIPES
from training.records.splits import DS1

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
_WORDS = ("--folds", "2", "--size", "32", "--recipe", "context")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """DS1 and two records more, synthesised; what is kept goes below a home here."""
    from training import cross_validate

    home = tmp_path / "home"
    # Workers that are started from here on have it, too.
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(cross_validate, "CACHE", home / ".cache/ecgviewer-training")
    recipe = RECIPES["context"]
    settings = replace(recipe.settings, epochs=1, batch_size=64, n_normal=20)
    small = {"context": replace(recipe, settings=settings)}
    monkeypatch.setattr(cross_validate, "RECIPES", small)
    for folder, names in (("ds1", DS1), ("extra", ("800", "801"))):
        (tmp_path / folder).mkdir()
        for seed, name in enumerate(names):
            annotated_record(tmp_path / folder, name, seed, 10.0)
    return tmp_path


def _said(work: Path) -> dict[str, Any]:
    """Return what the network of the second fold says."""
    with np.load(work / "fold-1.npz") as arrays:
        return {name: arrays[name] for name in arrays.files}


def test_folds_on_dask_are_those_of_one_process(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from training.cross_validate import main

    words = [*_WORDS, "--extra", str(data / "extra")]
    there, here = data / "there", data / "here"
    on_dask = ["--engine", "dask", "--jobs", "2", "--work", str(there)]
    assert main([*words, "--data", (data / "ds1").as_uri(), *on_dask]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert set(figures["choices"]["ectopic +0, S less 0 where irregular"]) >= {
        *("DS1 accuracy", "svdb accuracy")
    }
    in_turn = ["--data", str(data / "ds1"), "--work", str(here), "--fold", "1"]
    assert main([*words, *in_turn]) == 0
    one, other = _said(there), _said(here)
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])
