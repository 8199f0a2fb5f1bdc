"""Anybody's records to train on: whose they are, how they are divided, how sure to be.

70 % of the patients train, 15 % calibrate (and choose the epoch, where a recipe wants
that), 15 % test, once. A class that too few patients have is refused.
"""

from __future__ import annotations

import argparse
import logging
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ecgviewer.commands.options import engine_of
from ecgviewer.core.arrays import IntArray
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.record import Record
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.command_line import extra_packages
from training.errors import TrainingError
from training.networks.calibration import Calibration, fit_calibration
from training.networks.network import probabilities_of
from training.records.dataset import (
    Beats,
    LabelledRecord,
    available_records,
    open_annotated,
)
from training.records.leads_together import first_leads, fused
from training.records.patients import Patients
from training.records.shards import Shards, records_of
from training.records.splits import Split

with extra_packages():
    import keras

_LOG = logging.getLogger("training")
OWN_SPLIT = "own"
#: Patients with beats of a class, below which nobody can say what was learned of it.
LEAST_PATIENTS = 5
#: Part of the patients that calibrate, and that test.
_SHARE = 0.15
_TRIES = 3000
_PACED = ("/", "f")
#: Share of paced beats from which a record is paced.
_PACED_SHARE = 0.01


def own_records(
    args: argparse.Namespace, spec: PreprocessingSpec, shards: Path
) -> tuple[list[LabelledRecord], Split]:
    """Return the records of folders, and their division by patient.

    Raises
    ------
    TrainingError
        If two records have one name, or a class too few patients.
    InputError
        If a file cannot be read.
    """
    patients = Patients.read(args.patients) if args.patients else Patients()
    records: list[LabelledRecord] = []
    known: set[str] = set()
    for folder in (args.data, *args.extra):
        names = _names(args, folder)
        work = Shards(
            *(folder, spec, shards, args.classes, args.every_lead, args.annotator)
        )
        found = [
            patients.naming(record)
            for record in records_of(work, names, engine_of(args))
        ]
        _refuse_twice(records, found, folder)
        records += found
        known |= set(names)
    _tell(args, patients, known)
    refuse_few_patients(records, args.least_patients)
    return records, own_split(records, args.seed)


def _names(args: argparse.Namespace, folder: Path) -> list[str]:
    names = available_records(folder, args.annotator)
    keeps_paced = args.paced == "keep" or args.classes.paced
    paced, leadless = [], []
    for name in names:
        record, beats = open_annotated(folder / name, args.annotator)
        for notice in record.notices:
            _LOG.warning("%s: %s", record.path, notice)
        if not keeps_paced and _is_paced(beats):
            paced.append(name)
        elif args.lead and not args.every_lead and not _has_lead(record, args.lead):
            leadless.append(name)
    if paced:
        _LOG.info("paced and left out (see --paced): %s", ", ".join(paced))
    if leadless:
        _LOG.warning(
            "%s: without lead %s, so that another one is learned from: %s",
            *(folder, " or ".join(args.lead), ", ".join(leadless)),
        )
    return [name for name in names if name not in paced]


def _is_paced(beats: BeatTable) -> bool:
    paced = np.isin(beats.symbol, _PACED)
    return bool(len(paced)) and float(paced.mean()) >= _PACED_SHARE


def _has_lead(record: Record, names: Sequence[str]) -> bool:
    own = {lead.name.strip().lower() for lead in record.leads}
    return any(name.lower() in own for name in names)


def _refuse_twice(
    records: Sequence[LabelledRecord], found: Sequence[LabelledRecord], folder: Path
) -> None:
    seen = {record.name for record in records}
    twice = dict.fromkeys(record.name for record in found if record.name in seen)
    if twice:
        raise TrainingError(
            f"{folder}: {', '.join(twice)}: another folder has a record of that name. "
            "Rename one of them, also in the file of patients."
        )


def _tell(
    args: argparse.Namespace, patients: Patients, names: AbstractSet[str]
) -> None:
    if not args.patients:
        _LOG.info("without --patients, each record counts as a patient of its own")
    elif rest := sorted(names - set(patients.of_record)):
        _LOG.info("not in %s, each its own patient: %s", args.patients, ", ".join(rest))
    if missing := sorted(set(patients.of_record) - names):
        _LOG.warning(
            "%s names records that are not among those to train on: %s",
            *(args.patients, ", ".join(missing)),
        )


def patient_counts(records: Sequence[LabelledRecord]) -> dict[str, Counter[int]]:
    """Return how many beats of each output each patient has."""
    counts: dict[str, Counter[int]] = {}
    for record in records:
        counts.setdefault(record.patient, Counter()).update(record.labels.tolist())
    return counts


def refuse_few_patients(records: Sequence[LabelledRecord], least: int) -> None:
    """Check that each class is known of enough patients.

    Raises
    ------
    TrainingError
        With the counts and the remedy.
    """
    counts = patient_counts(records)
    names = records[0].classes.names if records else []
    having = {
        name: sum(1 for own in counts.values() if own[place])
        for place, name in enumerate(names)
    }
    few = [f"{name} ({n})" for name, n in having.items() if n < least]
    if few or not records:
        raise TrainingError(
            f"Of {len(counts)} patients too few have beats of {', '.join(few)}: each "
            f"class needs {least} patients. Annotate more patients with them, leave "
            "the class out or join it with another one (--labels), or accept less with "
            "--least-patients (3 or more)."
        )


def own_split(records: Sequence[LabelledRecord], seed: int) -> Split:
    """Return a division by patient in which every part has every class.

    Of many drawings the one is taken that comes nearest to the same share of every
    class.

    Raises
    ------
    TrainingError
        If there is none.
    """
    counts = patient_counts(records)
    patients, n_classes = sorted(counts), len(records[0].classes)
    table = np.array([[counts[p][c] for c in range(n_classes)] for p in patients])
    n = max(round(_SHARE * len(patients)), 1)
    rng = np.random.default_rng(seed)
    drawings = [rng.permutation(len(patients)) for _ in range(_TRIES)]
    best = min(drawings, key=lambda order: _unlikeness(table, order, n))
    if not np.isfinite(_unlikeness(table, best, n)):
        raise TrainingError(
            f"{len(patients)} patients cannot be divided so that all parts have all "
            "classes. Annotate more patients, or leave a class out (--labels)."
        )
    parts = (best[2 * n :], best[:n], best[n : 2 * n])
    named = [{patients[place] for place in part} for part in parts]
    names = [
        tuple(dict.fromkeys(r.name for r in records if r.patient in some))
        for some in named
    ]
    whose = {record.name: record.patient for record in records}
    return Split(OWN_SPLIT, seed, names[0], names[1], names[2], whose)


def _unlikeness(table: IntArray, order: npt.NDArray[np.intp], n: int) -> float:
    """Return how far shares are from equal ones; infinite where a class is missing."""
    total = table.sum(axis=0)
    held = np.stack([table[order[:n]].sum(axis=0), table[order[n : 2 * n]].sum(axis=0)])
    rest = total - held.sum(axis=0)
    if not (held.all() and rest.all()):
        return float("inf")
    return float(np.abs(held / total - n / len(order)).max())


def own_calibration(
    network: keras.Model,
    records: Sequence[LabelledRecord],
    split: Split,
    spec: PreprocessingSpec,
) -> Calibration:
    """Return the calibration of a network by the patients that did not train it.

    Of what it says on all leads together, as it does in the application.
    """
    held_out = [r for r in records if r.name in split.validation]
    said = fused(held_out, probabilities_of(network, Beats.of(held_out), spec))
    label = Beats.of(first_leads(held_out)).label
    calibration = fit_calibration(said, label, few=True)
    _LOG.info("calibrated on %s: %s", ", ".join(split.validation), calibration)
    return calibration
