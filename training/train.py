"""Trains the network on annotated records and writes a classifier bundle.

python -m training.train --data DIR --split ds1|patient [--seed N] --out BUNDLE
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.dataset import (
    CLASSES,
    Beats,
    LabelledRecord,
    available_records,
    load_records,
    symbol_counts,
)
from training.epochs import Batches, draw_epoch
from training.metrics import confusion_matrix, f1_scores
from training.network import build_network
from training.release import release
from training.splits import PACED, Split, split_records

_LOG = logging.getLogger("training")


@dataclass(frozen=True)
class Settings:
    """Numbers of a training run; `patience` epochs without gain end it."""

    seed: int = 1
    epochs: int = 8
    patience: int = 4
    batch_size: int = 64
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    n_normal: int = 8000


def train(
    records: Sequence[LabelledRecord],
    split: Split,
    spec: PreprocessingSpec,
    settings: Settings,
    work: Path,
) -> keras.Model:
    """Train, and return the network of the epoch that was best in validation.

    Every epoch is written to `work`; an interrupted run goes on from there.

    Parameters
    ----------
    records : sequence of LabelledRecord
        At least those of the split's training and validation records.
    work : Path
        Folder for checkpoints and the log of the epochs.
    """
    keras.utils.set_random_seed(settings.seed)
    tf.config.experimental.enable_op_determinism()
    work.mkdir(parents=True, exist_ok=True)
    training = Beats.of([r for r in records if r.name in split.training])
    validation = Beats.of([r for r in records if r.name in split.validation])
    history = _read_history(work, split, settings)
    network = _start_or_resume(work, spec, settings, history, training)
    for epoch in range(len(history["macro_f1"]), settings.epochs):
        if _has_peaked(history["macro_f1"], settings.patience):
            break
        started = time.monotonic()
        loss = _fit_epoch(network, training, spec, settings, epoch)
        f1 = _validation_f1(network, validation, spec)
        network.save(_checkpoint(work, epoch))
        history["macro_f1"].append(float(np.nanmean(f1)))
        (work / "history.json").write_text(json.dumps(history))
        _LOG.info(
            "epoch %d: loss %.4f, validation F1 N %.3f S %.3f V %.3f, %.0f s",
            *(epoch + 1, loss, *f1, time.monotonic() - started),
        )
    return keras.models.load_model(_checkpoint(work, np.argmax(history["macro_f1"])))


def _fit_epoch(
    network: keras.Model,
    training: Beats,
    spec: PreprocessingSpec,
    settings: Settings,
    epoch: int,
) -> float:
    # Keras does not save this state, so a resumed run would drop other units.
    state = network.get_layer("dropout").seed_generator.state
    state.assign([settings.seed, epoch * 1_000_000])
    beats = draw_epoch(training, settings.n_normal, settings.seed, epoch)
    batches = Batches(beats, spec, settings.batch_size)
    fitted = network.fit(batches, shuffle=False, verbose=0)
    return float(fitted.history["loss"][0])


def _checkpoint(work: Path, epoch: int | np.intp) -> Path:
    return work / f"epoch-{epoch + 1}.keras"


def _has_peaked(scores: Sequence[float], patience: int) -> bool:
    return bool(scores) and len(scores) - 1 - int(np.argmax(scores)) >= patience


def _read_history(work: Path, split: Split, settings: Settings) -> dict[str, Any]:
    run = {"split": asdict(split), "settings": asdict(settings)}
    run = json.loads(json.dumps(run))
    path = work / "history.json"
    if not path.exists():
        return {"run": run, "macro_f1": []}
    history: dict[str, Any] = json.loads(path.read_text())
    if history["run"] != run:
        raise ValueError(f"{work} holds another training run; give another --work")
    return history


def _start_or_resume(
    work: Path,
    spec: PreprocessingSpec,
    settings: Settings,
    history: dict[str, Any],
    training: Beats,
) -> keras.Model:
    if n_done := len(history["macro_f1"]):
        return keras.models.load_model(_checkpoint(work, n_done - 1))
    network = build_network(spec.image_size, len(CLASSES))
    first = draw_epoch(training, settings.n_normal, settings.seed, 0)
    steps = len(Batches(first, spec, settings.batch_size)) * settings.epochs
    rate = keras.optimizers.schedules.CosineDecay(settings.learning_rate, steps)
    network.compile(
        optimizer=keras.optimizers.AdamW(rate, weight_decay=settings.weight_decay),
        loss="sparse_categorical_crossentropy",
    )
    return network


def _validation_f1(
    network: keras.Model, beats: Beats, spec: PreprocessingSpec
) -> npt.NDArray[np.float64]:
    predicted = []
    for start in range(0, len(beats), 256):
        images = beats.images(slice(start, start + 256), spec)
        predicted.append(np.argmax(network.predict_on_batch(images), axis=1))
    confusion = confusion_matrix(beats.label, np.concatenate(predicted), len(CLASSES))
    return f1_scores(confusion)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.train")
    parser.add_argument("--data", type=Path, required=True, help="folder of records")
    parser.add_argument("--split", choices=("ds1", "patient"), required=True)
    parser.add_argument("--out", type=Path, required=True, help="bundle to write")
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--work", type=Path, help="folder for checkpoints")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Train as the command line says; return the exit status."""
    args = _arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    spec = PreprocessingSpec()
    settings = Settings(args.seed, args.epochs)
    names = [name for name in available_records(args.data) if name not in PACED]
    records = load_records(args.data, names, spec)
    counts = {record.name: symbol_counts(record) for record in records}
    split = split_records(args.split, counts, args.seed)
    _LOG.info("%s", split)
    default = Path.home() / ".cache" / "ecgviewer-training"
    work = args.work or default / f"{args.split}-{args.seed}"
    network = train(records, split, spec, settings, work)
    release(network, split, spec, records, args.out, args.data)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
