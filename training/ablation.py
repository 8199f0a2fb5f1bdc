"""What each part of the method is worth, by cross-validation; DS2 is never read.

python -m training.ablation --data MITDB --extra SVDB --work DIR [--row I] [--seed N]
    [--jobs N]

Small pictures and short trainings, three folds by patient and three seeds: to compare
rows with one another, not with the shipped classifier. Rows and seeds can run side by
side; a call without --row trains what is missing and prints the table as JSON, which
`training.release --metrics` puts into a bundle.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ecgviewer.commands.options import add_engine_options, engine_of
from ecgviewer.preprocessing.spec import COLOURED, DIFFERENCE
from training.command_line import existing_folder, new_folder, program, whole_number
from training.cross_validate import (
    HeldOut,
    held_out,
    patient_folds,
    run_fold,
    training_records,
)
from training.networks.calibration import Calibration, fit_calibration
from training.networks.recipes import CONTEXT, Recipe
from training.records.dataset import LabelledRecord

FOLDS, SEEDS = 3, (1, 2, 3)
_SIZE, _EPOCHS, _N_NORMAL = 64, 3, 8000
_FIGURES = ("accuracy", "S F1", "V F1", "macro-F1")


@dataclass(frozen=True)
class Row:
    """A variant of the method; `extra` trains on more than DS1."""

    title: str
    picture: str
    rhythm: bool
    extra: bool

    @property
    def recipe(self) -> Recipe:
        """The variant's recipe, of the first seed."""
        spec = replace(
            CONTEXT.spec, image_size=_SIZE, picture=self.picture, rhythm=self.rhythm
        )
        settings = replace(CONTEXT.settings, epochs=_EPOCHS, n_normal=_N_NORMAL)
        return replace(CONTEXT, spec=spec, settings=settings)


ROWS = (
    Row("picture of the beat alone, DS1 only", COLOURED, False, False),
    Row("picture of the beat alone, DS1 and svdb", COLOURED, False, True),
    Row("and its difference from the patient's beat", DIFFERENCE, False, True),
    Row("picture of the beat and timing", COLOURED, True, True),
    Row("picture, difference and timing (the method)", DIFFERENCE, True, True),
    Row("the method, DS1 only", DIFFERENCE, True, False),
)


def run_row(records: Sequence[LabelledRecord], row: Row, seed: int, work: Path) -> None:
    """Train the networks of a row and a seed, one for each fold."""
    recipe = row.recipe
    recipe = replace(recipe, settings=replace(recipe.settings, seed=seed))
    folds = patient_folds(records, FOLDS, seed)
    for number in range(FOLDS):
        run_fold(records, folds, number, recipe, work)


def row_figures(
    runs: Sequence[HeldOut], folds: Sequence[Mapping[str, int]]
) -> dict[str, list[float]]:
    """Return the mean and standard deviation of each figure over seeds and folds.

    Each seed's networks are calibrated together on the beats they never saw.
    """
    values: dict[str, list[list[float]]] = {}
    for beats, fold in zip(runs, folds, strict=True):
        calibration = fit_calibration(beats.probabilities, beats.label)
        for number in range(FOLDS):
            names = [name for name, place in fold.items() if place == number]
            for database, part in _by_database(beats.of_records(names)):
                values.setdefault(database, []).append(_figures(part, calibration))
    return {
        f"{database} {title}": [float(np.mean(column)), float(np.std(column, ddof=1))]
        for database, rows in values.items()
        for title, column in zip(_FIGURES, zip(*rows, strict=True), strict=True)
    }


def _by_database(beats: HeldOut) -> list[tuple[str, HeldOut]]:
    parts = [("DS1", beats.of(True)), ("svdb", beats.of(False))]
    return [(name, part) for name, part in parts if len(part.label)]


def _figures(beats: HeldOut, calibration: Calibration) -> list[float]:
    figures = beats.figures(calibration)
    f1 = figures["f1"]
    return [figures["accuracy"], f1["S"], f1["V"], figures["macro_f1"]]


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Run as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.ablation")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of mitdb"
    )
    parser.add_argument("--extra", type=existing_folder, nargs="+", required=True)
    parser.add_argument(
        "--work", type=new_folder, required=True, help="folder for results"
    )
    parser.add_argument("--row", type=int, choices=range(len(ROWS)))
    parser.add_argument("--seed", type=whole_number(0), choices=SEEDS)
    add_engine_options(parser)
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    table = {}
    for number in range(len(ROWS)) if args.row is None else (args.row,):
        row = ROWS[number]
        extra = args.extra if row.extra else ()
        records = training_records(args.data, extra, row.recipe.spec, engine_of(args))
        seeds = SEEDS if args.seed is None else (args.seed,)
        places = [args.work / f"row-{number}" / f"seed-{seed}" for seed in seeds]
        for seed, place in zip(seeds, places, strict=True):
            run_row(records, row, seed, place)
        table[row.title] = row_figures(
            [held_out(place, FOLDS, records) for place in places],
            [patient_folds(records, FOLDS, seed) for seed in seeds],
        )
    print(json.dumps(table, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
