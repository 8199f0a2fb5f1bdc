"""What views show of the beats of a review, as columns."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import UNSET, Labels
from ecgviewer.core.predictions import AAMI_CLASSES, UNREADABLE, Probabilities
from ecgviewer.core.record import Samples
from ecgviewer.core.review.machine_side import MachineColumns
from ecgviewer.core.review.reader_marks import in_noise
from ecgviewer.core.unknown import UnknownStretches


@dataclass(frozen=True)
class BeatColumns:
    """Everything that views show of the beats, one array per column, sorted by sample.

    `label` is what counts now: the person's where set, else the classifier's, else
    UNSET. `disagrees` is true where a person's label differs from the classifier's.
    `dissent` is how sure one of the analysed leads is of another class than all of
    them together. `rr_previous_s` and `rr_next_s` are NaN where something unknown lies
    between the beats: no signal, or marked as noise. `rr_readable_s` is the RR
    interval between two readable beats, NaN where one is not: statistics are made of
    these. Labels are codes of `scheme`, and `classes` are those that the columns of
    `probabilities` are of.
    """

    beat_id: Samples
    sample: Samples
    label: Labels
    predicted: Labels
    confidence: Float32Array
    probabilities: Probabilities
    quality: Float32Array
    dissent: Float32Array
    rr_previous_s: Float64Array
    rr_next_s: Float64Array
    rr_readable_s: Float64Array
    readable: BoolArray
    human: BoolArray
    reviewed: BoolArray
    disagrees: BoolArray
    scheme: LabelScheme = AAMI
    classes: tuple[int, ...] = AAMI_CLASSES

    @cached_property
    def aami(self) -> Labels:
        """The AAMI class that each label counts as: what rhythms are made of."""
        return self.scheme.aami(self.label)

    def row_of(self, beat_id: int) -> int | None:
        """Return the row of a beat; None where it is not there."""
        rows = np.flatnonzero(self.beat_id == beat_id)
        return int(rows[0]) if len(rows) else None

    def part(self, rows: slice) -> BeatColumns:
        """Return some rows of each column, without copying them."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        columns: dict[str, Any] = {
            name: value[rows]
            for name, value in values.items()
            if isinstance(value, np.ndarray)
        }
        return replace(self, **columns)


def columns_of(
    beats: BeatTable,
    machine: MachineColumns,
    marked: UnknownStretches,
    scheme: LabelScheme,
    classes: tuple[int, ...],
) -> BeatColumns:
    """Return what the reader and the classifier together say of the beats.

    Parameters
    ----------
    beats : BeatTable
        As the reader has them.
    machine : MachineColumns
        What the classifier says of these beats.
    marked : UnknownStretches
        Episodes of noise.
    scheme : LabelScheme
        The classes of the review.
    classes : tuple of int
        What the columns of probabilities are of, as codes of the scheme.
    """
    own = beats.labels_in(scheme)
    human = own != UNSET
    noise = in_noise(beats, marked)
    # A person who labelled a beat could read it.
    readable = (human | ~(machine.quality < UNREADABLE)) & ~noise
    both = readable & np.append(False, readable[:-1])[: len(readable)]
    return BeatColumns(
        beat_id=beats.beat_id,
        sample=beats.sample,
        label=np.where(human, own, machine.predicted),
        predicted=machine.predicted,
        confidence=machine.confidence,
        probabilities=machine.probabilities,
        quality=np.where(noise, np.float32(0), machine.quality),
        dissent=machine.dissent,
        rr_previous_s=machine.rr_previous_s,
        rr_next_s=machine.rr_next_s,
        rr_readable_s=np.where(both, machine.rr_previous_s, np.nan),
        readable=readable,
        human=human,
        reviewed=beats.reviewed,
        disagrees=human & (machine.predicted != UNSET) & (own != machine.predicted),
        scheme=scheme,
        classes=classes,
    )
