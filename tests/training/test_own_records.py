"""A classifier of somebody's own records and classes, from one TOML file."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.preprocessing.spec import PreprocessingSpec
from ecgviewer.resources import resource_path
from tests.training.annotated import annotated_record
from training.errors import TrainingError
from training.records.dataset import LabelledRecord, labelled

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
SPEC = PreprocessingSpec()
_NAMES = ("100", "mary-1", "mary-2", "ned", "olga", "pia", "quin")


def _example() -> str:
    page = resource_path("guide") / "38-training-your-own.md"
    (found,) = re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    return str(found)


def test_the_example_of_the_guide_trains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import train

    monkeypatch.setattr(train, "CACHE", tmp_path / "cache")
    (tmp_path / "records").mkdir()
    for seed, name in enumerate(_NAMES):
        annotated_record(tmp_path / "records", name, seed, 40.0)
    rows = "record,patient\nmary-1,mary\nmary-2,mary\n"
    (tmp_path / "patients.csv").write_text(rows)
    config = tmp_path / "my.toml"
    config.write_text(_example(), encoding="utf-8")
    words = ["--config", str(config), "--epochs", "1", "--members", "1"]
    assert train.main(words) == 0
    out = tmp_path / "my-classifier"
    bundle = load_bundle(out)
    load_classifier(str(out)).check_golden()
    assert [bundle.scheme.name(code) for code in bundle.classes] == ["N", "E"]
    assert bundle.spec.fs == 250
    assert bundle.spec.leads == ("V1", "II")
    assert (bundle.spec.before_s, bundle.spec.after_s) == (0.4, 0.45)
    parts = (bundle.training_records, bundle.validation_records, bundle.test_records)
    # An own record of the name of one of mitdb is not that one.
    assert sorted(name for part in parts for name in part) == sorted(
        ("100 (own)", *_NAMES[1:])
    )
    assert any({"mary-1", "mary-2"} <= set(part) for part in parts)
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "| E |" in card
    assert bundle.test_records[0] in card
    figures = json.loads((out / "bundle.json").read_text())["metrics"]["own_test"]
    assert np.sum(figures["confusion"]) > 0
    # Where it was stopped is known again, and where it is finished nothing is lost.
    assert train.main(words) == 1


def _records(n: int, without: str = "") -> list[LabelledRecord]:
    made = []
    for seed in range(n):
        ecg = synthetic_record(40.0, seed=seed, name=f"r{seed}")
        made.append(labelled(ecg.record, ecg.beats, SPEC))
    return made


def test_classes_of_too_few_patients_are_refused_with_the_count() -> None:
    from training.own_records import refuse_few_patients

    with pytest.raises(TrainingError, match=r"N \(4\), S \(4\), V \(4\).*needs 5"):
        refuse_few_patients(_records(4), 5)
    refuse_few_patients(_records(4), 4)


def test_every_part_has_every_class_and_no_patient_is_in_two() -> None:
    from dataclasses import replace

    from training.own_records import own_split

    records = [
        replace(record, patient_name=f"p{number // 2}")
        for number, record in enumerate(_records(10))
    ]
    split = own_split(records, 3)
    whose = [
        {split.patient_of(name) for name in part}
        for part in (split.training, split.validation, split.test)
    ]
    assert [len(part) for part in whose] == [3, 1, 1]
    assert len(set.union(*whose)) == 5
    assert own_split(records, 3) == split
    with pytest.raises(TrainingError, match="cannot be divided"):
        own_split(records[:4], 1)


def test_keys_that_are_no_options_are_named(tmp_path: Path) -> None:
    from training.train_options import options

    config = tmp_path / "my.toml"
    config.write_text("data = '.'\nepocs = 3\n")
    with pytest.raises(TrainingError, match=r"my\.toml: epocs is not an option"):
        options(["--config", str(config)])
    config.write_text("data = [")
    with pytest.raises(TrainingError, match=r"my\.toml cannot be read as TOML"):
        options(["--config", str(config)])


def test_classes_alone_are_some_of_the_usual_ones(tmp_path: Path) -> None:
    from training.train_options import options

    config = tmp_path / "my.toml"
    config.write_text('data = "."\nsplit = "own"\nout = "o"\nclasses = ["N", "V"]\n')
    assert options(["--config", str(config)]).classes.names == ["N", "V"]


def test_what_is_wrong_with_records_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from training.own_records import own_records
    from training.train_options import options

    for seed, name in enumerate("abc"):
        annotated_record(tmp_path, name, seed, 40.0)
    signal = tmp_path / "a.dat"
    signal.write_bytes(signal.read_bytes()[:-4000])
    patients = tmp_path / "patients.csv"
    patients.write_text("record,patient\nc,cecil\nx,y\n")
    words = ["--data", str(tmp_path), "--split", "own", "--least-patients", "3"]
    words += ["--lead", "V7", "--patients", str(patients)]
    args = options([*words, "--out", str(tmp_path / "out")])
    records, _ = own_records(args, SPEC, tmp_path / "shards")
    assert [record.patient for record in records] == ["a", "b", "cecil"]
    assert "a.hea: a.dat is shorter than a.hea says" in caplog.text
    assert (
        "without lead V7, so that another one is learned from: a, b, c" in caplog.text
    )
    assert "names records that are not among those to train on: x" in caplog.text
    (tmp_path / "b.atr").write_bytes(b"hello\n")
    with pytest.raises(TrainingError, match=r"b\.hea: .* atr has no end mark"):
        own_records(args, SPEC, tmp_path / "shards")


def test_a_card_says_which_leads_were_learned_from(tmp_path: Path) -> None:
    from dataclasses import replace

    from training.scoring.own_card import own_parts

    figures = {
        **dict.fromkeys(("accuracy", "macro_f1", "ece"), 0.9),
        **{key: {"N": 0.9} for key in ("f1", "sensitivity", "ppv")},
        "confusion": [[9]],
        "patients": {"ann": {"beats": 9, "errors": 0, "f1": {"N": 1.0}}},
    }
    bundle = load_bundle(resource_path("classifier") / "seed-cnn")
    bundle = replace(bundle, metrics={"own_test": figures})
    assert "Leads in order of preference: MLII" in "".join(own_parts(bundle))
    every = "".join(own_parts(replace(bundle, every_lead=True)))
    assert "Every lead is learned from" in every
    assert "preference" not in every
