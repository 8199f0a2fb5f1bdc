from pathlib import Path

import numpy as np
import pytest

from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.bundle_folders import DEFAULT_BUNDLE, find_bundle
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.beats import BeatTable, new_beats
from ecgviewer.core.ec57.matching import MATCH_WINDOW_S
from ecgviewer.core.labels import BXB_MAP, LITERATURE_MAP
from ecgviewer.core.record import Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from tests.data_folder import DATA, needs
from tests.fakes import FakeClassifier
from training.evaluate import (
    chosen_records,
    main,
    overlap,
    reference_figures,
    refuse_trained,
)
from training.records import detected
from training.records.dataset import load_records
from training.records.detected import detected_figures
from training.records.splits import DS2, LeakageError


def test_records_of_training_patients_are_refused() -> None:
    bundle = load_bundle(find_bundle())
    refuse_trained(bundle, bundle.test_records)
    known = bundle.training_records[0]
    with pytest.raises(LeakageError, match=known):
        refuse_trained(bundle, [*bundle.test_records, known])


def test_ds2_is_scored_though_the_published_ds1_shares_a_patient() -> None:
    bundle = load_bundle(find_bundle())
    assert overlap(bundle) == ("202",)
    refuse_trained(bundle, DS2)
    refuse_trained(bundle, ["202"])
    with pytest.raises(LeakageError, match="201, 202"):
        refuse_trained(bundle, ["100", "201", "202"])


def test_words_stand_for_records() -> None:
    bundle = load_bundle(find_bundle())
    assert chosen_records(bundle, ["ds2"]) == DS2
    assert chosen_records(bundle, ["test"]) == bundle.test_records
    assert chosen_records(bundle, ["100", "119"]) == ("100", "119")


def test_command_refuses_ds2_for_a_network_that_saw_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    arguments = ["--bundle", "seed-cnn", "--data", str(tmp_path), "--records", "ds2"]
    assert main(arguments) == 1
    assert "was trained on the patients of" in capsys.readouterr().err


def test_command_names_an_unknown_bundle(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    arguments = ["--bundle", "none", "--data", str(tmp_path), "--records", "100"]
    assert main(arguments) == 1
    assert "There is no classifier none" in capsys.readouterr().err


def test_found_beats_are_judged_with_missed_and_extra_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    synthetic = synthetic_record(60.0)
    samples = synthetic.beats.sample[:8]
    beats = new_beats(samples, symbol=list("NNVVANFN"))
    reach = round(MATCH_WINDOW_S * 360)
    # The first beat is not found, the last is far off: missed, and one extra.
    found = np.array([*samples[1:7], samples[7] + 2 * reach])
    predicted = [0, 2, 0, 1, 0, 2, 2]

    class Told(FakeClassifier):
        def classify(self, inputs: BeatInputs) -> tuple[np.ndarray, np.ndarray]:
            assert len(inputs) == len(found)
            scores = np.eye(3, dtype=np.float32)[predicted]
            return scores, np.zeros((len(inputs), 128), np.float32)

    def opened(_: Path) -> tuple[Record, BeatTable]:
        return synthetic.record, beats

    monkeypatch.setattr(detected, "open_annotated", opened)
    monkeypatch.setattr(pipeline, "iter_beats", lambda *_: iter([found]))
    figures = detected_figures(Told(), tmp_path, ["made"])
    assert figures["confusion"] == [
        [2, 0, 0, 2],
        [0, 1, 0, 0],
        [1, 0, 1, 0],
        [0, 0, 1, 0],
    ]
    assert figures["sensitivity"] == {"N": 0.5, "S": 1.0, "V": 0.5}
    assert figures["ppv"] == {"N": 0.66667, "S": 1.0, "V": 0.5}
    # The fusion beat counts as found, and as nothing else.
    assert figures["detection"] == {"sensitivity": 0.75, "ppv": 0.85714}
    assert figures["bxb_map"]["f1"] == figures["f1"]
    assert figures["mean_f1_of_patients"] == {}
    # Of one patient every draw is the same.
    assert figures["intervals"]["V F1"] == [0.5, 0.5]


def test_both_maps_and_both_records_are_told_of_found_beats(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    confusion = np.zeros((5, 4), np.int64)
    confusion[[0, 1, 2], [0, 1, 2]] = 20
    missed = confusion.copy()
    missed[1] = [10, 10, 0, 0]
    monkeypatch.setattr(detected, "record_confusions", lambda *_: (confusion, missed))
    figures = detected_figures(FakeClassifier(), tmp_path, ["100", "202", "232"])
    assert figures["f1"]["S"] == 1
    assert figures["bxb_map"]["f1"]["S"] == 0.66667
    assert figures["without_202"]["accuracy"] == figures["without_232"]["accuracy"] == 1
    assert figures["mean_f1_of_patients"]["S"] == {"f1": 1.0, "patients": 3}


def test_escape_beats_are_supraventricular_to_bxb() -> None:
    beats = new_beats(np.array([100, 500, 900]), symbol=list("Nej"))
    predicted = np.array([0, 1, 0])
    found = beats.sample
    ours, bxb = (
        detected.beat_confusion(360, beats, found, predicted, class_map)
        for class_map in (LITERATURE_MAP, BXB_MAP)
    )
    assert ours[0, :2].tolist() == [2, 1]
    assert bxb[:2, :2].tolist() == [[1, 0], [1, 1]]


def _stored(name: str) -> dict[str, float]:
    metrics = load_bundle(find_bundle(name)).metrics
    if name == "seed-cnn":
        (figures,) = metrics["patientwise"]
    else:
        figures = metrics["ds2"]["reference_peaks"]
    accuracies: dict[str, float] = figures["accuracy_by_record"]
    return accuracies


@pytest.mark.slow
@needs("mitdb")
@pytest.mark.parametrize("bundle", ["seed-cnn", DEFAULT_BUNDLE])
def test_figures_of_the_shipped_bundles_come_out_again(bundle: str) -> None:
    classifier = load_classifier(bundle)
    for name, accuracy in list(_stored(bundle).items())[:3]:
        data = DATA / "mitdb"
        records = load_records(data, [name], classifier.spec)
        figures = reference_figures(classifier, data, [name], records)
        # A detector that places a few beats one sample aside may turn some.
        assert figures["accuracy"] == pytest.approx(accuracy, abs=0.002), name
