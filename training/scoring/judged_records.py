"""Annotated records beside what the application would say of patients held out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from ecgviewer.classifier.runtime import BeatClassifier
from ecgviewer.core.arrays import BoolArray, Float64Array
from ecgviewer.core.labels import UNSET, Labels
from ecgviewer.core.predictions import Probabilities
from ecgviewer.core.record import Samples
from training.errors import TrainingError
from training.evaluate import analysed_beats
from training.networks.context_training import ContextSettings
from training.records.dataset import AAMI_OUTPUTS, folder_of, open_annotated
from training.records.fold_beats import folds_in, has_pairs, inner_beats, read_fold
from training.records.patients import file_name_of
from training.records.trained_classes import TrainedClasses
from training.scoring.held_out_answers import held_out_answers

#: An expert of the folds that are left, and its calibration, need two of them.
_LEAST_FOLDS = 3


@dataclass(frozen=True, eq=False)
class JudgedRecord:
    """The annotated beats of a record, and what a classifier says of them.

    Attributes
    ----------
    path : Path
        Folder and name of the record.
    sample : ndarray of int64, shape (n_beats,)
        Where the reference has them.
    label : ndarray of uint8, shape (n_beats,)
        Positions among the classes.
    probabilities : ndarray of float32, shape (n_beats, n_classes)
    """

    path: Path
    sample: Samples
    label: Labels
    probabilities: Probabilities

    @property
    def name(self) -> str:
        """Name of the record."""
        return self.path.name

    @cached_property
    def said(self) -> Labels:
        """What the classifier calls each beat."""
        said: Labels = self.probabilities.argmax(axis=1).astype(np.uint8)
        return said

    @property
    def wrong(self) -> Samples:
        """Rows of the errors."""
        return np.flatnonzero(self.label != self.said)


def judged_by_bundle(
    classifier: BeatClassifier, folder: Path, names: Sequence[str]
) -> Iterator[JudgedRecord]:
    """Yield records as the application judges them.

    Raises
    ------
    TrainingError
        If none of them has a beat of the classes.
    """
    classes, n_beats = TrainedClasses.of(classifier), 0
    for name in names:
        path = folder / file_name_of(name)
        sample, label = _reference(path, classes)
        n_beats += len(sample)
        yield JudgedRecord(
            path, sample, label, analysed_beats(classifier, path, classes)
        )
    if not n_beats:
        raise TrainingError(
            f"{folder}: {', '.join(names)} without a beat of the classes "
            f"{', '.join(classes.names)}. Name other records."
        )


def judged_by_networks(
    networks: Path, folders: Sequence[Path], timing: Sequence[Path] = ()
) -> Iterator[JudgedRecord]:
    """Yield records as the application would judge them without their fold.

    By the network that was trained without it, on every lead, and a context expert of
    the other folds. These were judged by networks without two folds where all of them
    are trained, else by networks that saw the fold.

    Parameters
    ----------
    networks : Path
        The --work of `training.fold_networks`.
    folders : sequence of Path
        Where the records are.
    timing : sequence of Path
        Each a --work of `training.timing`, whose experts the context expert asks.

    Raises
    ------
    TrainingError
        If there are too few networks, or the folders lack a record.
    """
    n = len(list(networks.glob("without-?.npz")))
    if n < _LEAST_FOLDS:
        raise TrainingError(
            f"{networks} holds no without-I.npz of {_LEAST_FOLDS} folds, but of {n}. "
            "Give the --work of training.fold_networks."
        )
    folds = folds_in(networks, range(n))
    mixes = {str(folder): folder for folder in timing}
    for number in range(n):
        strict = has_pairs(networks, folds, number)
        outer = read_fold(networks, mixes, [number])
        inner = inner_beats(networks, mixes, folds, number, strict=strict)
        said = held_out_answers(inner, outer, folds, ContextSettings())
        for name in dict.fromkeys(outer.record.tolist()):
            yield _judged(name, outer.label, said, outer.record == name, folders)


def _judged(
    name: str,
    label: Labels,
    said: Float64Array,
    own: BoolArray,
    folders: Sequence[Path],
) -> JudgedRecord:
    path = folder_of(name, folders) / name
    sample, known = _reference(path, AAMI_OUTPUTS)
    n = int(own.sum())
    # Beats beyond the end of a signal were not judged.
    if not np.array_equal(known[:n], label[own]):
        raise TrainingError(f"{path} is another record than the one that was judged.")
    return JudgedRecord(
        path, sample[:n], label[own], np.exp(said[own]).astype(np.float32)
    )


def _reference(path: Path, classes: TrainedClasses) -> tuple[Samples, Labels]:
    _, beats = open_annotated(path)
    label = classes.outputs_of(beats.symbol)
    return beats.sample[label != UNSET], label[label != UNSET]
