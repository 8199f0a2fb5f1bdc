"""From synthetic beats to a bundle that the application loads."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.runtime import BeatClassifier
from ecgviewer.preprocessing.spec import PreprocessingSpec
from tests.training.annotated import annotated_record
from training.errors import TrainingError
from training.networks.recipes import CONTEXT, Recipe, Settings
from training.records.dataset import (
    Beats,
    LabelledRecord,
    labelled,
    load_records,
    open_annotated,
)
from training.records.leads_together import fused
from training.records.released_analysis import released_analysis
from training.records.splits import Split

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
SPEC = PreprocessingSpec()
SPLIT = Split("patient", 1, ("a", "b"), ("c",), ("d",))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for seed, name in enumerate("abcd"):
        annotated_record(folder, name, seed, 120.0)
    return folder


@pytest.fixture(scope="module")
def records(data: Path) -> list[LabelledRecord]:
    return load_records(data, "abcd", SPEC)


def _train(records: list[LabelledRecord], work: Path, epochs: int = 2) -> Any:
    from training.train import train

    settings = Settings(seed=1, epochs=epochs, batch_size=16, n_normal=60)
    return train(records, SPLIT, Recipe(SPEC, settings=settings), work)


@pytest.fixture(scope="module")
def bundle(records: list[LabelledRecord], data: Path, tmp_path_factory: Any) -> Path:
    from training.scored_bundle import Reference, release

    folder: Path = tmp_path_factory.mktemp("training")
    network = _train(records, folder / "work")
    release([network], SPLIT, SPEC, records, folder / "tiny", Reference([data]))
    return folder / "tiny"


@pytest.fixture(scope="module")
def trained(records: list[LabelledRecord], tmp_path_factory: Any) -> Path:
    """Return a work folder in which one epoch was trained."""
    work: Path = tmp_path_factory.mktemp("trained")
    _train(records, work, epochs=1)
    return work


@pytest.fixture
def work(trained: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    return shutil.copytree(trained, tmp_path / "work")


def test_bundle_is_loadable_and_says_where_it_comes_from(bundle: Path) -> None:
    loaded = load_bundle(bundle)
    BeatClassifier(loaded).check_golden()
    assert loaded.spec == SPEC
    assert loaded.training_records == ("a", "b")
    assert loaded.patients == ("a", "b", "c")
    assert loaded.seeds == (1,)
    assert "tensorflow" in loaded.packages


def test_figures_are_those_of_the_test_records(
    bundle: Path, records: list[LabelledRecord]
) -> None:
    (figures,) = load_bundle(bundle).metrics["patientwise"]
    assert figures["test_records"] == ["d"]
    assert sum(map(sum, figures["confusion"])) == len(records[3].labels)
    assert figures["accuracy_by_record"] == {"d": figures["accuracy"]}


def test_interrupted_training_goes_on(
    records: list[LabelledRecord], tmp_path: Path
) -> None:
    from training import train as module

    class PowerCutError(Exception):
        pass

    def cut(*_: Any) -> None:
        raise PowerCutError

    straight = _train(records, tmp_path / "straight")
    # The log line comes last in an epoch.
    with pytest.MonkeyPatch.context() as patch, pytest.raises(PowerCutError):
        patch.setattr(module._LOG, "info", cut)
        _train(records, tmp_path / "cut")
    history = json.loads((tmp_path / "cut" / "history.json").read_text())
    assert len(history["macro_f1"]) == 1
    resumed = _train(records, tmp_path / "cut")
    for here, there in zip(straight.get_weights(), resumed.get_weights(), strict=True):
        np.testing.assert_allclose(here, there, atol=1e-5)


def test_work_folder_of_another_run_is_refused(
    records: list[LabelledRecord], work: Path
) -> None:
    with pytest.raises(ValueError, match="another training run"):
        _train(records, work, epochs=2)


def _correct_labels(records: list[LabelledRecord]) -> list[LabelledRecord]:
    """Return the records with what is N in the first taken for V, as many as before."""
    first, *others = records
    return [
        replace(first, labels=np.where(first.labels == 0, 2, 0).astype("u1")),
        *others,
    ]


def test_work_folder_of_other_labels_is_refused(
    records: list[LabelledRecord], work: Path
) -> None:
    with pytest.raises(TrainingError, match=r"other signals or labels.*--work"):
        _train(_correct_labels(records), work, epochs=1)
    # What only tests may change.
    *seen, tested = records
    _train([*seen, replace(tested, labels=tested.labels[::-1])], work, epochs=1)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"run": '])
def test_damaged_work_folder_is_named(
    records: list[LabelledRecord], tmp_path: Path, text: str
) -> None:
    (tmp_path / "history.json").write_text(text)
    with pytest.raises(TrainingError, match=r"history\.json is damaged.*Remove"):
        _train(records, tmp_path, epochs=1)


def test_missing_checkpoint_is_named(records: list[LabelledRecord], work: Path) -> None:
    (work / "epoch-1.keras").unlink()
    with pytest.raises(TrainingError, match=r"epoch-1\.keras cannot be loaded.*Remove"):
        _train(records, work, epochs=1)


def test_corrected_labels_make_another_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import train as module
    from training.networks.network import load_trainable

    monkeypatch.setattr(module, "CACHE", tmp_path / "cache")
    data = tmp_path / "data"
    data.mkdir()
    for seed, name in enumerate(("101", "106")):
        annotated_record(data, name, seed)
    words = ["--data", str(data), "--split", "standard", "--recipe", "seed"]

    def trained(name: str) -> list[bytes]:
        out = tmp_path / name
        assert module.main([*words, "--epochs", "1", "--out", str(out)]) == 0
        return [
            array.tobytes() for array in load_trainable(load_bundle(out)).get_weights()
        ]

    first = trained("first")
    assert trained("again") == first
    reference = data / "106.atr"
    before = reference.stat()
    words_of_atr = np.frombuffer(reference.read_bytes(), "<u2").copy()
    is_normal = words_of_atr >> 10 == 1
    words_of_atr[is_normal] += 4 << 10
    reference.write_bytes(words_of_atr.tobytes())
    os.utime(reference, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert trained("corrected") != first


def test_networks_of_every_lead_are_scored_on_all_of_them_and_each_beat_once(
    data: Path, tmp_path: Path
) -> None:
    from training.networks.network import build_network, probabilities_of
    from training.networks.recipes import Shape
    from training.scored_bundle import Reference, release

    leads = []
    for name in "abcd":
        record, beats = open_annotated(data / name)
        leads += [labelled(record, beats, SPEC, lead=lead) for lead in (0, 1)]
    network, out = build_network(SPEC, Shape()), tmp_path / "every"
    release([network, network], SPLIT, SPEC, leads, out, Reference([data]))
    bundle = load_bundle(out)
    assert bundle.every_lead
    (figures,) = bundle.metrics["patientwise"]
    assert figures["test_records"] == ["d"]
    assert sum(map(sum, figures["confusion"])) == len(leads[-1].labels)
    # A member alone: the mean of its logits on both leads.
    tested = leads[-2:]
    rows = probabilities_of(network, Beats.of(tested), SPEC)
    said = fused(tested, rows).argmax(axis=1)
    right = float(np.mean(said == tested[0].labels))
    assert figures["members"][0]["accuracy"] == pytest.approx(right, abs=1e-4)
    record, beats = open_annotated(data / "d")
    analysis = released_analysis(record, BeatClassifier(bundle))
    assert analysis.lead_names == tuple(lead.name for lead in record.leads)


def test_twin_must_have_ds2_figures(bundle: Path) -> None:
    from training.release import store_twin_figures

    with pytest.raises(ValueError, match="not a DS1-trained twin"):
        store_twin_figures(bundle, bundle)


def test_an_ensemble_with_rhythm_is_trained_joined_and_released(
    data: Path, tmp_path: Path
) -> None:
    from training.scored_bundle import Reference, release
    from training.train import train_members

    recipe = replace(
        CONTEXT,
        shape=replace(CONTEXT.shape, members=2),
        settings=replace(CONTEXT.settings, epochs=1, batch_size=32, n_normal=60),
    )
    records = load_records(data, "abcd", recipe.spec)
    networks = train_members(records, SPLIT, recipe, tmp_path / "work")
    assert len(networks) == 3
    release(networks, SPLIT, recipe.spec, records, tmp_path / "pair", Reference([data]))
    classifier = BeatClassifier(load_bundle(tmp_path / "pair"))
    (figures,) = classifier.bundle.metrics["patientwise"]
    assert len(figures["members"]) == 2
    inputs = Beats.of(records[:1]).inputs(slice(None), recipe.spec)
    probabilities, embedding = classifier.classify(inputs)
    assert embedding.shape == (len(inputs), 256)
    from training.networks.network import fed_to_network

    logits = [
        np.log(network.predict_on_batch(fed_to_network(inputs, recipe.spec)))
        for network in networks[1:]
    ]
    mean = np.exp(np.mean(logits, axis=0))
    expected = mean / mean.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(probabilities, expected, atol=1e-5)


def test_a_stopped_training_says_how_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from training import train

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "own_records", stop)
    words = ["--data", str(tmp_path), "--split", "own", "--out", str(tmp_path / "new")]
    assert train.main(words) == 130
    assert "The same command goes on" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_an_epoch_says_how_long_the_others_take() -> None:
    from training import train

    assert train._time(90.0, 2) == "90 s, about 3 min left"
    assert train._time(90.0, 0) == "90 s"
