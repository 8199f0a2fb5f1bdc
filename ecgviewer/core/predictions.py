"""The machine side of the beats: what the classifier said, and signal quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.labels import UNSET, BeatClass, Labels
from ecgviewer.core.record import Samples

Probabilities = Float32Array

#: Signal quality below which a beat cannot be read: its QRS stands out less than 4.2
#: times and its correlation with the lead's clear beats is below 0.64.
#: Orphanidou et al., IEEE J Biomed Health Inform 19 (2015) 832, set 0.66 for the mean
#: over all beats.
UNREADABLE = 0.3
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
        Signal quality around each beat, 0 (unreadable) to 1.
    """

    beat_id: Samples
    sample: Samples
    probabilities: Probabilities
    quality: Float32Array

    def take(self, rows: BoolArray) -> PredictionBatch:
        """Return the predictions of some beats, given by a mask."""
        return PredictionBatch(
            self.beat_id[rows],
            self.sample[rows],
            self.probabilities[rows],
            self.quality[rows],
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
    move is undone.
    """

    classes: tuple[BeatClass, ...]
    classifier_id: str
    sample: Samples
    probabilities: Probabilities
    quality: Float32Array

    @classmethod
    def empty(
        cls,
        classes: tuple[BeatClass, ...] = (BeatClass.N, BeatClass.S, BeatClass.V),
        classifier_id: str = "",
    ) -> Predictions:
        """Return predictions of no beat."""
        return cls(
            classes,
            classifier_id,
            np.empty(0, np.int64),
            np.empty((0, len(classes)), np.float32),
            np.empty(0, np.float32),
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

    def copied(self, size: int) -> Predictions:
        """Return a copy with room for beats of ids below a size, or more."""
        size = max(size, len(self.sample))
        sample = np.full(size, _MISSING, np.int64)
        probabilities = np.full((size, len(self.classes)), np.nan, np.float32)
        quality = np.full(size, np.nan, np.float32)
        n = len(self.sample)
        sample[:n], probabilities[:n], quality[:n] = (
            self.sample,
            self.probabilities,
            self.quality,
        )
        return Predictions(
            self.classes, self.classifier_id, sample, probabilities, quality
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

    def labels(self, probabilities: Probabilities) -> Labels:
        """Return the most probable class of each row, UNSET where it is NaN."""
        codes = np.array(self.classes, np.uint8)
        labels = np.full(len(probabilities), UNSET, np.uint8)
        known = ~np.isnan(probabilities[:, 0])
        labels[known] = codes[np.argmax(probabilities[known], axis=1)]
        return labels


def confidence_of(probabilities: Probabilities) -> Float32Array:
    """Return the highest probability of each row, NaN where it is NaN."""
    # Column by column: NumPy reduces short rows one at a time.
    highest = np.full(len(probabilities), -np.inf, np.float32)
    for column in probabilities.T:
        np.maximum(highest, column, out=highest)
    return highest
