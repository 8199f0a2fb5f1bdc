"""The records that a bundle was trained on, or chosen by, found again in folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ecgviewer.classifier.bundle import Bundle
from training.records.correction_files import CorrectionError
from training.records.dataset import LabelledRecord, is_annotated
from training.records.patients import (
    Patients,
    distinct_name,
    file_name_of,
    known_identities,
    name_in,
)
from training.records.shards import Shards, read_shard
from training.records.splits import DS2
from training.records.trained_classes import TrainedClasses


def old_records(
    bundle: Bundle,
    folders: Sequence[Path],
    shards: Path,
    patients: Patients | None = None,
    told: Callable[[str], None] = lambda name: None,
) -> list[LabelledRecord]:
    """Return the bundle's training records, each from the first folder that has it.

    With every lead, one after the other, where the bundle learned from every lead.
    They stay on disk.

    Parameters
    ----------
    bundle : Bundle
    folders : sequence of Path
        Where the records may be.
    shards : Path
        Folder for the prepared leads.
    patients : Patients, optional
        Whose records they are; what the bundle says of it by default.
    told : callable
        Is told of each record that was prepared.

    Raises
    ------
    CorrectionError
        If some are in none of the folders.
    """
    names = bundle.training_records
    places = {name: _folder_of(name, folders) for name in names}
    if missing := [name for name in names if places[name] is None]:
        raise CorrectionError(
            f"{bundle.classifier_id} was trained on {', '.join(missing)}, and without "
            "them it would forget. Name the folders that hold them as training data "
            "(--data)."
        )
    return _read(bundle, places, shards, patients, told)


def validation_records(
    bundle: Bundle,
    folders: Sequence[Path],
    shards: Path,
    patients: Patients | None = None,
) -> list[LabelledRecord]:
    """Return those of the bundle's validation records that are in the folders.

    No network learned from them.
    """
    # Nothing may be decided by what only tests.
    names = [name for name in bundle.validation_records if name not in DS2]
    places = {name: _folder_of(name, folders) for name in names}
    return _read(bundle, places, shards, patients, lambda name: None)


def _folder_of(name: str, folders: Sequence[Path]) -> Path | None:
    file_name = file_name_of(name)
    for folder in folders:
        if not is_annotated(folder / file_name):
            continue
        # Somebody's own record may be called like one of a database.
        if file_name not in known_identities() or _is(folder, file_name, name):
            return folder
    return None


def _is(folder: Path, file_name: str, name: str) -> bool:
    return name_in(folder, file_name) == name


def _read(
    bundle: Bundle,
    places: dict[str, Path | None],
    shards: Path,
    patients: Patients | None,
    told: Callable[[str], None],
) -> list[LabelledRecord]:
    shards.mkdir(parents=True, exist_ok=True)
    whose, classes = patients or Patients.of_bundle(bundle), TrainedClasses.of(bundle)
    records = []
    for name, folder in places.items():
        if folder is None:
            continue
        work = Shards(folder, bundle.spec, shards, classes, bundle.every_lead)
        for stem in work(file_name_of(name)):
            record = replace(read_shard(stem), classes=classes)
            named = distinct_name(record.name, record.identity)
            records.append(replace(record, name=named, patient_name=whose.of(named)))
        told(name)
    return records
