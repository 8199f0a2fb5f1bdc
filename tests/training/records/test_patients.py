"""Whose records are: contents and a file decide, names do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.annotated import annotated_record
from training.errors import TrainingError
from training.records.patients import (
    Patients,
    distinct_name,
    file_name_of,
    known_identities,
    name_in,
)
from training.records.splits import patient_of, refuse_tested


def test_a_record_is_known_by_its_contents(tmp_path: Path) -> None:
    identity = known_identities()["100"]
    assert distinct_name("100", identity) == "100"
    assert distinct_name("renamed", identity) == "100"
    assert distinct_name("100", "of my own") == "100 (own)"
    assert distinct_name("mine", "of my own") == "mine"
    assert file_name_of("100 (own)") == "100"
    annotated_record(tmp_path, "100", duration_s=10.0)
    assert name_in(tmp_path, "100") == "100 (own)"
    assert name_in(tmp_path, "101") == "101"


def test_an_own_record_is_of_no_patient_of_a_database() -> None:
    assert patient_of("118e24 (own)") == "118e24 (own)"
    refuse_tested((), (), ["100 (own)", "118e24 (own)"])
    with pytest.raises(TrainingError, match="tested on"):
        refuse_tested((), (), ["100"])


def test_a_file_says_which_records_are_of_one_patient(tmp_path: Path) -> None:
    path = tmp_path / "patients.csv"
    path.write_text("patient;record\n100;day1\n100;day2\nbo;100\n")
    patients = Patients.read(path)
    assert patients.of("day1") == patients.of("day2") == "100 (own)"
    assert patients.of("100 (own)") == "bo"
    assert patients.of("202") == "201"
    told = patients.told_of(["day1", "other"])
    assert told == {"day1": "100 (own)"}
    assert (Patients({"day1": "x"}) | patients).of("day1") == "100 (own)"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,x\na,y", "line 3: record a is of two patients"),
        ("a,", "line 2: name a record and its patient"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(
    tmp_path: Path, rows: str, message: str
) -> None:
    path = tmp_path / "patients.csv"
    path.write_text(f"record,patient\n{rows}\n")
    with pytest.raises(TrainingError, match=message):
        Patients.read(path)
