"""Every annotated beat on every lead of its record, and what networks say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ecgviewer.core.arrays import BoolArray, Float32Array, Float64Array, IntArray
from ecgviewer.core.labels import Labels
from ecgviewer.formats.files.atomic import replace_file
from ecgviewer.preprocessing.rhythm_features import Features
from training.errors import TrainingError
from training.records.dataset import LabelledRecord


@dataclass(frozen=True, eq=False)
class LeadBeats:
    """Beats of records as columns, a row for each beat on each lead.

    Attributes
    ----------
    record : ndarray of str, shape (n_rows,)
    lead : ndarray of uint8, shape (n_rows,)
        Which of the record's ECG leads, from 0.
    beat : ndarray of int64, shape (n_rows,)
        Which of the record's beats of the classes: the same on each lead.
    time_s : ndarray of float64, shape (n_rows,)
        The R-peak on this lead.
    label : ndarray of uint8, shape (n_rows,)
    quality : ndarray of float32, shape (n_rows,)
        How readable the lead is around the beat.
    rhythm : ndarray of float32, shape (n_rows, n_features)
    """

    record: npt.NDArray[np.str_]
    lead: Labels
    beat: IntArray
    time_s: Float64Array
    label: Labels
    quality: Float32Array
    rhythm: Features

    @classmethod
    def of(cls, records: Sequence[LabelledRecord]) -> LeadBeats:
        """Return the rows of leads, those of one record one after the other."""
        seen: dict[str, int] = {}
        parts = []
        for record in records:
            lead = seen.get(record.name, 0)
            seen[record.name] = lead + 1
            parts.append(_rows(record, lead))
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.record)

    def take(self, rows: BoolArray | IntArray) -> LeadBeats:
        """Return some rows."""
        return LeadBeats(*(getattr(self, f.name)[rows] for f in fields(self)))


def _rows(record: LabelledRecord, lead: int) -> tuple[npt.NDArray[Any], ...]:
    n, prepared = len(record.samples), record.prepared
    if prepared.patient is None or record.quality is None:
        raise ValueError(f"{record.name}: neither rhythm nor quality is known")
    return (
        np.full(n, record.name),
        np.full(n, lead, np.uint8),
        np.arange(n),
        record.samples / record.fs,
        record.labels,
        record.quality,
        prepared.patient.rhythm_of(prepared.from_record(record.samples)),
    )


@dataclass(frozen=True, eq=False)
class Judged:
    """What a network says of rows of beats whose patients it never saw.

    Attributes
    ----------
    beats : LeadBeats
    logits : ndarray of float32, shape (n_rows, n_classes)
    embedding : ndarray of float16, shape (n_rows, n_units)
    """

    beats: LeadBeats
    logits: Float32Array
    embedding: npt.NDArray[np.float16]

    def take(self, rows: BoolArray | IntArray) -> Judged:
        """Return some rows."""
        return Judged(self.beats.take(rows), self.logits[rows], self.embedding[rows])


def joined(parts: Sequence[Judged]) -> Judged:
    """Return the rows of several networks, each of which judged other patients."""
    beats = [part.beats for part in parts]
    columns = [
        np.concatenate([getattr(some, f.name) for some in beats])
        for f in fields(LeadBeats)
    ]
    return Judged(
        LeadBeats(*columns),
        np.concatenate([part.logits for part in parts]),
        np.concatenate([part.embedding for part in parts]),
    )


def write_judged(path: Path, judged: Judged, run: str) -> None:
    """Write rows and what a network says of them, with what it follows from."""
    columns = {f.name: getattr(judged.beats, f.name) for f in fields(LeadBeats)}
    path.parent.mkdir(parents=True, exist_ok=True)
    with replace_file(path) as file:
        np.savez_compressed(
            file,
            run=np.array(run),
            logits=judged.logits,
            embedding=judged.embedding,
            **columns,
        )


def read_judged(path: Path) -> tuple[Judged, str]:
    """Return what `write_judged` wrote.

    Raises
    ------
    TrainingError
        If the file is damaged.
    """
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            columns = {f.name: arrays[f.name] for f in fields(LeadBeats)}
            beats = LeadBeats(**columns)
            judged = Judged(beats, arrays["logits"], arrays["embedding"])
            return judged, str(arrays["run"])
    except (ValueError, EOFError, KeyError, BadZipFile) as error:
        raise TrainingError(
            f"{path} is damaged: {error}. Remove it, to have it made again."
        ) from error


def side_by_side(judged: Judged) -> tuple[Judged, Float32Array, Float32Array]:
    """Return one row per beat, with the logits and quality of each lead beside it.

    Returns
    -------
    judged : Judged
        The rows of each record's first lead.
    logits : ndarray of float32, shape (n_beats, n_leads, n_classes)
        NaN for leads that a record lacks.
    quality : ndarray of float32, shape (n_beats, n_leads)
        0 for those.
    """
    beats = judged.beats
    first = judged.take(beats.lead == 0)
    n_leads = int(beats.lead.max(initial=0)) + 1
    n, n_classes = len(first.beats), judged.logits.shape[1]
    logits = np.full((n, n_leads, n_classes), np.nan, np.float32)
    quality = np.zeros((n, n_leads), np.float32)
    for lead in range(n_leads):
        here = beats.lead == lead
        for name in np.unique(beats.record[here]):
            rows = np.flatnonzero(here & (beats.record == name))
            place = np.flatnonzero(first.beats.record == name)
            order = place[np.argsort(first.beats.beat[place])]
            rows = rows[np.argsort(beats.beat[rows])]
            logits[order, lead] = judged.logits[rows]
            quality[order, lead] = beats.quality[rows]
    return first, logits, quality
