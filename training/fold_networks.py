"""Trains networks on every lead without one fold of patients, or without two.

python -m training.fold_networks --data MITDB [--extra DIR...] --work DIR [--folds K]
    [--without I [J] | --all] [--seed N] [--fold-seed N] [--lead every|preferred]
    [--epochs N] [--normal N] [--size PIXELS] [--jobs N]

What a network says of the patients that it never saw, on each lead, is written to
``without-I.npz`` or ``without-I-J.npz``: logits and the 128 numbers before them.
Networks without one fold give the estimate; those without two, the inner folds of
nested cross-validation, in which all else is chosen. --all trains the network of all
patients, for a bundle; another --seed gives another member, of the same folds, which
--fold-seed deals. With --lead preferred networks learn from one lead of each record,
and are still asked about every one. Each call trains what is missing and goes on after
the last epoch where it was stopped.
DS2 is never read.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np

from ecgviewer.commands.options import add_engine_options, engine_of
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.command_line import (
    existing_folder,
    extra_packages,
    new_folder,
    program,
    whole_number,
)
from training.cross_validate import (
    LEAST_SIZE,
    patient_folds,
    refuse_too_many_folds,
    training_records,
)
from training.networks.epoch_folders import last_network
from training.networks.network import fed_to_network
from training.networks.recipes import CONTEXT, Recipe
from training.networks.training_run import refuse_other_run, training_run
from training.records.dataset import Beats, LabelledRecord
from training.records.lead_beats import Judged, LeadBeats, read_judged, write_judged
from training.records.splits import Split
from training.train import one_member, train

with extra_packages():
    import keras

_BATCH = 256
_EVERY = "every"
_LEADS = (_EVERY, "preferred")


def run_without(
    records: Sequence[LabelledRecord],
    folds: Mapping[str, int],
    left_out: Sequence[int],
    recipe: Recipe,
    work: Path,
    learned: Sequence[LabelledRecord] | None = None,
) -> Path:
    """Train the network without some folds and write what it says of them.

    What is there already of the same data and recipe stays.

    Parameters
    ----------
    records : sequence of LabelledRecord
        Every lead of every record; those of the folds left out are judged.
    folds : mapping
        Fold of each record.
    left_out : sequence of int
    recipe : Recipe
    work : Path
        Folder of networks and of what they say.
    learned : sequence of LabelledRecord, optional
        What the others are learned from, if not from all leads.

    Raises
    ------
    TrainingError
        If what is there is of other data or another recipe.
    """
    name = "-".join(["without", *map(str, left_out)])
    path = work / f"{name}.npz"
    inside = tuple(n for n, fold in folds.items() if fold not in left_out)
    outside = tuple(n for n, fold in folds.items() if fold in left_out)
    split = Split(name, recipe.settings.seed, inside, (), outside)
    recipe = one_member(recipe, 0)
    learned = records if learned is None else learned
    run = training_run(learned, split, recipe)
    if path.exists():
        refuse_other_run(path, json.loads(read_judged(path)[1]), run)
        return path
    network = train(learned, split, recipe, work / name)
    judged = [record for record in records if record.name in outside]
    write_judged(path, judged_by(network, judged, recipe.spec), json.dumps(run))
    return path


def train_on_all(records: Sequence[LabelledRecord], recipe: Recipe, work: Path) -> Path:
    """Train a network of all patients, and return the folder of its epochs.

    Nobody is left to say how good it is: networks without folds do.
    """
    names = tuple(dict.fromkeys(record.name for record in records))
    split = Split("all", recipe.settings.seed, names, (), ())
    folder = work / f"all-{recipe.settings.seed}"
    train(records, split, one_member(recipe, 0), folder)
    return folder


def network_without(work: Path, number: int) -> keras.Model:
    """Return the network that `run_without` trained without one fold."""
    return last_network(work / f"without-{number}")


def judged_by(
    network: keras.Model, records: Sequence[LabelledRecord], spec: PreprocessingSpec
) -> Judged:
    """Return what a network of one member says of each beat on each lead."""
    outputs = [network.get_layer(name).output for name in ("logits", "embedding")]
    inner = keras.Model(network.input, outputs)
    beats, parts = Beats.of(records), []
    for start in range(0, len(beats), _BATCH):
        inputs = beats.inputs(slice(start, start + _BATCH), spec)
        parts.append(inner.predict_on_batch(fed_to_network(inputs, spec)))
    logits, embedding = (np.concatenate(c) for c in zip(*parts, strict=True))
    rows = LeadBeats.of(records)
    return Judged(rows, logits.astype(np.float32), embedding.astype(np.float16))


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.fold_networks")
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of mitdb"
    )
    parser.add_argument("--extra", type=existing_folder, nargs="*", default=[])
    parser.add_argument(
        "--work", type=new_folder, required=True, help="folder for results"
    )
    parser.add_argument("--folds", type=whole_number(2), default=5)
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--all", action="store_true", help="train the network of all patients and stop"
    )
    which.add_argument(
        "--without",
        type=whole_number(0),
        nargs="+",
        help="train the one network without these folds and stop",
    )
    parser.add_argument("--seed", type=whole_number(0), default=1)
    parser.add_argument(
        "--fold-seed", type=whole_number(0), default=1, help="deals patients to folds"
    )
    parser.add_argument(
        "--lead", choices=_LEADS, default=_EVERY, help="what is learned from"
    )
    parser.add_argument("--epochs", type=whole_number(1))
    parser.add_argument("--normal", type=whole_number(1), help="normal beats an epoch")
    parser.add_argument(
        "--size",
        type=whole_number(LEAST_SIZE),
        default=CONTEXT.spec.image_size,
        help="pixels of a picture",
    )
    add_engine_options(parser)
    args = parser.parse_args(argv)
    if args.without and not _is_choice(args.without, args.folds):
        parser.error(f"--without takes one or two folds of 0 to {args.folds - 1}")
    return args


def _is_choice(left_out: Sequence[int], n_folds: int) -> bool:
    different = len(set(left_out)) == len(left_out) <= 2
    return different and max(left_out) < n_folds


def _recipe(args: argparse.Namespace) -> Recipe:
    settings = CONTEXT.settings
    return replace(
        CONTEXT,
        spec=replace(CONTEXT.spec, image_size=args.size),
        settings=replace(
            settings,
            seed=args.seed,
            epochs=args.epochs or settings.epochs,
            n_normal=args.normal or settings.n_normal,
        ),
    )


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Train as the command line says; return the exit status."""
    args = _arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    refuse_too_many_folds(args.folds)
    recipe = _recipe(args)
    read = partial(
        training_records, args.data, args.extra, recipe.spec, engine_of(args)
    )
    records = read(every_lead=True)
    learned = records if args.lead == _EVERY else read()
    if args.all:
        print(train_on_all(learned, recipe, args.work), flush=True)
        return 0
    folds = patient_folds(records, args.folds, args.fold_seed)
    numbers = range(args.folds)
    wanted: list[tuple[int, ...]] = [(number,) for number in numbers]
    wanted += combinations(numbers, 2)
    if args.without:
        wanted = [tuple(sorted(args.without))]
    for left_out in wanted:
        path = run_without(records, folds, left_out, recipe, args.work, learned)
        print(path, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
