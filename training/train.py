"""Trains the network on annotated records and writes a classifier bundle.

python -m training.train --data DIR [--extra DIR...] --split ds1|standard|patient|own
    [--recipe context|seed] [--seed N] --out BUNDLE
python -m training.train --config FILE.toml

``--split own`` is for a folder of anybody's records; `training.own_records` says how
they are divided, and `training.train_options` what can be chosen. A TOML file has the
options as its keys.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

from ecgviewer.commands.options import engine_of
from ecgviewer.core.arrays import Float64Array
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.command_line import extra_packages, program, room_in
from training.errors import TrainingError
from training.networks.epochs import Batches, draw_epoch
from training.networks.network import (
    build_network,
    calibrate,
    choose_device,
    joined,
    probabilities_of,
    refuse_unsafe_keras,
)
from training.networks.recipes import Recipe, Settings
from training.networks.training_run import (
    Run,
    refuse_other_run,
    run_digest,
    training_run,
)
from training.own_records import OWN_SPLIT, own_calibration, own_records
from training.progress import time_text
from training.records.dataset import (
    AAMI_OUTPUTS,
    Beats,
    LabelledRecord,
    available_records,
    symbol_counts,
)
from training.records.shards import CACHE, Shards, records_of
from training.records.splits import PACED, Counts, Split, split_records
from training.release import refuse_full, written_whole
from training.scored_bundle import Reference, release
from training.scoring.metrics import confusion_matrix, f1_scores
from training.train_options import KEEP, chosen_recipe, options

with extra_packages():
    import keras
    import tensorflow as tf

_LOG = logging.getLogger("training")
_STOPPED = (
    "Stopped: nothing was written to --out. The same command goes on after the last "
    "epoch that was finished."
)


def train(
    records: Sequence[LabelledRecord], split: Split, recipe: Recipe, work: Path
) -> keras.Model:
    """Train, and return the network of the epoch that was best in validation.

    Without patience in the recipe's settings that is the last epoch's. Every epoch is
    written to `work`; an interrupted run goes on from there.

    Parameters
    ----------
    records : sequence of LabelledRecord
        At least those of the split's training and validation records.
    recipe : Recipe
        Of one member.
    work : Path
        Folder for checkpoints and the log of the epochs.
    """
    settings = recipe.settings
    keras.utils.set_random_seed(settings.seed)
    tf.config.experimental.enable_op_determinism()
    work.mkdir(parents=True, exist_ok=True)
    training = Beats.of([r for r in records if r.name in split.training])
    validation = [r for r in records if r.name in split.validation]
    history = _read_history(work, training_run(records, split, recipe))
    network = _start_or_resume(work, recipe, history, training)
    for epoch in range(len(history["macro_f1"]), settings.epochs):
        if _has_peaked(history["macro_f1"], settings.patience):
            break
        started = time.monotonic()
        loss = _fit_epoch(network, training, recipe, epoch)
        f1 = _validation_f1(network, validation, recipe)
        history["macro_f1"].append(float(np.mean(np.nan_to_num(f1))))
        with room_in(work):
            network.save(_checkpoint(work, epoch))
            with replace_file(work / "history.json") as file:
                file.write(json.dumps(history).encode())
        _LOG.info(
            "epoch %d of %d: loss %.4f, validation F1 %s, %s",
            *(epoch + 1, settings.epochs, loss, _f1_text(training.classes.names, f1)),
            _time(time.monotonic() - started, settings.epochs - epoch - 1),
        )
    scores = history["macro_f1"]
    best = np.argmax(scores) if settings.patience else len(scores) - 1
    return _read_checkpoint(work, best)


def train_members(
    records: Sequence[LabelledRecord], split: Split, recipe: Recipe, work: Path
) -> list[keras.Model]:
    """Train the recipe's networks, one seed after the other, calibrated.

    Returns
    -------
    list of keras.Model
        The network to ship; if it was joined of several, these follow.
    """
    members = [
        train_member(records, split, recipe, number, work)
        for number in range(recipe.shape.members)
    ]
    parts = [members, *([member] for member in members if len(members) > 1)]
    networks = [joined(part, recipe.spec, recipe.shape) for part in parts]
    if split.name == OWN_SPLIT:
        for network in networks:
            calibrate(network, own_calibration(network, records, split, recipe.spec))
    elif records[0].classes == AAMI_OUTPUTS:
        # It was fitted for these classes, and means nothing for others.
        for network in networks:
            calibrate(network, recipe.calibration)
    return networks


def train_member(
    records: Sequence[LabelledRecord],
    split: Split,
    recipe: Recipe,
    number: int,
    work: Path,
) -> keras.Model:
    """Train one of the recipe's networks; several can be trained side by side."""
    return train(records, split, one_member(recipe, number), work / f"member-{number}")


def one_member(recipe: Recipe, number: int) -> Recipe:
    """Return the recipe of one member, with a seed of its own."""
    seed = recipe.settings.seed + number
    return replace(
        recipe,
        shape=replace(recipe.shape, members=1),
        settings=replace(recipe.settings, seed=seed),
    )


def _fit_epoch(
    network: keras.Model, training: Beats, recipe: Recipe, epoch: int
) -> float:
    settings = recipe.settings
    # Keras does not save this state, so a resumed run would drop other units.
    state = network.get_layer("dropout").seed_generator.state
    state.assign([settings.seed, epoch * 1_000_000])
    beats = draw_epoch(training, settings.n_normal, settings.seed, epoch)
    batches = Batches(beats, recipe.spec, settings, epoch)
    # Keras' own loop over such batches takes nearly twice as long.
    losses = [network.train_on_batch(*batches[i]) for i in range(len(batches))]
    return float(np.mean(losses))


def _f1_text(names: Sequence[str], f1: Float64Array) -> str:
    pairs = zip(names, f1, strict=True)
    return " ".join(f"{name} {value:.3f}" for name, value in pairs)


def _time(epoch_s: float, n_left: int) -> str:
    """Return how long an epoch took, and the others of this network will take."""
    left = f", {time_text(epoch_s * n_left)} left" if n_left else ""
    return f"{epoch_s:.0f} s{left}"


def _checkpoint(work: Path, epoch: int | np.intp) -> Path:
    return work / f"epoch-{epoch + 1}.keras"


def _read_checkpoint(work: Path, epoch: int | np.intp) -> keras.Model:
    refuse_unsafe_keras()
    path = _checkpoint(work, epoch)
    try:
        return keras.models.load_model(path, safe_mode=True)
    except (ValueError, TypeError, OSError, KeyError) as error:
        raise TrainingError(
            f"{path} cannot be loaded: {error}. Remove {work} to train again."
        ) from error


def _has_peaked(scores: Sequence[float], patience: int) -> bool:
    if not (scores and patience):
        return False
    return len(scores) - 1 - int(np.argmax(scores)) >= patience


def _read_history(work: Path, run: Run) -> dict[str, Any]:
    path = work / "history.json"
    if not path.exists():
        return {"run": run, "macro_f1": []}
    try:
        history: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        known = history["run"]
    except (ValueError, TypeError, KeyError) as error:
        raise TrainingError(
            f"{path} is damaged: {error}. Remove {work} to train again."
        ) from error
    refuse_other_run(work, known, run)
    return history


def _start_or_resume(
    work: Path, recipe: Recipe, history: dict[str, Any], training: Beats
) -> keras.Model:
    if n_done := len(history["macro_f1"]):
        return _read_checkpoint(work, n_done - 1)
    settings = recipe.settings
    network = build_network(recipe.spec, recipe.shape, len(training.classes))
    first = draw_epoch(training, settings.n_normal, settings.seed, 0)
    steps = len(Batches(first, recipe.spec, settings)) * settings.epochs
    network.compile(
        optimizer=keras.optimizers.AdamW(
            _learning_rate(settings, steps), weight_decay=settings.weight_decay
        ),
        loss="categorical_crossentropy",
        # On processors, what XLA compiles trains at half the speed.
        jit_compile=False,
    )
    return network


def _learning_rate(
    settings: Settings, steps: int
) -> keras.optimizers.schedules.LearningRateSchedule:
    warm_up = round(settings.warm_up * steps)
    if not warm_up:
        return keras.optimizers.schedules.CosineDecay(settings.learning_rate, steps)
    return keras.optimizers.schedules.CosineDecay(
        settings.learning_rate / 25,
        steps - warm_up,
        warmup_target=settings.learning_rate,
        warmup_steps=warm_up,
    )


def _validation_f1(
    network: keras.Model, records: Sequence[LabelledRecord], recipe: Recipe
) -> Float64Array:
    n_classes = network.output_shape[-1]
    if not records:
        return np.full(n_classes, np.nan)
    beats = Beats.of(records)
    predicted = np.argmax(probabilities_of(network, beats, recipe.spec), axis=1)
    confusion = confusion_matrix(beats.label, predicted, n_classes)
    return f1_scores(confusion)


def known_split(name: str, counts: Counts, seed: int) -> Split:
    """Return a division of the records at hand.

    Raises
    ------
    TrainingError
        If they are too few for it.
    """
    try:
        split = split_records(name, counts, seed)
    except ValueError as error:
        raise TrainingError(
            f"The records of --data cannot be split by {name}: {error}. Name a folder "
            "with more of mitdb, or another --split."
        ) from error
    if not split.training:
        raise TrainingError(
            f"None of the records of --data is one that {name} trains on. Name the "
            "folder of mitdb, or another --split."
        )
    return split


def default_work(
    records: Sequence[LabelledRecord], split: Split, recipe: Recipe
) -> Path:
    """Return a folder for checkpoints that no other run shares, whatever its names."""
    # However many members there are, those that are trained already stay.
    run = training_run(records, split, one_member(recipe, 0))
    return CACHE / f"{split.name}-{split.seed}-{run_digest(run)}"


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Train as the command line says; return the exit status."""
    args = options(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        _train(args)
    except KeyboardInterrupt:
        print(_STOPPED, file=sys.stderr)
        raise
    return 0


def _train(args: argparse.Namespace) -> None:
    if args.member is None:
        refuse_full(args.out)
    choose_device(args.device)
    recipe = chosen_recipe(args)
    if args.member is not None and args.member >= recipe.shape.members:
        raise TrainingError(
            f"There is no member {args.member}: give 0 to {recipe.shape.members - 1}."
        )
    shards = CACHE / "shards"
    if args.split == OWN_SPLIT:
        records, split = own_records(args, recipe.spec, shards)
    else:
        records, split = _database_records(args, recipe.spec, shards)
    _LOG.info("%s", split)
    work = args.work or default_work(records, split, recipe)
    if args.member is not None:
        train_member(records, split, recipe, args.member, work)
        return
    networks = train_members(records, split, recipe, work)
    with written_whole(args.out) as out:
        reference = Reference((args.data, *args.extra), args.annotator)
        release(networks, split, recipe.spec, records, out, reference)


def _database_records(
    args: argparse.Namespace, spec: PreprocessingSpec, shards: Path
) -> tuple[list[LabelledRecord], Split]:
    """Return the records of databases, which are known by their names."""
    classes, keeps_paced = args.classes, args.paced == KEEP or args.classes.paced
    names = [
        name
        for name in available_records(args.data, args.annotator)
        if keeps_paced or name not in PACED
    ]
    engine = engine_of(args)

    def of(folder: Path, some: Sequence[str]) -> list[LabelledRecord]:
        work = Shards(*(folder, spec, shards, classes, args.every_lead, args.annotator))
        return records_of(work, some, engine)

    records = of(args.data, names)
    counts = {record.name: symbol_counts(record) for record in records}
    for folder in args.extra:
        records += of(folder, available_records(folder, args.annotator))
    own = len(counts)
    extra = tuple(dict.fromkeys(r.name for r in records if r.name not in counts))
    # No division has the paced records: they train, where they are kept.
    extra += tuple(name for name in counts if name in PACED)
    _LOG.info("%d records of --data, %d of --extra", own, len(extra))
    return records, known_split(args.split, counts, args.seed).with_training(extra)


if __name__ == "__main__":
    raise SystemExit(main())
