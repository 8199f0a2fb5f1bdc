"""The machine side of the beats: what the classifier said, and signal quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET, BeatClass, Labels
from ecgviewer.core.record import Samples

Probabilities = Float32Array

#: Signal quality below which a beat cannot be read: its QRS stands out less than 4.2
#: times and its correlation with the lead's clear beats is below 0.64.
#: Orphanidou et al., IEEE J Biomed Health Inform 19 (2015) 832, set 0.66 for the mean
#: over all beats.
UNREADABLE = 0.3
#: What the classifiers that ship with the program tell apart.
AAMI_CLASSES: tuple[int, ...] = (BeatClass.N, BeatClass.S, BeatClass.V)
#: Sample of a beat that has no prediction.
_MISSING = -1


@dataclass(frozen=True)
class PredictionBatch:
    """Predictions of some beats, as they leave the classifier.

    Attributes
    ----------
    beat_id, sample : ndarray of int64, shape (n_beats,)
        The beats, and where they were when they were classified.
    probabilities : ndarray of float32, shape (n_beats, n_classes)
        In the order of the classifier's classes.
    quality : ndarray of float32, shape (n_beats,)
        Signal quality around each beat, 0 (unreadable) to 1: of several leads that
        were looked at, the best.
    dissent : ndarray of float32, shape (n_beats,)
        How sure a lead is of another class than all of them together, 0 where all
        agree. All 0 by default.
    """

    beat_id: Samples
    sample: Samples
    probabilities: Probabilities
    quality: Float32Array
    dissent: Float32Array = field(default_factory=lambda: np.zeros(0, np.float32))

    def __post_init__(self) -> None:
        """Take it that all leads agree where nothing else is said."""
        if not len(self.dissent):
            none = np.zeros(len(self.sample), np.float32)
            object.__setattr__(self, "dissent", none)

    def take(self, rows: BoolArray) -> PredictionBatch:
        """Return the predictions of some beats, given by a mask."""
        return PredictionBatch(
            self.beat_id[rows],
            self.sample[rows],
            self.probabilities[rows],
            self.quality[rows],
            self.dissent[rows],
        )


def joined_batches(batches: Sequence[PredictionBatch]) -> PredictionBatch:
    """Return several batches, at least one, as one."""
    columns = (
        np.concatenate([getattr(batch, field.name) for batch in batches])
        for field in fields(PredictionBatch)
    )
    return PredictionBatch(*columns)


@dataclass(frozen=True)
class Predictions:
    """All predictions of a record, in arrays indexed by beat id.

    A prediction holds for the sample where it was made: after a beat has moved it
    counts as missing until the beat is classified again, and holds again when the
    move is undone. `classes` are codes of the classifier's own `scheme`.
    """

    classes: tuple[int, ...]
    classifier_id: str
    sample: Samples
    probabilities: Probabilities
    quality: Float32Array
    dissent: Float32Array
    scheme: LabelScheme = AAMI

    @classmethod
    def empty(
        cls,
        classes: tuple[int, ...] = AAMI_CLASSES,
        classifier_id: str = "",
        scheme: LabelScheme = AAMI,
    ) -> Predictions:
        """Return predictions of no beat."""
        return cls(
            classes,
            classifier_id,
            np.empty(0, np.int64),
            np.empty((0, len(classes)), np.float32),
            np.empty(0, np.float32),
            np.empty(0, np.float32),
            scheme,
        )

    def with_batch(self, batch: PredictionBatch) -> Predictions:
        """Return these predictions with those of a batch put in."""
        grown = self.copied(int(batch.beat_id.max(initial=-1)) + 1)
        grown.put(batch)
        return grown

    def put(self, batch: PredictionBatch) -> None:
        """Write a batch in place; for whoever made the copy that nobody else has."""
        self.sample[batch.beat_id] = batch.sample
        self.probabilities[batch.beat_id] = batch.probabilities
        self.quality[batch.beat_id] = batch.quality
        self.dissent[batch.beat_id] = batch.dissent

    def copied(self, size: int) -> Predictions:
        """Return a copy with room for beats of ids below a size, or more."""
        size = max(size, len(self.sample))
        sample = np.full(size, _MISSING, np.int64)
        probabilities = np.full((size, len(self.classes)), np.nan, np.float32)
        quality = np.full(size, np.nan, np.float32)
        dissent = np.zeros(size, np.float32)
        n = len(self.sample)
        sample[:n], probabilities[:n] = self.sample, self.probabilities
        quality[:n], dissent[:n] = self.quality, self.dissent
        return replace(
            self,
            sample=sample,
            probabilities=probabilities,
            quality=quality,
            dissent=dissent,
        )

    def of(self, beats: BeatTable) -> tuple[Probabilities, Float32Array]:
        """Return probabilities (n_beats, n_classes) and quality (n_beats,) of beats.

        Both are NaN where a beat was never classified at its present sample.
        """
        enough = beats.next_id <= len(self.sample)
        grown = self if enough else self.copied(beats.next_id)
        probabilities = grown.probabilities[beats.beat_id]
        quality = grown.quality[beats.beat_id]
        stale = grown.sample[beats.beat_id] != beats.sample
        probabilities[stale] = np.nan
        quality[stale] = np.nan
        return probabilities, quality

    def dissent_of(self, beats: BeatTable) -> Float32Array:
        """Return how sure a lead is of another class; 0 where nothing is known."""
        grown = self.copied(beats.next_id)
        here = grown.sample[beats.beat_id] == beats.sample
        return np.where(here, grown.dissent[beats.beat_id], np.float32(0))

    def labels(self, probabilities: Probabilities) -> Labels:
        """Return the most probable class of each row, UNSET where it is NaN."""
        return most_probable(self.classes, probabilities)

    def classes_in(self, scheme: LabelScheme) -> tuple[int, ...]:
        """Return what the classifier's classes are in a scheme, each once.

        All of them where it has none of the classifier's.
        """
        if scheme == self.scheme:
            return self.classes
        there = dict.fromkeys(self.scheme.codes_in(scheme, self.classes))
        return tuple(c for c in there if c != UNSET) or tuple(scheme.codes)

    def counted_in(
        self, scheme: LabelScheme, probabilities: Probabilities
    ) -> Probabilities:
        """Return the probabilities of a scheme's classes, those of `classes_in`.

        Classes that are one class there are added up. A row is NaN where a class that
        the scheme does not have is the most probable.
        """
        if scheme == self.scheme:
            return probabilities
        there = np.array(self.scheme.codes_in(scheme, self.classes))
        columns = [
            probabilities[:, there == code].sum(axis=1)
            for code in (*self.classes_in(scheme), UNSET)
        ]
        counted, lost = np.stack(columns[:-1], axis=1), columns[-1]
        counted[lost > counted.max(axis=1)] = np.nan
        return counted


def most_probable(classes: Sequence[int], probabilities: Probabilities) -> Labels:
    """Return the most probable class of each row, UNSET where it is NaN."""
    labels = np.full(len(probabilities), UNSET, np.uint8)
    known = ~np.isnan(probabilities[:, 0])
    codes = np.array(classes, np.uint8)
    labels[known] = codes[np.argmax(probabilities[known], axis=1)]
    return labels


def confidence_of(probabilities: Probabilities) -> Float32Array:
    """Return the highest probability of each row, NaN where it is NaN."""
    # Column by column: NumPy reduces short rows one at a time.
    highest = np.full(len(probabilities), -np.inf, np.float32)
    for column in probabilities.T:
        np.maximum(highest, column, out=highest)
    return highest
