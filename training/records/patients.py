"""Whose records are: by what is in them and by a file, not by what they are called."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from ecgviewer.classifier.bundle import Bundle
from ecgviewer.core.errors import InputError
from ecgviewer.formats.export.spreadsheet_table import read_table
from ecgviewer.formats.record_formats import read_record
from training.errors import TrainingError
from training.records.dataset import LabelledRecord
from training.records.splits import OWN, patient_of

#: Identities of the records of mitdb, nstdb and svdb, by name.
_KNOWN = Path(__file__).with_name("known_records.json")
_COLUMNS = ("record", "patient")
_WHOSE = "a CSV that says whose each record is"


@cache
def known_identities() -> Mapping[str, str]:
    """Return the identities of the records of databases, by name."""
    identities: dict[str, str] = json.loads(_KNOWN.read_text(encoding="utf-8"))
    return identities


@cache
def _known_names() -> Mapping[str, str]:
    return {identity: name for name, identity in known_identities().items()}


def distinct_name(name: str, identity: str) -> str:
    """Return a name that a record shares with no record of a database.

    A record of a database is called as it is there, whatever its file is called.
    Another record of such a name is marked as somebody's own.
    """
    if identity in _known_names():
        return _known_names()[identity]
    return own_name(name)


def own_name(name: str) -> str:
    """Return a name of somebody's own that no record of a database has."""
    return f"{name}{OWN}" if name in known_identities() else name


def named_apart(record: LabelledRecord) -> LabelledRecord:
    """Return a record under its distinct name."""
    return replace(record, name=distinct_name(record.name, record.identity))


def name_in(folder: Path, name: str) -> str:
    """Return the distinct name of the record that a folder has under a name.

    The name itself where the folder has no such record that can be read.
    """
    try:
        record = read_record(folder / name)
    except (InputError, OSError):
        return name
    return distinct_name(record.name, record.identity)


def file_name_of(name: str) -> str:
    """Return what a record of a distinct name is called in its folder."""
    return name.removesuffix(OWN)


@dataclass(frozen=True)
class Patients:
    """Whose records are.

    Attributes
    ----------
    of_record : mapping
        Patients by distinct names of records; others are known by `patient_of`.
    """

    of_record: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_bundle(cls, bundle: Bundle) -> Patients:
        """Return what those who trained a bundle said."""
        return cls(bundle.record_patients)

    @classmethod
    def read(cls, path: Path) -> Patients:
        """Return what a CSV with the columns record and patient says.

        Records are named as in their folder; each is of one patient.

        Raises
        ------
        TrainingError
            If a record has two patients, or none.
        InputError
            If the file cannot be read.
        """
        table = read_table(path, lambda _: _COLUMNS, _WHOSE)
        patients: dict[str, str] = {}
        rows = zip(*(table.cells[name] for name in _COLUMNS), strict=True)
        for line, (record, patient) in zip(table.lines, rows, strict=True):
            name, whose = record.strip(), own_name(patient.strip())
            if not (name and whose):
                raise TrainingError(
                    f"{path}, line {line}: name a record and its patient."
                )
            if patients.setdefault(name, whose) != whose:
                raise TrainingError(
                    f"{path}, line {line}: record {name} is of two patients. Name one."
                )
        return cls(patients)

    def __or__(self, other: Patients) -> Patients:
        """Return what both say; where they differ, what the other says."""
        return Patients({**self.of_record, **other.of_record})

    def of(self, name: str) -> str:
        """Return the patient of a record by its distinct name."""
        whose = self.of_record.get(name) or self.of_record.get(file_name_of(name))
        return whose or patient_of(name)

    def told_of(self, names: Iterable[str]) -> dict[str, str]:
        """Return the patients of those records that a file speaks of."""
        return {n: self.of(n) for n in names if self.of(n) != patient_of(n)}

    def naming(self, record: LabelledRecord) -> LabelledRecord:
        """Return a record under its distinct name, with its patient."""
        apart = named_apart(record)
        # Somebody's file calls a record as its folder does, whatever is in it.
        told = self.of_record.get(apart.name) or self.of_record.get(record.name)
        return replace(apart, patient_name=told or self.of(apart.name))
