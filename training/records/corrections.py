"""What reviewers said, from exported CSV files: reviewed rows, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from ecgviewer.core.arrays import IndexArray
from ecgviewer.core.errors import InputError
from ecgviewer.core.label_scheme import AAMI
from ecgviewer.core.labels import UNSET, Labels
from ecgviewer.core.record import Record
from ecgviewer.formats.export.annotation_csv import CorrectedBeats, read_csv
from ecgviewer.formats.record_formats import read_record, record_named
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.records.dataset import AAMI_OUTPUTS, LabelledRecord
from training.records.trained_classes import TrainedClasses


class CorrectionError(InputError):
    """Corrections that cannot be learned from; the message is for users."""


def reviewed_records(
    files: Iterable[Path],
    folder: Path,
    spec: PreprocessingSpec,
    classes: TrainedClasses = AAMI_OUTPUTS,
) -> list[LabelledRecord]:
    """Return the reviewed beats of a network's classes of every record in CSV files.

    A beat is seen in the lead that was reviewed, and among all beats of its record.
    Records without such a beat are left out.

    Parameters
    ----------
    files : iterable of Path
        Exports of reviews.
    folder : Path
        Where the records are.
    spec : PreprocessingSpec
        Of the classifier to train.
    classes : TrainedClasses
        Of the classifier to train.

    Raises
    ------
    CorrectionError
        If two files hold the same record, or a row does not fit its record.
    InputError
        If a file or a record cannot be read.
    """
    source: dict[str, Path] = {}
    records = []
    for file in files:
        rows = read_csv(file)
        for name in dict.fromkeys(rows.record.tolist()):
            if name in source:
                raise CorrectionError(
                    f"Record {name} is in {source[name]} and in {file}. Give one "
                    "review of each record."
                )
            source[name] = file
            own = np.flatnonzero(rows.record == name)
            outputs = _outputs(rows, classes)
            kept = own[rows.reviewed[own] & (outputs[own] != UNSET)]
            if len(kept):
                record = _record(file, folder, name)
                some = _labelled(file, record, rows, own, kept, spec)
                labels = outputs[kept]
                records.append(replace(some, labels=labels, classes=classes))
    return records


def _outputs(rows: CorrectedBeats, classes: TrainedClasses) -> Labels:
    """Return the output that stands for each row.

    By its label where file and network have AAMI's classes, else by its symbol: a
    letter may be another class in another scheme.
    """
    if classes.scheme == AAMI and rows.names == AAMI.names:
        return classes.output_of_labels(rows.label)
    return classes.outputs_of(rows.symbol_now)


def _record(file: Path, folder: Path, name: str) -> Record:
    if Path(name).name != name:
        raise CorrectionError(f"{file}: {name!r} is not the name of a record.")
    return read_record(record_named(folder, name))


def _labelled(
    file: Path,
    record: Record,
    rows: CorrectedBeats,
    own: IndexArray,
    kept: IndexArray,
    spec: PreprocessingSpec,
) -> LabelledRecord:
    if rows.sample[own].max() >= record.n_samples:
        raise CorrectionError(
            f"{file} has beats after the end of {record.path}: it was made of "
            "another record."
        )
    prepared = pipeline.prepare_lead(record, _lead(file, record, rows, own, spec), spec)
    return LabelledRecord(
        record.name,
        pipeline.know_patient(prepared, np.sort(rows.sample[own]), spec),
        record.fs,
        rows.sample[kept],
        np.empty(0, np.uint8),
        rows.symbol[kept],
    )


def _lead(
    file: Path,
    record: Record,
    rows: CorrectedBeats,
    own: IndexArray,
    spec: PreprocessingSpec,
) -> int:
    name = str(rows.lead[own[0]])
    if not name:
        return pipeline.choose_lead(record, spec)
    try:
        return record.lead_index(name)
    except KeyError as error:
        raise CorrectionError(f"{file}: {error.args[0]}") from error
