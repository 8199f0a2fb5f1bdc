import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.classifier.bundle import (
    BundleError,
    file_digest,
    load_bundle,
    load_golden,
)
from ecgviewer.classifier.bundle_folders import bundle_paths, find_bundle
from ecgviewer.classifier.runtime import (
    BATCH_SIZE,
    BeatClassifier,
    Classifier,
    load_classifier,
)
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.beat_inputs import BeatInputs


@pytest.fixture(scope="module")
def classifier() -> BeatClassifier:
    return load_classifier()


@pytest.fixture(scope="module")
def inputs(classifier: BeatClassifier) -> BeatInputs:
    synthetic, spec = synthetic_record(90.0), classifier.spec
    samples = synthetic.beats.sample
    prepared = pipeline.prepare_lead(synthetic.record, 0, spec)
    prepared = pipeline.know_patient(prepared, samples, spec)
    return pipeline.beat_inputs(prepared, samples, spec)


def _copy_with_golden(path: Path, **changed: np.ndarray) -> BeatClassifier:
    shutil.copytree(find_bundle(), path)
    file = path / "golden.npz"
    with np.load(file) as arrays:
        values = {**arrays, **changed}
    np.savez_compressed(file, allow_pickle=False, **values)
    description = json.loads((path / "bundle.json").read_text())
    description["files"]["golden.npz"] = file_digest(file)
    (path / "bundle.json").write_text(json.dumps(description))
    return BeatClassifier(load_bundle(path))


@pytest.mark.parametrize("path", bundle_paths().values(), ids=bundle_paths())
def test_golden_sample_comes_out_as_it_was(path: Path) -> None:
    classifier = BeatClassifier(load_bundle(path))
    classifier.check_golden()


def test_golden_beats_have_their_true_labels(classifier: BeatClassifier) -> None:
    golden = load_golden(classifier.bundle)
    labels = golden.probabilities.argmax(axis=1)
    assert len(golden.samples) >= 10
    assert set(labels) >= {BeatClass.N, BeatClass.V}


def test_changed_scores_are_noticed(tmp_path: Path) -> None:
    scores = load_golden(load_bundle(find_bundle())).probabilities.copy()
    scores[0] = scores[0, ::-1] * 0.9
    changed = _copy_with_golden(tmp_path / "b", probabilities=scores)
    with pytest.raises(BundleError, match="scores the golden sample differently"):
        changed.check_golden()


def test_nan_scores_are_noticed(tmp_path: Path) -> None:
    scores = load_golden(load_bundle(find_bundle())).probabilities.copy()
    scores[0] = np.nan
    changed = _copy_with_golden(tmp_path / "b", probabilities=scores)
    with pytest.raises(BundleError, match="scores the golden sample differently"):
        changed.check_golden()


def test_other_pictures_are_noticed(tmp_path: Path) -> None:
    pictures = np.roll(load_golden(load_bundle(find_bundle())).images, 2, axis=2)
    changed = _copy_with_golden(tmp_path / "b", images=pictures)
    with pytest.raises(BundleError, match="other inputs"):
        changed.check_golden()


def test_other_timing_is_noticed(tmp_path: Path) -> None:
    rhythm = load_golden(load_bundle(find_bundle())).rhythm + np.float32(0.01)
    changed = _copy_with_golden(tmp_path / "b", rhythm=rhythm)
    with pytest.raises(BundleError, match="other inputs"):
        changed.check_golden()


def test_network_that_is_none_is_refused(tmp_path: Path) -> None:
    path = shutil.copytree(find_bundle(), tmp_path / "b")
    (path / "network.tflite").write_bytes(b"no network")
    description = json.loads((path / "bundle.json").read_text())
    description["files"]["network.tflite"] = file_digest(path / "network.tflite")
    (path / "bundle.json").write_text(json.dumps(description))
    with pytest.raises(BundleError, match=r"network\.tflite cannot be used"):
        BeatClassifier(load_bundle(path))


def test_it_is_what_the_analysis_asks_for(classifier: BeatClassifier) -> None:
    asked: Classifier = classifier
    assert asked.classes == (BeatClass.N, BeatClass.S, BeatClass.V)
    assert asked.classifier_id == classifier.bundle.classifier_id


@pytest.mark.parametrize("n", [0, 1, BATCH_SIZE - 1, BATCH_SIZE, BATCH_SIZE + 1])
def test_any_number_of_beats(
    classifier: BeatClassifier, inputs: BeatInputs, n: int
) -> None:
    probabilities, embedding = classifier.classify(inputs[:n])
    assert probabilities.shape == (n, 3)
    assert embedding.shape[0] == n
    assert embedding.shape[1] % 128 == 0
    assert probabilities.dtype == embedding.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_scores_do_not_depend_on_the_company(
    classifier: BeatClassifier, inputs: BeatInputs
) -> None:
    together = classifier.classify(inputs)[0]
    alone = np.concatenate(
        [classifier.classify(inputs[i : i + 1])[0] for i in range(len(inputs))]
    )
    np.testing.assert_allclose(alone, together, atol=1e-6)


def test_results_are_not_overwritten_by_the_next(
    classifier: BeatClassifier, inputs: BeatInputs
) -> None:
    first, _ = classifier.classify(inputs[:64])
    before = first.copy()
    classifier.classify(BeatInputs(255 - inputs.images[:64], inputs.rhythm[:64]))
    np.testing.assert_array_equal(first, before)


def test_explanation_agrees_with_the_score(
    classifier: BeatClassifier, inputs: BeatInputs
) -> None:
    expected = classifier.classify(inputs[:8])[0]
    for number, scores in enumerate(expected):
        probabilities, heat_maps = classifier.explain(inputs[number : number + 1])
        np.testing.assert_allclose(probabilities, scores, atol=1e-5)
        assert heat_maps.shape[0] == 3
        assert min(heat_maps.shape[1:]) >= 8
        assert heat_maps.min() >= 0
        for heat in heat_maps:
            assert heat.max() == pytest.approx(1, abs=1e-6) or not heat.any()


def test_heat_follows_the_picture(
    classifier: BeatClassifier, inputs: BeatInputs
) -> None:
    _, here = classifier.explain(inputs[:1])
    mirrored = BeatInputs(inputs.images[:1, :, ::-1], inputs.rhythm[:1])
    _, elsewhere = classifier.explain(mirrored)
    assert np.abs(here - elsewhere).max() > 0.1
