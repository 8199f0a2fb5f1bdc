"""Trains a bundle's network further on corrected beats, mixed with old ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

from ecgviewer.classifier.bundle import Bundle
from training.command_line import extra_packages
from training.networks.epochs import JITTER_S, Batches
from training.networks.light import give_memory_back, without_extras_of_keras
from training.networks.network import load_trainable, probabilities_of
from training.networks.recipes import RECIPES, Settings
from training.records.dataset import Beats, LabelledRecord
from training.records.leads_together import first_leads, fused
from training.records.shards import release_leads
from training.records.trained_classes import TrainedClasses
from training.scoring.comparison import Judged

with extra_packages(), without_extras_of_keras():
    import keras


#: Beats whose gradients are in memory at once; a step of the optimiser takes as many as
#: in the bundle's recipe.
_AT_ONCE = 32
#: Is told how many beats were trained on, or judged by a network, and what for.
Advance = Callable[[int, str], None]


def not_told(n_beats: int, doing: str) -> None:
    """Do nothing: nobody wants to know."""


@dataclass(frozen=True)
class FineTuning:
    """Numbers of a fine-tuning.

    Attributes
    ----------
    seed : int
    epochs : int
    learning_rate : float
        A tenth of that of the training, so that what was learned stays.
    n_old : int
        Old beats of an epoch, drawn again each time as they come: with the classes as
        common as patients have them the probabilities stay calibrated.
    """

    seed: int = 1
    epochs: int = 3
    learning_rate: float = 1e-4
    n_old: int = 6000


def forget_networks() -> None:
    """Give back what networks hold that nobody needs; of each it would add up."""
    # A network and its graphs name each other; what is garbage is looked for once.
    keras.utils.clear_session(free_memory=False)
    give_memory_back()


def fine_tuned(
    bundle: Bundle,
    corrected: Sequence[LabelledRecord],
    old: Sequence[LabelledRecord],
    numbers: FineTuning,
    advance: Advance = not_told,
) -> keras.Model:
    """Return the bundle's network, trained further.

    Parameters
    ----------
    bundle : Bundle
        With its trainable network.
    corrected : sequence of LabelledRecord
        Reviewed beats; all of them are in every epoch.
    old : sequence of LabelledRecord
        The bundle's training records.
    numbers : FineTuning
    advance : callable
        Is told of each batch.
    """
    forget_networks()
    keras.utils.set_random_seed(numbers.seed)
    network = load_trainable(bundle)
    settings = _settings(bundle, numbers)
    parts = max(settings.batch_size // _AT_ONCE, 1)
    optimizer = keras.optimizers.AdamW(
        numbers.learning_rate,
        weight_decay=settings.weight_decay,
        gradient_accumulation_steps=parts if parts > 1 else None,
    )
    settings = replace(settings, batch_size=settings.batch_size // parts)
    # On processors, what XLA compiles trains at half the speed.
    network.compile(optimizer, loss="categorical_crossentropy", jit_compile=False)
    n_corrected = sum(len(record.samples) for record in corrected)
    beats = Beats.of([*corrected, *old])
    for epoch in range(numbers.epochs):
        drawn = mixed_epoch(beats, n_corrected, numbers, epoch)
        batches = Batches(drawn, bundle.spec, settings, epoch)
        for number in range(len(batches)):
            network.train_on_batch(*batches[number])
            release_leads(beats.records)
            doing = f"epoch {epoch + 1} of {numbers.epochs}"
            advance(min(settings.batch_size, len(drawn)), doing)
    return network


def _settings(bundle: Bundle, numbers: FineTuning) -> Settings:
    """Return how the bundle's recipe varies its beats, without any weighing."""
    known = [r.settings for r in RECIPES.values() if r.spec == bundle.spec]
    settings = known[0] if known else Settings()
    return replace(
        settings, seed=numbers.seed, class_weights=False, label_smoothing=0.0
    )


def mixed_epoch(
    beats: Beats, n_corrected: int, numbers: FineTuning, epoch: int
) -> Beats:
    """Return the corrected beats and some old ones, shuffled and jittered.

    Parameters
    ----------
    beats : Beats
        The corrected beats, and then the old ones.
    n_corrected : int
        How many are corrected.
    numbers : FineTuning
    epoch : int
        With the seed: the same pair draws the same beats.
    """
    rng = np.random.default_rng((numbers.seed, epoch))
    n_old = len(beats) - n_corrected
    old = rng.choice(n_old, min(numbers.n_old, n_old), replace=False)
    rows = np.concatenate([np.arange(n_corrected), n_corrected + old])
    return beats.take(rng.permutation(rows)).jittered(rng, JITTER_S)


def thinned(
    records: Sequence[LabelledRecord], n_beats: int = 10_000
) -> list[LabelledRecord]:
    """Return the records with every nth beat, about as many as asked for."""
    total = sum(len(record.samples) for record in records)
    rows = slice(None, None, max(round(total / n_beats), 1))
    return [
        replace(
            record,
            samples=record.samples[rows],
            labels=record.labels[rows],
            symbols=record.symbols[rows],
        )
        for record in records
    ]


def judged(
    before: keras.Model,
    after: keras.Model,
    records: Sequence[LabelledRecord],
    bundle: Bundle,
    advance: Advance = not_told,
) -> Judged:
    """Return what two networks say of the beats of records, on all leads together."""
    beats, once = Beats.of(records), Beats.of(first_leads(records))
    patients = np.array([record.patient for record in once.records])
    said = []
    for network in (before, after):
        rows = probabilities_of(network, beats, bundle.spec)
        probabilities = fused(records, rows)
        said.append(probabilities.argmax(axis=1).astype(np.uint8))
        advance(len(beats), "comparing")
    first, second = said
    names = tuple(TrainedClasses.of(bundle).names)
    return Judged(patients[once.record], once.label, first, second, names)
