"""Records that two read and a third decided become a classifier, step by step."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from pathlib import Path

import pytest

from ecgviewer.__main__ import main
from ecgviewer.analysis.report import report_source
from ecgviewer.classifier.bundle import load_bundle
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.record_formats import annotations_of, read_record
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.reference_set import SUFFIX
from tests.fakes import FakeClassifier
from tests.studies.desk import Desk, review

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
_N_PATIENTS = 6


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Records of six patients, one of them with two, all read, decided and signed."""
    monkeypatch.setattr(report_source, "_loaded", lambda _: FakeClassifier())
    monkeypatch.setattr(report_source, "_loaded_of", lambda *_: FakeClassifier())
    desk = Desk(tmp_path)
    desk.index.close()
    monkeypatch.setattr(StudyPlaces, "of_user", lambda: desk.places)
    for number in range(_N_PATIENTS + 1):
        record = desk.record(f"r{number}", 40.0 + number)
        patient = f"#Patient: P{number % _N_PATIENTS}\n"
        record.write_text(record.read_text() + patient)
        for reader, beats in (("Ada", (2, 3)), ("Bob", (2, 4)), ("consensus", (2, 4))):
            review(record, reader, beats=beats, n_normal=10, sign=True)
    desk.record("unsigned", 60.0)
    return desk


def test_what_was_decided_is_what_is_learned_from(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import train

    output = tmp_path / "set"
    assert main(["studies", str(desk.records), "--reference-set", str(output)]) == 0
    monkeypatch.setattr(train, "CACHE", tmp_path / "training")
    few = ["--epochs", "1", "--members", "1", "--normal", "40"]
    assert train.main(["--config", str(output / "train.toml"), *few]) == 0
    out = tmp_path / "my-classifier"
    load_classifier(str(out)).check_golden()
    bundle = load_bundle(out)
    parts = (bundle.training_records, bundle.validation_records, bundle.test_records)
    learned = sorted(name for part in parts for name in part)
    with (output / "patients.csv").open() as file:
        patient_of = {row["record"]: row["patient"] for row in csv.DictReader(file)}
    assert learned == sorted(patient_of)
    assert sorted(patient_of.values()) == ["P0", *(f"P{n}" for n in range(6))]
    both = {name for name, patient in patient_of.items() if patient == "P0"}
    assert any(both <= set(part) for part in parts), "a patient is in one part"
    for name in learned:
        _check_provenance(output, name, desk.records)


def _check_provenance(output: Path, name: str, records: Path) -> None:
    """Look from where the labels are that were learned."""
    said = json.loads((output / f"{name}{SUFFIX}").read_text())
    journal = read_journal(records / said["journal"])
    assert (said["labels"], said["signed"]["by"]) == ("consensus", "Eve")
    assert said["journal_line"] == journal.last_hash
    assert [each["reader"] for each in said["readers"]] == ["Ada", "Bob"]
    for file, digest in said["files"].items():
        assert hashlib.sha256((output / file).read_bytes()).hexdigest() == digest
    symbols = annotations_of(read_record(output / f"{name}.hea"), "atr").symbol
    assert "".join(symbols[:6]) == "NNVNVN"
