"""Bundles of other classes: trained, loaded, exported, learned from and compared."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.analysis.analyse_record import analyse_record
from ecgviewer.analysis.compare import Choices, compare_records
from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.beats import new_beats
from ecgviewer.core.label_scheme import LabelScheme
from ecgviewer.core.review.beat_editor import accept
from ecgviewer.core.scheme_text import scheme_content
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.review_export import export_csv, export_wfdb
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from ecgviewer.preprocessing.spec import PreprocessingSpec
from tests.classifier.own_bundle import scheme_bundle
from tests.label_schemes import N_L_R_S_V_P, N_V
from tests.training.annotated import annotated_record
from training.errors import TrainingError
from training.networks.recipes import CONTEXT, Recipe, Settings
from training.records.corrections import reviewed_records
from training.records.dataset import LabelledRecord, labelled, load_records
from training.records.splits import Split
from training.records.trained_classes import TrainedClasses, refuse_other_classes

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
SPEC = PreprocessingSpec()
SPLIT = Split("patient", 1, ("a", "b"), ("c",), ("d",))
BOTH = pytest.mark.parametrize("scheme", [N_V, N_L_R_S_V_P], ids=["N V", "N L R S V P"])


def _classes(scheme: LabelScheme) -> TrainedClasses:
    return TrainedClasses(scheme, scheme.codes)


def _records(scheme: LabelScheme, folder: Path) -> list[LabelledRecord]:
    """Write and return records in which every class of a scheme has beats."""
    made = []
    for seed, name in enumerate("abcd"):
        ecg = synthetic_record(60.0, seed=seed, name=name)
        symbols = ecg.beats.symbol.copy()
        for place, each in enumerate(scheme.classes):
            symbols[place :: 3 * len(scheme.classes)] = each.symbol
        beats = new_beats(ecg.beats.sample, symbol=symbols)
        write_record(folder, ecg.record)
        reference = new_annotations(ecg.beats.sample, symbols)
        write_annotations(folder / f"{name}.atr", reference)
        made.append(labelled(ecg.record, beats, SPEC, _classes(scheme)))
    return made


def _write(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_classes_are_read_from_a_file(tmp_path: Path) -> None:
    content = {"label_scheme": scheme_content(N_L_R_S_V_P), "classes": ["V", "P"]}
    found = TrainedClasses.read(_write(tmp_path / "x.json", content))
    assert (found.names, len(found), found.paced) == (["V", "P"], 2, True)
    assert found.outputs_of(np.array(["V", "/", "N"])).tolist() == [0, 1, 255]
    del content["classes"]
    every = TrainedClasses.read(_write(tmp_path / "x.json", content))
    assert every == _classes(N_L_R_S_V_P)
    assert every.normal == (0, 1, 2)
    assert TrainedClasses().content == {"classes": ["N", "S", "V"]}
    assert not TrainedClasses().paced


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "'label_scheme' is missing"),
        ([], "missing or unknown"),
        ({"label_scheme": []}, "2 to 9 classes"),
        ({"label_scheme": scheme_content(N_V), "classes": ["N", "S"]}, "'S' is miss"),
        ({"label_scheme": scheme_content(N_V), "classes": ["N"]}, "two classes or"),
        ({"label_scheme": scheme_content(N_V), "classes": ["N", "N"]}, "two classes"),
        ({"label_scheme": scheme_content(N_V), "classes": 2}, "missing or unknown"),
    ],
)
def test_files_without_classes_are_refused(
    tmp_path: Path, content: Any, message: str
) -> None:
    with pytest.raises(TrainingError, match=message):
        TrainedClasses.read(_write(tmp_path / "x.json", content))
    with pytest.raises(TrainingError, match="nothing"):
        TrainedClasses.read(tmp_path / "nothing")


def test_beats_of_other_classes_are_left_out(tmp_path: Path) -> None:
    annotated_record(tmp_path, "ada")
    only = TrainedClasses(N_L_R_S_V_P, (N_L_R_S_V_P.code("L"), N_L_R_S_V_P.code("P")))
    with pytest.raises(TrainingError, match="with a beat of L or P"):
        load_records(tmp_path, ["ada"], SPEC, only)


def test_programs_that_compare_figures_refuse_other_classes(tmp_path: Path) -> None:
    bundle = load_bundle(scheme_bundle(tmp_path / "b", N_L_R_S_V_P, "N", "L", "V"))
    with pytest.raises(TrainingError, match="has the classes N L V"):
        refuse_other_classes(bundle)


@BOTH
def test_a_review_comes_back_as_corrections(
    tmp_path: Path, scheme: LabelScheme
) -> None:
    """Also those of a review under AAMI's classes: symbols say what beats are."""
    ecg = annotated_record(tmp_path, "ada")
    bundle = scheme_bundle(tmp_path / "b", N_L_R_S_V_P, "N", "S", "V")
    session = analyse_record(ecg.record, load_classifier(str(bundle)))
    labels = np.arange(len(session.beats), dtype=np.uint8) % 6
    session.edit(accept(session.beats, [0, 1, 2, 3, 4, 5], labels, 1, N_L_R_S_V_P))
    file = export_csv(session, tmp_path, "Ada")
    (record,) = reviewed_records([file], tmp_path, SPEC, _classes(scheme))
    expected = scheme.labels_of(np.array(["N", "L", "R", "S", "V", "/"]))
    assert record.labels.tolist() == expected[expected != 255].tolist()
    assert record.classes == _classes(scheme)
    (aami,) = reviewed_records([file], tmp_path, SPEC)
    assert aami.labels.tolist() == [0, 0, 0, 1, 2]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@BOTH
def test_a_bundle_trains_loads_labels_exports_and_compares(
    tmp_path: Path, scheme: LabelScheme
) -> None:
    from training.networks.fine_tuning import FineTuning
    from training.retrain import Mix, retrain
    from training.scored_bundle import Reference, release
    from training.train import train_members

    records = _records(scheme, tmp_path)
    settings = Settings(seed=1, epochs=1, batch_size=16, n_normal=60)
    recipe = Recipe(SPEC, settings=settings, calibration=CONTEXT.calibration)
    networks = train_members(records, SPLIT, recipe, tmp_path / "work")
    out = tmp_path / "tiny"
    release(networks, SPLIT, SPEC, records, out, Reference([tmp_path]))
    bundle = load_bundle(out)
    assert bundle.scheme == scheme
    assert bundle.classes == scheme.codes
    assert list(bundle.metrics["patientwise"][0]["f1"]) == list(scheme.names)
    ecg = annotated_record(tmp_path, "ada")
    session = analyse_record(ecg.record, load_classifier(str(out)))
    assert session.scheme == scheme
    last = scheme.codes[-1]
    labels = np.full(len(session.beats), last, np.uint8)
    session.edit(accept(session.beats, [0, 1, 2], labels, 1, scheme))
    file = export_csv(session, tmp_path, "Ada")
    symbols = read_annotations(export_wfdb(session, tmp_path, "mine")).symbol
    assert symbols[:3].tolist() == [scheme.classes[last].symbol] * 3
    (corrected,) = reviewed_records([file], tmp_path, SPEC, _classes(scheme))
    assert corrected.labels.tolist() == [last] * 3
    brief = FineTuning(epochs=1, n_old=50)
    mix = Mix([corrected], records[:2])
    retrain(bundle, mix, tmp_path / "next", {}, brief)
    assert load_bundle(tmp_path / "next").scheme == scheme
    card = (tmp_path / "next" / "README.md").read_text(encoding="utf-8")
    assert f"| F1 {scheme.names[-1]} |" in card
    # EC57 knows AAMI's classes only, and both files say the same in symbols.
    (compared,) = compare_records(
        [tmp_path / "ada.hea"], str(file), "mine", Choices(learning_s=0.0)
    ).records
    matrix = compared.beats.matrix
    assert matrix.sum() == np.trace(matrix) == len(session.beats)


def test_some_of_the_usual_classes_need_no_scheme(tmp_path: Path) -> None:
    found = TrainedClasses.read(_write(tmp_path / "x.json", {"classes": ["N", "V"]}))
    assert found.content == {"classes": ["N", "V"]}
    assert found.outputs_of(np.array(["V", "A", "N"])).tolist() == [1, 255, 0]
