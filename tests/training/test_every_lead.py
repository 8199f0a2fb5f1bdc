"""From records to a bundle of every lead with a context expert, and on to another."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.classifier.bundle import CONTEXT, load_bundle
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.labels import UNSET
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.formats.record_formats import annotations_of
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.preprocessing.spec import BY_TIME
from tests.training.annotated import annotated_record
from training.records.dataset import AAMI_OUTPUTS
from training.records.lead_beats import read_judged
from training.records.splits import DS1

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
_FOLDS = 2


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made records under the names of DS1, and one of a new patient."""
    folder = tmp_path_factory.mktemp("data")
    for seed, name in enumerate((*DS1, "new")):
        annotated_record(folder, name, seed, duration_s=40.0)
    return folder


@pytest.fixture(scope="module")
def work(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the commands wrote that the guide names, one after the other."""
    from training import cross_validate, every_lead, fold_networks, judge_again

    made = tmp_path_factory.mktemp("work")
    networks = ["--epochs", "1", "--normal", "40", "--folds", str(_FOLDS)]
    mitdb = ["--data", str(data)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cross_validate, "CACHE", made / "cache")
        for which, out in (
            (["--without", "0"], "folds"),
            (["--without", "1"], "folds"),
            (["--all", "--seed", "1"], "final"),
        ):
            words = [*mitdb, *networks, *which, "--work", str(made / out)]
            assert fold_networks.main(words) == 0
        words = ["--networks", str(made / "folds"), "--folds", str(_FOLDS)]
        words += [*mitdb, "--out", str(made / "again")]
        assert judge_again.main(words) == 0
    words = ["--final", str(made / "final"), "--networks", str(made / "again")]
    words += ["--out", str(made / "every"), "--folds", str(_FOLDS)]
    assert every_lead.main(words) == 0
    return made


def test_folds_are_judged_again_by_their_own_networks(work: Path) -> None:
    for number in range(_FOLDS):
        before, after = (
            read_judged(work / folder / f"without-{number}.npz")
            for folder in ("folds", "again")
        )
        assert "typical" not in json.loads(before[1])
        assert json.loads(after[1])["typical"] == BY_TIME
        for column in ("record", "lead", "label", "time_s"):
            old, new = (getattr(j.beats, column) for j, _ in (before, after))
            np.testing.assert_array_equal(old, new)
        assert after[0].logits.shape == before[0].logits.shape
        assert np.isfinite(after[0].logits).all()


def test_the_bundle_says_what_it_is_and_was_never_scored_on_ds2(work: Path) -> None:
    bundle = load_bundle(work / "every")
    told = json.loads((work / "every/bundle.json").read_text(encoding="utf-8"))
    assert told["every_lead"] is True
    assert bundle.spec.typical == BY_TIME
    assert set(bundle.training_records) == set(DS1)
    assert CONTEXT in bundle.digests
    assert set(bundle.metrics) == {"cross_validation", "context_expert"}
    (rows,) = bundle.metrics["cross_validation"].values()
    assert set(rows) == {"networks, every lead", "and the context expert"}


def test_a_record_is_answered_by_networks_on_every_lead_and_by_the_expert(
    work: Path, data: Path
) -> None:
    classifier = load_classifier(str(work / "every"))
    assert classifier.context_expert is not None
    record = read_record(data / "new.hea")
    analysis = RecordAnalysis(record, classifier)
    events = list(analysis.run())
    batches = [event for event in events if isinstance(event, PredictionBatch)]
    assert analysis.lead_names == ("MLII", "V1")
    # The last one is of what all beats together say.
    n_beats = sum(len(batch.beat_id) for batch in batches[:-1])
    assert 0 < len(batches[-1].beat_id) <= n_beats
    for batch in batches:
        np.testing.assert_allclose(batch.probabilities.sum(axis=1), 1, atol=1e-5)


def test_a_retrained_bundle_keeps_the_expert(
    work: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import retrain
    from training.networks.fine_tuning import fine_tuned
    from training.records import old_records, patients

    # The made records are called like those of a database.
    for module in (old_records, patients):
        monkeypatch.setattr(module, "known_identities", dict)
    monkeypatch.setattr(retrain, "CACHE", work / "cache")
    learned: list[list[str]] = []

    def seen(bundle: Any, corrected: Any, old: Any, *others: Any) -> Any:
        learned.append([record.name for record in (*corrected, *old)])
        return fine_tuned(bundle, corrected, old, *others)

    monkeypatch.setattr(retrain, "fine_tuned", seen)
    out = tmp_path / "retrained"
    words = ["--bundle", str(work / "every"), "--records", str(data)]
    words += ["--corrections", str(data / "new.atr"), "--out", str(out)]
    assert retrain.main([*words, "--epochs", "1", "--folds", "0"]) == 0
    assert (out / CONTEXT).read_bytes() == (work / "every" / CONTEXT).read_bytes()
    bundle = load_bundle(out)
    assert bundle.digests[CONTEXT] == load_bundle(work / "every").digests[CONTEXT]
    assert bundle.every_lead
    # Both leads of each record, one after the other.
    assert learned == [sorted(["new", *DS1] * 2, key=["new", *DS1].index)]
    counts = bundle.metrics["retrained"]["corrected_patients"]["after"]["confusion"]
    ecg = read_record(data / "new.hea")
    labels = AAMI_OUTPUTS.outputs_of(annotations_of(ecg, "atr").beats(ecg).symbol)
    assert np.sum(counts) == np.sum(labels != UNSET)
    assert "new" in bundle.training_records
    assert load_classifier(str(out)).context_expert is not None
