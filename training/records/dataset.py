"""Annotated beats of recordings, and their pictures by the application's pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecgviewer.analysis.remote_records import (
    is_remote,
    local_record,
    names_a_record,
    remote_exists,
    remote_files,
)
from ecgviewer.core.arrays import IntArray
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.labels import UNSET, BeatClass, Labels, Symbols
from ecgviewer.core.record import Record, Samples
from ecgviewer.formats.record_formats import (
    annotations_of,
    find_record,
    read_record,
    record_files,
)
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.beat_inputs import BeatInputs
from ecgviewer.preprocessing.pipeline import PreparedLead
from ecgviewer.preprocessing.quality import Quality
from ecgviewer.preprocessing.rhythm_features import FEATURE_NAMES
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.errors import TrainingError
from training.records.splits import patient_of
from training.records.trained_classes import TrainedClasses

#: Classes of the networks that ship with the program, in the order of their outputs.
CLASSES = (BeatClass.N, BeatClass.S, BeatClass.V)
AAMI_OUTPUTS = TrainedClasses()
#: The annotator whose beats are learned from.
REFERENCE = "atr"


@dataclass(frozen=True, eq=False)
class LabelledRecord:
    """One lead of a record, with its beats of the classes of a network.

    Attributes
    ----------
    name : str
        Name of the record.
    prepared : PreparedLead
        The lead to classify, with what there is to know of the patient.
    fs : float
        Sampling frequency of the record.
    samples : ndarray of int64, shape (n_beats,)
        R-peaks, moved to where the detector would have put them.
    labels : ndarray of uint8, shape (n_beats,)
        Outputs of the network that stand for them.
    symbols : ndarray of U1, shape (n_beats,)
        The reference's WFDB symbols.
    classes : TrainedClasses
        Those of the network.
    quality : ndarray of float32, shape (n_beats,), optional
        How readable the lead is around each beat, where somebody asked.
    identity : str
        As in `Record.identity`.
    patient_name : str
        Whose record it is, where a file says so.
    """

    name: str
    prepared: PreparedLead
    fs: float
    samples: Samples
    labels: Labels
    symbols: Symbols
    classes: TrainedClasses = AAMI_OUTPUTS
    quality: Quality | None = None
    identity: str = ""
    patient_name: str = ""

    @property
    def patient(self) -> str:
        """Whose record it is."""
        return self.patient_name or patient_of(self.name)


def available_records(folder: Path, annotator: str = REFERENCE) -> tuple[str, ...]:
    """Return the names of the annotated records in a folder, or at the URL of one.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    names = sorted(
        _at_url(folder, annotator)
        if is_remote(folder)
        else (
            find_record(path).name
            for path in record_files(folder)
            if is_annotated(path, annotator)
        )
    )
    if not names:
        raise FileNotFoundError(
            f"{folder} holds no record with annotations of {annotator}, such as a .hea "
            f"and an .{annotator} file. Name the folder of the annotated records."
        )
    return tuple(names)


def _at_url(folder: Path, annotator: str) -> list[str]:
    """Return the records at a URL that have an annotation file beside them."""
    files = {path.name for path in remote_files(folder)}
    names = [find_record(folder / each).name for each in files if names_a_record(each)]
    return [name for name in names if f"{name}.{annotator}" in files]


def is_annotated(path: Path, annotator: str = REFERENCE) -> bool:
    """Return whether a record, by its file or name, has a reference.

    It is an annotation file beside the record, or lies inside it; at a URL beside it.
    """
    found = find_record(path)
    beside = found.path.with_name(f"{found.name}.{annotator}")
    if is_remote(path):
        return remote_exists(beside)
    if beside.exists():
        return True
    try:
        within = found.format.reader.read_annotations(found.path, annotator)
    except AnnotationError:
        return False
    return bool(within.is_beat.any())


def open_annotated(path: Path, annotator: str = REFERENCE) -> tuple[Record, BeatTable]:
    """Return a record of any format and those beats of its reference within it.

    Parameters
    ----------
    path : Path
        A file of the record, or its folder and name; or the URL of one.
    annotator : str
        Whose beats are the reference's.

    Raises
    ------
    InputError
        If the record or its annotations cannot be read.
    """
    record = read_record(local_record(path, annotators=[annotator]))
    annotations = annotations_of(record, annotator)
    refuse_cut_off(annotations, f"{record.path}: its annotation file {annotator}")
    return record, annotations.beats(record)


def refuse_cut_off(annotations: Annotations, what: str) -> None:
    """Check that an annotation file has its end: what is left of one tells nothing.

    Parameters
    ----------
    annotations : Annotations
    what : str
        The file, as the message begins.

    Raises
    ------
    TrainingError
        With the remedy.
    """
    if not annotations.is_whole:
        raise TrainingError(
            f"{what} has no end mark: it was cut off, or is not an annotation file. "
            "Copy it again, or leave it out."
        )


def folder_of(name: str, folders: Sequence[Path], annotator: str = REFERENCE) -> Path:
    """Return the first folder that holds an annotated record, by its file's name.

    Raises
    ------
    TrainingError
        If none does.
    """
    for folder in folders:
        if is_annotated(folder / name, annotator):
            return folder
    raise TrainingError(f"No folder of --data holds record {name}. Name it, too.")


def labelled(
    record: Record,
    beats: BeatTable,
    spec: PreprocessingSpec,
    classes: TrainedClasses = AAMI_OUTPUTS,
    lead: int | None = None,
) -> LabelledRecord:
    """Return the beats of a network's classes, on a lead or the one the spec prefers.

    Of a lead that is named, the quality is known too.
    """
    named = lead is not None
    lead = lead if lead is not None else pipeline.choose_lead(record, spec)
    refined = pipeline.refine_beats(record, lead, beats.sample)
    labels = classes.outputs_of(beats.symbol)
    kept = labels != UNSET
    prepared = pipeline.prepare_lead(record, lead, spec)
    return LabelledRecord(
        record.name,
        # All beats, whatever their class: those between tell the RR intervals.
        pipeline.know_patient(prepared, refined, spec),
        record.fs,
        refined[kept],
        labels[kept],
        beats.symbol[kept],
        classes,
        pipeline.beat_quality(record, lead, refined)[kept] if named else None,
        record.identity,
    )


def load_records(
    folder: Path,
    names: Iterable[str],
    spec: PreprocessingSpec,
    classes: TrainedClasses = AAMI_OUTPUTS,
    lead: str = "",
) -> list[LabelledRecord]:
    """Return the annotated beats of records in a folder, on one lead of each.

    On the lead of a name, else on the one that the spec prefers.

    Raises
    ------
    TrainingError
        If they have no beat of the classes, or a record has no lead of that name.
    InputError
        If a record or its annotations cannot be read.
    """
    records = []
    for name in names:
        record, beats = open_annotated(folder / name)
        records.append(labelled(record, beats, spec, classes, lead_of(record, lead)))
    if not any(len(record.samples) for record in records):
        listed = ", ".join(record.name for record in records) or "no record"
        *first, last = classes.names
        wanted = f"{', '.join(first)} or {last}"
        raise TrainingError(
            f"{folder}: {listed} with a beat of {wanted}. Name other records."
        )
    return records


def lead_of(record: Record, name: str) -> int | None:
    """Return the position of a lead; None where none is named.

    Raises
    ------
    TrainingError
        If the record has no lead of that name.
    """
    if not name:
        return None
    try:
        return record.lead_index(name)
    except KeyError as error:
        raise TrainingError(f"{error.args[0]}. Name one with --lead.") from error


def symbol_counts(record: LabelledRecord) -> dict[str, int]:
    """Return how many beats of each symbol a record has."""
    symbols, counts = np.unique(record.symbols, return_counts=True)
    return {str(s): int(n) for s, n in zip(symbols, counts, strict=True)}


@dataclass(frozen=True, eq=False)
class Beats:
    """Beats of several records as columns: what an epoch is drawn from.

    Attributes
    ----------
    records : sequence of LabelledRecord
        Where the beats are.
    record : ndarray of int64, shape (n_beats,)
        Positions in `records`.
    sample : ndarray of int64, shape (n_beats,)
        R-peaks in each record's samples.
    label : ndarray of uint8, shape (n_beats,)
        Outputs of the network.
    """

    records: Sequence[LabelledRecord]
    record: IntArray
    sample: Samples
    label: Labels

    @classmethod
    def of(cls, records: Sequence[LabelledRecord]) -> Beats:
        """Return all beats of records."""
        return cls(
            records,
            np.repeat(np.arange(len(records)), [len(r.samples) for r in records]),
            np.concatenate([r.samples for r in records]),
            np.concatenate([r.labels for r in records]),
        )

    @property
    def classes(self) -> TrainedClasses:
        """What the labels stand for."""
        return self.records[0].classes if self.records else AAMI_OUTPUTS

    def __len__(self) -> int:
        """Return the number of beats."""
        return len(self.sample)

    def take(self, rows: IntArray) -> Beats:
        """Return some of the beats, in the order of the rows."""
        return Beats(
            self.records, self.record[rows], self.sample[rows], self.label[rows]
        )

    def jittered(self, rng: np.random.Generator, deviation_s: float) -> Beats:
        """Return the beats with R-peaks moved at random, as a detector errs."""
        fs = np.array([record.fs for record in self.records])[self.record]
        error_s = rng.normal(0, deviation_s, len(self)).clip(
            -3 * deviation_s, 3 * deviation_s
        )
        moved = self.sample + np.rint(error_s * fs).astype(np.int64)
        return Beats(self.records, self.record, np.maximum(moved, 0), self.label)

    def inputs(self, rows: slice, spec: PreprocessingSpec) -> BeatInputs:
        """Return what the classifier is given of a range of beats."""
        record, sample = self.record[rows], self.sample[rows]
        shape = (len(sample), spec.image_size, spec.image_size, 3)
        images = np.empty(shape, np.uint8)
        n_features = len(FEATURE_NAMES) if spec.rhythm else 0
        rhythm = np.empty((len(sample), n_features), np.float32)
        for number in np.unique(record):
            at = np.flatnonzero(record == number)
            lead = self.records[number].prepared
            some = pipeline.beat_inputs(lead, sample[at], spec)
            images[at], rhythm[at] = some.images, some.rhythm
        return BeatInputs(images, rhythm)
