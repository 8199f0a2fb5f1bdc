"""The beats that readers corrected, with their records, to be learned from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ecgviewer.core.ec57.matching import MATCH_WINDOW_S, match_beats
from ecgviewer.core.record import Record, Samples
from ecgviewer.formats.record_formats import read_record, record_named
from ecgviewer.preprocessing import pipeline
from ecgviewer.preprocessing.spec import PreprocessingSpec
from training.records.correction_files import (
    CorrectionError,
    Corrections,
    all_corrections,
)
from training.records.dataset import AAMI_OUTPUTS, LabelledRecord
from training.records.trained_classes import TrainedClasses

__all__ = ["CorrectionError", "reviewed_records"]
#: Of this many beats or more, most do not lie elsewhere by chance.
_MANY = 20


def reviewed_records(
    files: Sequence[Path],
    folder: Path,
    spec: PreprocessingSpec,
    classes: TrainedClasses = AAMI_OUTPUTS,
    *,
    every_lead: bool = False,
) -> Iterator[LabelledRecord]:
    """Yield the corrected beats of a network's classes of every record in files.

    A beat is seen in the lead that was reviewed, and among all beats of its record.
    Records without such a beat are left out.

    Parameters
    ----------
    files : sequence of Path
        CSV and annotation files, see `corrections_in`.
    folder : Path
        Where the records are.
    spec : PreprocessingSpec
        Of the classifier to train.
    classes : TrainedClasses
        Of the classifier to train.
    every_lead : bool
        Whether to yield the other leads that the application would analyse, too, after
        the one that was reviewed.

    Raises
    ------
    CorrectionError
        If two files hold the same record, or a row does not fit its record.
    InputError
        If a file or a record cannot be read.
    """
    for some in all_corrections(files, folder, classes):
        record = _record(some, folder)
        first = _lead(some, record, spec)
        leads = pipeline.choose_leads(record, first) if every_lead else [first]
        yield from _labelled(some, record, leads, spec, classes)


def _record(some: Corrections, folder: Path) -> Record:
    if Path(some.name).name != some.name:
        raise CorrectionError(
            f"{some.file}: {some.name!r} is not the name of a record."
        )
    record = read_record(record_named(folder, some.name))
    if some.every_beat.max() >= record.n_samples:
        raise CorrectionError(
            f"{some.file} has beats after the end of {record.path}: it was made of "
            "another record."
        )
    return record


def _labelled(
    some: Corrections,
    record: Record,
    leads: Sequence[int],
    spec: PreprocessingSpec,
    classes: TrainedClasses,
) -> Iterator[LabelledRecord]:
    """Yield the beats on each lead, that of the review first."""
    every_beat = some.every_beat
    if not some.is_whole:
        every_beat = _among_found(some, record, leads[0], spec)
    for lead in leads:
        samples, beats = some.sample, every_beat
        if lead != leads[0] or not some.lead:
            # Another lead or program may have them elsewhere in the QRS complex.
            samples, beats = (
                pipeline.refine_beats(record, lead, at) for at in (samples, beats)
            )
        prepared = pipeline.prepare_lead(record, lead, spec)
        yield LabelledRecord(
            record.name,
            pipeline.know_patient(prepared, np.sort(beats), spec),
            record.fs,
            samples,
            some.output,
            some.symbol,
            classes,
            identity=record.identity,
        )


def _among_found(
    some: Corrections, record: Record, lead: int, spec: PreprocessingSpec
) -> Samples:
    """Return beats with those around them that the program finds.

    A file that names a few beats does not tell the RR intervals between them.

    Raises
    ------
    CorrectionError
        If most of many beats are where none is found.
    """
    beats, found = some.every_beat, pipeline.detect_beats(record, lead, spec)
    matches = match_beats(beats, found, round(MATCH_WINDOW_S * record.fs))
    n_elsewhere = len(matches.missed)
    if len(beats) >= _MANY and 2 * n_elsewhere > len(beats):
        raise CorrectionError(
            f"{some.file}: {n_elsewhere} of {len(beats)} beats are where record "
            f"{some.name} has none that is found. Samples count from 0 at "
            f"{record.fs:g} Hz; or the file was made of another record."
        )
    others = np.delete(found, matches.pairs[:, 1])
    return np.union1d(beats, others)


def _lead(some: Corrections, record: Record, spec: PreprocessingSpec) -> int:
    if not some.lead:
        return pipeline.choose_lead(record, spec)
    try:
        return record.lead_index(some.lead)
    except KeyError as error:
        raise CorrectionError(f"{some.file}: {error.args[0]}") from error
