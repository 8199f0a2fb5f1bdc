"""From corrections to a new bundle that the application loads."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.classifier.bundle import CONTEXT, file_digest, load_bundle
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.preprocessing.spec import PreprocessingSpec
from tests.analysis.test_record_context import early_is_s
from tests.training.annotated import annotated_record
from tests.training.records.test_corrections import review
from training.records.dataset import Beats, load_records
from training.records.splits import Split
from training.scoring.comparison import before_and_after

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
SPEC = PreprocessingSpec()
#: What a retraining on a few beats may hold: TensorFlow takes 560 MB as it starts.
_MOST_MB = 750
#: Retrains, and says how many kB it held at most. What the system counts of a child
#: begins with what its parent held.
_PEAK = """
import sys
from pathlib import Path
from training.retrain import main

status = main(sys.argv[1:])
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
raise SystemExit(status)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: Any) -> Path:
    """Records of two old patients and of two that are new."""
    folder: Path = tmp_path_factory.mktemp("data")
    for seed, name in enumerate(("old1", "old2", "new1", "new2")):
        annotated_record(folder, name, seed)
    return folder


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from training import retrain

    monkeypatch.setattr(retrain, "CACHE", tmp_path_factory.getbasetemp() / "cache")


@pytest.fixture(scope="module")
def bundle(data: Path) -> Path:
    import keras

    from training.networks.network import build_network
    from training.networks.recipes import Shape
    from training.release import write_bundle

    # Else its weights would depend on the tests before.
    keras.utils.set_random_seed(1)
    split = Split("patient", 1, ("old1", "old2"), (), ("tested",))
    write_bundle(build_network(SPEC, Shape()), split, SPEC, data / "first")
    return data / "first"


@pytest.fixture
def _without_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let networks stay as they are, where it does not matter what they learn."""
    from training import retrain
    from training.networks import rounds
    from training.networks.network import load_trainable

    for module in (retrain, rounds):
        monkeypatch.setattr(module, "fine_tuned", lambda b, *_: load_trainable(b))


def _csv(data: Path, name: str, folder: Path) -> Path:
    ecg = annotated_record(data, name, int(name[-1]) + 1)
    rows = list(range(0, 40, 2))
    return review(ecg, folder, rows, ecg.beats.symbol[rows].tolist())


def _arguments(bundle: Path, data: Path, out: Path, files: list[Path]) -> list[str]:
    words = ["--bundle", bundle, "--records", data, "--out", out, "--epochs", 1]
    return [str(word) for word in (*words, "--corrections", *files)]


def test_another_context_expert_makes_another_classifier(tmp_path: Path) -> None:
    import keras

    from training.networks.network import build_network
    from training.networks.recipes import Shape
    from training.release import write_bundle

    keras.utils.set_random_seed(1)
    network = build_network(SPEC, Shape())
    split = Split("patient", 1, ("old1", "old2"), (), ("tested",))
    names = set()
    for place, bias in enumerate((None, -5.0, -4.0)):
        out = tmp_path / str(place) / "mine"
        out.mkdir(parents=True)
        if bias is not None:
            expert = early_is_s()
            replace(expert, biases=(np.full(1, bias, "f4"),)).write(out / CONTEXT)
        write_bundle(network, split, SPEC, out)
        names.add(load_bundle(out).classifier_id)
    assert len(names) == 3


def test_a_new_bundle_is_written_and_loaded(
    bundle: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from training.retrain import main

    files = [_csv(data, name, tmp_path) for name in ("new1", "new2")]
    out = tmp_path / "second"
    assert main(_arguments(bundle, data, out, files)) == 0
    first, second = load_bundle(bundle), load_bundle(out)
    assert load_classifier(str(out)).classifier_id == second.classifier_id
    assert second.classifier_id != first.classifier_id
    assert second.training_records == ("old1", "old2", "new1", "new2")
    assert second.patients == ("new1", "new2", "old1", "old2")
    assert second.spec == first.spec
    figures = second.metrics["retrained"]
    assert figures["from"] == first.classifier_id
    assert set(figures["held_out_patients"]["patients"]) == {"new1", "new2"}
    assert set(figures["old_patients"]["patients"]) == {"old1", "old2"}
    for when in ("before", "after"):
        confusion = figures["corrected_patients"][when]["confusion"]
        assert np.sum(confusion) == 40
    assert set(figures["other_patients"]["patients"]) == {"old1", "old2"}
    said = capsys.readouterr().out
    # What came of it is said first, and what it forgets before all tables.
    assert said.startswith("On patients that were held out, compared with first-")
    assert "For other patients:" in said
    assert said.index("For other patients:") < said.index("  accuracy")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    card = (out / "README.md").read_text(encoding="utf-8")
    assert f"# {second.classifier_id}" in card
    assert first.classifier_id in card


@pytest.mark.usefixtures("_without_training")
def test_a_network_that_is_worse_is_written_on_request_only_and_says_so(
    bundle: Path,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from training import retrain
    from training.networks import rounds

    def reversed_(parts: Any) -> dict[str, Any]:
        # As if the old network were the new one that was always right.
        worst = [replace(p, before=p.labels, after=(p.labels + 1) % 3) for p in parts]
        return before_and_after(worst)

    monkeypatch.setattr(rounds, "before_and_after", reversed_)
    files = [_csv(data, name, tmp_path) for name in ("new1", "new2")]
    out = tmp_path / "second"
    arguments = _arguments(bundle, data, out, files)
    assert retrain.main(arguments) == 1
    said = capsys.readouterr().err
    assert "Worse than first-" in said
    assert "accuracy 1.000 → 0.000" in said
    assert "--keep-worse" in said
    assert not out.exists()
    assert retrain.main([*arguments, "--keep-worse"]) == 0
    assert load_bundle(out).classifier_id.startswith("second-worse-")
    assert "**Worse than first-" in (out / "README.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("_without_training")
def test_ctrl_c_leaves_nothing_behind(
    bundle: Path,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from training import retrain

    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    # The last thing before the new bundle takes its place.
    monkeypatch.setattr(retrain, "model_card", stopped)
    out = tmp_path / "second"
    words = _arguments(bundle, data, out, [_csv(data, "new1", tmp_path)])
    before = set(tmp_path.iterdir())
    assert retrain.main([*words, "--folds", "0"]) == 130
    assert "nothing was written" in capsys.readouterr().err
    assert set(tmp_path.iterdir()) == before


def test_one_corrected_patient_still_tells_what_is_forgotten(
    bundle: Path, data: Path
) -> None:
    from training.networks.fine_tuning import FineTuning
    from training.networks.rounds import held_out_figures, planned_rounds

    corrected = load_records(data, ["new1"], SPEC)
    old = load_records(data, ["old1", "old2"], SPEC)
    (only,) = planned_rounds(corrected, old, 3)
    assert [record.name for record in only.others] == ["old1"]
    assert [record.name for record in only.old] == ["old2"]
    numbers = FineTuning(epochs=1, n_old=20)
    figures = held_out_figures(load_bundle(bundle), [only], numbers)
    assert list(figures) == ["other_patients"]
    assert planned_rounds(corrected, old, 0) == []
    assert planned_rounds(corrected, old[:1], 3) == []


def test_command_says_what_is_missing(
    bundle: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from training.retrain import main

    alone = tmp_path / "alone"
    alone.mkdir()
    files = [_csv(alone, "new1", tmp_path)]
    out = tmp_path / "second"
    assert main(_arguments(bundle, alone, out, files)) == 1
    assert "old1, old2" in capsys.readouterr().err
    nothing = [review(annotated_record(alone, "new2", 3), tmp_path, [1], ["F"])]
    assert main(_arguments(bundle, data, out, nothing)) == 1
    said = capsys.readouterr().err
    assert f"{nothing[0]}: no beat is reviewed and labelled N, S or V" in said
    assert not out.exists()
    assert main(_arguments(bundle, data, bundle, files)) == 1
    assert "another folder" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such file")
def test_the_program_stays_small(bundle: Path, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "second"
    words = _arguments(bundle, data, out, [_csv(data, "new1", tmp_path)])
    run = subprocess.run(
        [sys.executable, "-c", _PEAK, *words, "--folds", "0"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert load_bundle(out)
    assert int(run.stdout.split()[-1]) / 1000 < _MOST_MB


def test_an_epoch_holds_all_corrections_and_some_old_beats(data: Path) -> None:
    from training.networks.fine_tuning import FineTuning, mixed_epoch

    records = load_records(data, ["new1", "old1"], SPEC)
    beats = Beats.of(records)
    n_corrected = len(records[0].samples)
    numbers = FineTuning(n_old=20)
    first, second = (mixed_epoch(beats, n_corrected, numbers, n) for n in (0, 1))
    for epoch in (first, second):
        assert np.sum(epoch.record == 0) == n_corrected
        assert np.sum(epoch.record == 1) == 20
    assert not np.array_equal(np.sort(first.sample), np.sort(second.sample))
    again = mixed_epoch(beats, n_corrected, numbers, 0)
    assert np.array_equal(again.sample, first.sample)


def test_retraining_learns_what_was_corrected(bundle: Path, data: Path) -> None:
    from training.networks.fine_tuning import FineTuning, fine_tuned, judged

    first = load_bundle(bundle)
    records = load_records(data, ["new1"], SPEC)
    old = load_records(data, ["old1"], SPEC)
    numbers = FineTuning(epochs=6, learning_rate=1e-3, n_old=30)
    import keras

    # Else it would depend on the tests before how the network is fitted.
    keras.utils.set_random_seed(1)
    network = fine_tuned(first, records, old, numbers)
    untrained = keras.models.load_model(first.trainable_network)
    figures = before_and_after([judged(untrained, network, records, first)])
    assert figures["after"]["accuracy"] > max(figures["before"]["accuracy"], 0.8)
    own = figures["patients"]["new1"]
    assert own["beats"] == len(records[0].samples)
    assert own["accuracy"][1] == figures["after"]["accuracy"]


def test_thinning_keeps_labels_beside_their_beats(data: Path) -> None:
    from training.networks.fine_tuning import thinned

    (whole,) = load_records(data, ["old1"], SPEC)
    (thin,) = thinned([whole], len(whole.samples) // 3)
    assert np.array_equal(thin.samples, whole.samples[::3])
    assert np.array_equal(thin.labels, whole.labels[::3])
    assert np.array_equal(thin.symbols, whole.symbols[::3])


def test_a_network_with_code_in_it_is_refused(bundle: Path, tmp_path: Path) -> None:
    import keras

    from ecgviewer.classifier.bundle import BundleError
    from training.networks.network import load_trainable

    shutil.copytree(bundle, tmp_path / "hostile")
    file = tmp_path / "hostile" / "network.keras"
    inputs = keras.Input((2,))
    hostile = keras.Model(inputs, keras.layers.Lambda(lambda x: x + 1)(inputs))
    hostile.save(file)
    with pytest.raises(BundleError, match=r"network\.keras is not the file"):
        load_trainable(load_bundle(tmp_path / "hostile"))
    description = json.loads((tmp_path / "hostile" / "bundle.json").read_text())
    description["files"]["network.keras"] = file_digest(file)
    (tmp_path / "hostile" / "bundle.json").write_text(json.dumps(description))
    with pytest.raises(BundleError, match=r"network\.keras cannot be loaded"):
        load_trainable(load_bundle(tmp_path / "hostile"))


def test_a_keras_with_holes_is_refused(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    from ecgviewer.classifier.bundle import BundleError
    from training.networks.network import load_trainable

    monkeypatch.setattr(keras, "__version__", "3.11.3")
    with pytest.raises(BundleError, match=r"3\.11\.3 .*keras>=3\.12"):
        load_trainable(load_bundle(bundle))
