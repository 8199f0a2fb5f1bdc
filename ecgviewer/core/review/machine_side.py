"""What the classifier says of the beats of a review, and what follows from it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, fields, replace

import numpy as np

from ecgviewer.core.arrays import (
    BoolArray,
    Float32Array,
    Float64Array,
    IndexArray,
    IntArray,
)
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import Labels
from ecgviewer.core.predictions import (
    PredictionBatch,
    Predictions,
    Probabilities,
    confidence_of,
    most_probable,
)
from ecgviewer.core.review.reader_marks import noise_ranges
from ecgviewer.core.rhythm.intervals import rr_next_s, rr_previous_s
from ecgviewer.core.unknown import UnknownStretches


@dataclass(frozen=True)
class MachineColumns:
    """What follows from predictions and places of beats; one row per beat.

    No RR interval goes across what is unknown: it is NaN.
    """

    probabilities: Probabilities
    predicted: Labels
    confidence: Float32Array
    quality: Float32Array
    dissent: Float32Array
    rr_previous_s: Float64Array
    rr_next_s: Float64Array
    unknown: UnknownStretches


#: Columns that a batch of predictions changes.
_PREDICTED = tuple(field.name for field in fields(MachineColumns))[:5]


class MachineSide:
    """The predictions of a review, with room for all its beats.

    Batches are written in place while nobody holds what they change: what was handed
    out is copied before it would change, so that whoever holds it can go on reading,
    in another thread too.

    Parameters
    ----------
    fs : float
        Sampling frequency of the record in Hz.
    scheme : LabelScheme
        The classes of the review, in which the columns are.

    Attributes
    ----------
    missing : UnknownStretches
        Where the record has no signal; none as long as nobody looked.
    marked : UnknownStretches
        Episodes of noise.
    """

    def __init__(self, fs: float, scheme: LabelScheme = AAMI) -> None:
        self._fs = fs
        self._scheme = scheme
        self.missing = UnknownStretches.none()
        self.marked = UnknownStretches.none()
        self._predictions = Predictions.empty()
        self._predictions_held = False
        self._columns: MachineColumns | None = None
        self._columns_held = False
        self._made_of: tuple[IntArray | BoolArray, ...] = ()
        self._blind = False

    @property
    def predictions(self) -> Predictions:
        """All predictions, never to change."""
        self._predictions_held = True
        return self._predictions

    @property
    def classes(self) -> tuple[int, ...]:
        """What the columns of probabilities are of, as codes of the review's scheme."""
        return self._predictions.classes_in(self._scheme)

    def snapshot(self) -> MachineSide:
        """Return what the classifier has said until now; nothing of it will change."""
        self._predictions_held = self._columns_held = True
        return copy.copy(self)

    def start(self, predictions: Predictions, scheme: LabelScheme = AAMI) -> None:
        """Take the predictions of another classifier, and the review's classes."""
        self._predictions, self._columns = predictions, None
        self._scheme = scheme
        self._predictions_held = True

    def know_missing(self, missing: UnknownStretches) -> None:
        """Take in where the record has no signal."""
        self.missing, self._columns = missing, None

    def know_marked(self, marked: UnknownStretches) -> bool:
        """Take in the episodes of noise; return whether they have changed."""
        if marked.same_as(self.marked):
            return False
        self.marked, self._columns = marked, None
        return True

    def put(self, batch: PredictionBatch, beats: BeatTable) -> None:
        """Take in a batch that fits the beats: each is where it was classified."""
        size = max(beats.next_id, int(batch.beat_id.max(initial=-1)) + 1)
        if self._predictions_held or size > len(self._predictions.sample):
            self._predictions = self._predictions.copied(size)
            self._predictions_held = False
        self._predictions.put(batch)
        if self._columns is None or not self._is_of(beats):
            self._columns = None
            return
        if self._columns_held:
            self._columns = _copied(self._columns)
            self._columns_held = False
        self._write(self._columns, batch, beats.find(batch.beat_id))

    def _write(
        self,
        columns: MachineColumns,
        batch: PredictionBatch,
        rows: IndexArray,
    ) -> None:
        # A batch may tell of a beat that has been removed.
        batch, rows = batch.take(rows >= 0), rows[rows >= 0]
        columns.quality[rows] = batch.quality
        if not self._blind:
            probabilities = self._counted(batch.probabilities)
            columns.probabilities[rows] = probabilities
            columns.predicted[rows] = most_probable(self.classes, probabilities)
            columns.confidence[rows] = confidence_of(probabilities)
            columns.dissent[rows] = batch.dissent

    def _counted(self, said: Probabilities) -> Probabilities:
        return self._predictions.counted_in(self._scheme, said)

    def columns(self, beats: BeatTable, *, blind: bool) -> MachineColumns:
        """Return the columns of all beats, never to change.

        An edit of other values shares the columns of ids, samples and noise with the
        table before it; these columns are then as they were.
        """
        if self._columns is None or self._blind != blind or not self._is_of(beats):
            self._columns = self._made(beats, blind=blind)
            self._made_of, self._blind = _places(beats), blind
        self._columns_held = True
        return self._columns

    def _is_of(self, beats: BeatTable) -> bool:
        now = _places(beats)
        return all(a is b for a, b in zip(self._made_of, now, strict=True))

    def _made(self, beats: BeatTable, *, blind: bool) -> MachineColumns:
        said, quality = self._predictions.of(beats)
        probabilities = self._counted(said)
        dissent = self._predictions.dissent_of(beats)
        if blind:
            probabilities = np.full_like(probabilities, np.nan)
            dissent = np.zeros_like(dissent)
        noise = noise_ranges(beats, self._fs).joined(self.marked)
        unknown = self.missing.joined(noise)
        across = unknown.across(beats.sample)
        after = np.append(across[1:], False)[: len(across)]
        before_s = rr_previous_s(beats.sample, self._fs)
        after_s = rr_next_s(beats.sample, self._fs)
        return MachineColumns(
            probabilities=probabilities,
            predicted=most_probable(self.classes, probabilities),
            confidence=confidence_of(probabilities),
            quality=quality,
            dissent=dissent,
            rr_previous_s=np.where(across, np.nan, before_s),
            rr_next_s=np.where(after, np.nan, after_s),
            unknown=unknown,
        )


def _places(beats: BeatTable) -> tuple[IntArray | BoolArray, ...]:
    return beats.beat_id, beats.sample, beats.noise


def _copied(columns: MachineColumns) -> MachineColumns:
    return replace(
        columns, **{name: getattr(columns, name).copy() for name in _PREDICTED}
    )
