"""Cross-validation by patient within the training records; DS2 is never read.

python -m training.cross_validate --data MITDB [--extra DIR...] --work DIR [--folds K]
    [--fold I] [--recipe NAME] [--seed N] [--size PIXELS] [--picture KIND]
    [--no-rhythm] [--jobs N]

Each fold's network is trained on the other folds and says what it thinks of its own.
Folds can run side by side, one --fold each; a call without --fold trains what is
missing and prints the figures of all, after the calibration that fits them.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ecgviewer.analysis.engine import IN_TURN, Engine
from ecgviewer.commands.options import add_engine_options, engine_of
from ecgviewer.core.arrays import BoolArray
from ecgviewer.core.labels import BeatClass, Labels
from ecgviewer.core.predictions import Probabilities
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES, Features
from ecgviewer.preprocessing.spec import PICTURES, PreprocessingSpec
from training.command_line import new_folder, program, records_folder, whole_number
from training.errors import TrainingError
from training.networks.calibration import Calibration, calibrated, fit_calibration
from training.networks.network import probabilities_of
from training.networks.own_seeds import own_seeds
from training.networks.recipes import RECIPES, Recipe
from training.networks.training_run import record_digest, refuse_other_run, training_run
from training.records.dataset import (
    CLASSES,
    Beats,
    LabelledRecord,
    available_records,
    is_annotated,
)
from training.records.shards import CACHE, sharded_leads, sharded_records
from training.records.splits import DS1, Split, patient_of
from training.scoring.metrics import classification_figures
from training.train import one_member, train

_LOG = logging.getLogger("training")
#: Below this many pixels the last pool has nothing to pool.
LEAST_SIZE = 32
_S = CLASSES.index(BeatClass.S)
#: What is tried on top of the likeliest calibration.
_STEPS = (0.0, 0.5, 1.0)
_STRENGTHS = (0.0, 1.0, 5 / 3)
_IRREGULAR = (0.0, -1.5, -0.5)
_TACHYCARDIA = (-3.0, 3.0, 0.0)
_RUNS = (0.0, 1 / 3, 2 / 3, 1.0)


class Labelled(Protocol):
    """Beats of a record, with their classes as positions in CLASSES."""

    @property
    def name(self) -> str:
        """Name of the record."""

    @property
    def labels(self) -> Labels:
        """The classes, shape (n_beats,)."""


def patient_folds(
    records: Sequence[Labelled], n_folds: int, seed: int
) -> dict[str, int]:
    """Return the fold of each record: patients dealt by their number of S beats.

    Each database is dealt on its own, those with most S beats first, so that every
    fold has its share of them.
    """
    rng = np.random.default_rng(seed)
    n_s: dict[str, int] = {}
    for record in records:
        patient = patient_of(record.name)
        n_s[patient] = n_s.get(patient, 0) + int(np.sum(record.labels == _S))
    fold: dict[str, int] = {}
    for is_ds1 in (True, False):
        patients = [p for p in n_s if (p in DS1) == is_ds1]
        order = sorted(patients, key=lambda p: (-n_s[p], p))
        for start in range(0, len(order), n_folds):
            deal = rng.permutation(n_folds)
            for patient, number in zip(
                order[start : start + n_folds], deal, strict=False
            ):
                fold[patient] = int(number)
    return {record.name: fold[patient_of(record.name)] for record in records}


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What networks say of beats whose patients they never saw.

    Attributes
    ----------
    probabilities : ndarray of float32, shape (n_beats, n_classes)
    label : ndarray of uint8, shape (n_beats,)
        Positions in CLASSES.
    record : ndarray of str, shape (n_beats,)
    rhythm : ndarray of float32, shape (n_beats, n_features)
        From `rhythm_features`; zeros where the networks were not given it.
    """

    probabilities: Probabilities
    label: Labels
    record: npt.NDArray[np.str_]
    rhythm: Features

    def of(self, is_ds1: bool) -> HeldOut:
        """Return the beats of DS1, or those of the other databases."""
        return self._take(np.isin(self.record, DS1) == is_ds1)

    def of_records(self, names: Sequence[str]) -> HeldOut:
        """Return the beats of some records."""
        return self._take(np.isin(self.record, names))

    def _take(self, rows: BoolArray) -> HeldOut:
        return HeldOut(
            self.probabilities[rows],
            self.label[rows],
            self.record[rows],
            self.rhythm[rows],
        )

    def figures(self, calibration: Calibration) -> dict[str, Any]:
        """Return the figures of the calibrated probabilities."""
        patients = np.array([patient_of(str(name)) for name in self.record])
        return classification_figures(
            self.label,
            calibrated(self.probabilities, calibration, self.rhythm),
            self.record,
            patients,
            [c.name for c in CLASSES],
        )


def training_records(
    data: Path,
    extra: Sequence[Path],
    spec: PreprocessingSpec,
    engine: Engine,
    every_lead: bool = False,
) -> list[LabelledRecord]:
    """Return DS1 and the records of other folders, whose leads stay on disk."""
    refuse_missing_ds1(data)
    shards = CACHE / "shards"
    read = sharded_leads if every_lead else sharded_records
    records: list[LabelledRecord] = []
    for folder, names in ((data, DS1), *((f, available_records(f)) for f in extra)):
        records += read(folder, names, spec, engine, shards)
    return records


def refuse_missing_ds1(data: Path) -> None:
    """Check that a folder has the annotations of DS1.

    Raises
    ------
    TrainingError
        Naming the records that are missing.
    """
    if missing := [name for name in DS1 if not is_annotated(data / name)]:
        raise TrainingError(
            f"{data} lacks {', '.join(missing)} of DS1. Name the folder of mitdb with "
            "--data."
        )


def refuse_too_many_folds(n_folds: int) -> None:
    """Check that DS1 has patients for every fold.

    Raises
    ------
    TrainingError
        If it has fewer.
    """
    if n_folds > len(set(map(patient_of, DS1))):
        raise TrainingError(f"{n_folds} folds are more than there are patients.")


def run_fold(
    records: Sequence[LabelledRecord],
    folds: Mapping[str, int],
    number: int,
    recipe: Recipe,
    work: Path,
) -> None:
    """Train the network of a fold and write what it says of the fold's records.

    What already exists for the same data and recipe stays.

    Raises
    ------
    TrainingError
        If what is there is of other data or another recipe.
    """
    path = _fold_file(work, number)
    inside = tuple(name for name, fold in folds.items() if fold != number)
    outside = tuple(name for name, fold in folds.items() if fold == number)
    split = Split(f"fold-{number}", recipe.settings.seed, inside, (), outside)
    recipe, judged = one_member(recipe, 0), [r for r in records if r.name in outside]
    run = training_run(records, split, recipe)
    run["judged"] = [[record.name, record_digest(record)] for record in judged]
    if path.exists():
        refuse_other_run(path, _run_of(path), run)
        return
    network = train(records, split, recipe, work / f"fold-{number}")
    beats = Beats.of(judged)
    names = np.array([record.name for record in beats.records])[beats.record]
    path.parent.mkdir(parents=True, exist_ok=True)
    with replace_file(path) as file:
        np.savez_compressed(
            file,
            run=np.array(json.dumps(run)),
            probabilities=probabilities_of(network, beats, recipe.spec),
            label=beats.label,
            record=names,
        )


@dataclass(frozen=True)
class _Fold:
    """The network of a fold; can be sent to another process, which reads the shards."""

    data: Path
    extra: tuple[Path, ...]
    work: Path
    recipe: Recipe
    n_folds: int

    def __call__(self, number: int) -> None:
        spec, seed = self.recipe.spec, self.recipe.settings.seed
        records = training_records(self.data, self.extra, spec, IN_TURN)
        folds = patient_folds(records, self.n_folds, seed)
        with own_seeds(one_member(self.recipe, 0).settings.seed):
            run_fold(records, folds, number, self.recipe, self.work)


def _run_of(path: Path) -> object:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return json.loads(str(arrays["run"])) if "run" in arrays else None
    except (ValueError, EOFError, BadZipFile) as error:
        raise TrainingError(
            f"{path} is damaged: {error}. Remove it, to have it made again."
        ) from error


def _fold_file(work: Path, number: int) -> Path:
    return work / f"fold-{number}.npz"


def held_out(work: Path, n_folds: int, records: Sequence[LabelledRecord]) -> HeldOut:
    """Read what the networks of all folds said of the beats of records."""
    parts = []
    for number in range(n_folds):
        with np.load(_fold_file(work, number), allow_pickle=False) as arrays:
            parts.append([arrays[k] for k in ("probabilities", "label", "record")])
    probabilities, label, names = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    rhythm = np.zeros((len(label), len(FEATURE_NAMES)), np.float32)
    for record in records:
        if patient := record.prepared.patient:
            at = record.prepared.from_record(record.samples)
            rhythm[names == record.name] = patient.rhythm_of(at)
    return HeldOut(probabilities, label, names, rhythm)


def report(beats: HeldOut) -> dict[str, Any]:
    """Return the likeliest calibration, and figures with what may be added to it."""
    fitted = fit_calibration(beats.probabilities, beats.label)
    return {
        "calibration": asdict(fitted),
        "choices": {
            f"ectopic +{step:g}, S less {1.5 * strength:g} where irregular": _choice(
                beats, with_steps(fitted, step, strength)
            )
            for step in _STEPS
            for strength in _STRENGTHS
        }
        | {
            f"+0.5, 1.5, N for S by {6 * run:g} in abrupt tachycardia": _choice(
                beats, with_steps(fitted, 0.5, 1.0, run)
            )
            for run in _RUNS
        },
    }


def with_steps(
    fitted: Calibration, step: float, strength: float, run: float = 0.0
) -> Calibration:
    """Return a calibration with ectopic classes raised, and lowered where irregular.

    In a tachycardia that began abruptly, S is raised by `run` and N lowered.
    """
    neutral, *ectopic = fitted.shift
    return replace(
        fitted,
        shift=(neutral, *(round(value + step, 3) for value in ectopic)),
        irregular=tuple(strength * value for value in _IRREGULAR),
        tachycardia=tuple(run * value for value in _TACHYCARDIA),
    )


def _choice(beats: HeldOut, calibration: Calibration) -> dict[str, float]:
    row: dict[str, float] = {}
    for name, is_ds1 in (("DS1", True), ("svdb", False)):
        figures = beats.of(is_ds1).figures(calibration)
        row |= {
            f"{name} accuracy": figures["accuracy"],
            f"{name} S F1": figures["f1"]["S"],
            f"{name} V F1": figures["f1"]["V"],
            f"{name} macro-F1": figures["macro_f1"],
            f"{name} ECE": figures["ece"],
        }
    return row


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.cross_validate")
    parser.add_argument(
        "--data", type=records_folder, required=True, help="folder of mitdb, or its URL"
    )
    parser.add_argument("--extra", type=records_folder, nargs="*", default=[])
    parser.add_argument(
        "--work", type=new_folder, required=True, help="folder for results"
    )
    parser.add_argument("--recipe", choices=tuple(RECIPES), default="context")
    parser.add_argument("--folds", type=whole_number(2), default=3)
    parser.add_argument("--fold", type=whole_number(0), help="train this one and stop")
    parser.add_argument("--seed", type=whole_number(0), default=1)
    parser.add_argument(
        "--size", type=whole_number(LEAST_SIZE), help="pixels, instead of the recipe's"
    )
    parser.add_argument("--picture", choices=PICTURES)
    parser.add_argument("--no-rhythm", action="store_true")
    add_engine_options(parser)
    return parser.parse_args(argv)


def _recipe(args: argparse.Namespace) -> Recipe:
    recipe = RECIPES[args.recipe]
    changes: dict[str, Any] = {}
    if args.size:
        changes["image_size"] = args.size
    if args.picture:
        changes["picture"] = args.picture
    if args.no_rhythm:
        changes["rhythm"] = False
    return replace(
        recipe,
        spec=replace(recipe.spec, **changes),
        settings=replace(recipe.settings, seed=args.seed),
    )


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Cross-validate as the command line says; return the exit status."""
    args = _arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if args.fold is not None and args.fold >= args.folds:
        raise TrainingError(
            f"There is no fold {args.fold}: give 0 to {args.folds - 1}."
        )
    refuse_too_many_folds(args.folds)
    recipe = _recipe(args)
    engine = engine_of(args)
    records = training_records(args.data, args.extra, recipe.spec, engine)
    wanted = range(args.folds) if args.fold is None else (args.fold,)
    work = _Fold(args.data, tuple(args.extra), args.work, recipe, args.folds)
    for _ in engine.map(work, wanted):
        pass
    if args.fold is None:
        print(json.dumps(report(held_out(args.work, args.folds, records)), indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
