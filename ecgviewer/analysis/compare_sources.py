"""Finds and reads the annotations that a comparison names."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np

from ecgviewer.analysis.remote_records import is_remote, local_file, remote_exists
from ecgviewer.core.annotations import AnnotationColumns, annotation_columns
from ecgviewer.core.errors import InputError
from ecgviewer.core.labels import UNLABELLED, Symbols
from ecgviewer.core.record import Samples
from ecgviewer.formats.export.annotation_csv import CorrectedBeats, read_csv
from ecgviewer.formats.journal.places import JOURNAL_SUFFIX
from ecgviewer.formats.record_format import RecordOutline
from ecgviewer.formats.record_formats import format_of
from ecgviewer.formats.wfdb.annotation_columns import columns_of
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations
from ecgviewer.formats.wfdb.annotator_names import NO_ANNOTATORS, fault_of_name

_CSV_SUFFIX = ".csv"
_JOURNAL = (
    "{path} is the journal of a review. Export it (ecgviewer export JOURNAL) and name "
    "the CSV file, or an annotator of the record."
)
_NO_ANNOTATOR = (
    "{path} does not exist. Name an annotator, which is the ending of an annotation "
    "file, or a CSV file of an export."
)


class CompareError(InputError):
    """Annotations that cannot be compared; the message names the file."""


def annotations_of(
    outline: RecordOutline, source: str
) -> tuple[AnnotationColumns, tuple[str, ...]]:
    """Read what one annotator says of a record, in steps of its `annotation_fs`.

    With it comes what was wrong with the file and did not keep it from being read.

    Parameters
    ----------
    outline : RecordOutline
        Of the record.
    source : str
        An annotator (``atr``), one in another folder (``out/cnn``), an annotation
        file or a CSV file of ours, or a folder with CSV files (``RECORD.beats.csv``);
        or the URL of one.

    Raises
    ------
    CompareError
        If the file is not there, is of another record, or is a journal.
    AnnotationError, CsvError
        If it cannot be read.
    RecordError
        If the record's files, which say what the samples of a CSV are, are missing.
    """
    path = file_of(outline, source)
    try:
        _check_source(path)
    except CompareError:
        if is_plain(source):
            with suppress(AnnotationError):
                return _told(_within(outline, source), outline)
        raise
    if path.suffix.lower() == _CSV_SUFFIX:
        return _of_csv(path, outline), ()
    if path.suffix[1:].lower() in NO_ANNOTATORS:
        raise CompareError(f"{path}: {fault_of_name(path.suffix[1:])}")
    if path.stem != outline.name:
        raise CompareError(f"{path} is not of record {outline.name}.")
    return _told(read_annotations(path), outline)


def _told(
    annotations: Annotations, outline: RecordOutline
) -> tuple[AnnotationColumns, tuple[str, ...]]:
    return _of_annotations(annotations, outline), annotations.notices


def _within(outline: RecordOutline, annotator: str) -> Annotations:
    """Return annotations that are not a file of their own beside the record."""
    return format_of(outline.path).reader.read_annotations(outline.path, annotator)


def _check_source(path: Path) -> None:
    """Refuse a journal, also where only its reader is named, and what is not there."""
    if path.name.endswith(JOURNAL_SUFFIX):
        raise CompareError(_JOURNAL.format(path=path))
    if path.exists():
        return
    journal = path.with_name(f"{path.name}{JOURNAL_SUFFIX}")
    if journal.exists():
        raise CompareError(_JOURNAL.format(path=journal))
    raise CompareError(_NO_ANNOTATOR.format(path=path))


def file_of(outline: RecordOutline, source: str) -> Path:
    """Return the file that a comparison means by the name of an annotator."""
    path = Path(source)
    if is_remote(path):
        return local_file(_remote_file(outline, path))
    if path.is_dir():
        return path / f"{outline.name}.beats{_CSV_SUFFIX}"
    in_a_folder = not is_plain(source)
    if path.suffix.lower() == _CSV_SUFFIX or (in_a_folder and path.is_file()):
        return path
    folder = path.parent if in_a_folder else outline.path.parent
    return folder / f"{outline.name}.{path.name}"


def is_plain(source: str) -> bool:
    """Return whether an annotator is named alone, whose file is beside the record."""
    return len(Path(source).parts) == 1


def _remote_file(outline: RecordOutline, url: Path) -> Path:
    """Return the URL of the file that the URL of an annotator means."""
    table = url / f"{outline.name}.beats{_CSV_SUFFIX}"
    of_annotator = url.with_name(f"{outline.name}.{url.name}")
    there = (path for path in (table, url, of_annotator) if remote_exists(path))
    return next(there, of_annotator)


def _of_annotations(
    annotations: Annotations, outline: RecordOutline
) -> AnnotationColumns:
    rate = annotations.fs or outline.annotation_fs
    steps = _steps(annotations.sample, outline.annotation_fs / rate)
    return columns_of(annotations, steps)


def _of_csv(path: Path, outline: RecordOutline) -> AnnotationColumns:
    beats = read_csv(path)
    others = sorted({str(name) for name in beats.record} - {outline.name})
    if others:
        raise CompareError(f"{path} is of {', '.join(others)}, not of {outline.name}.")
    rows = np.argsort(beats.sample, kind="stable")
    return annotation_columns(
        _steps(beats.sample[rows], 1.0 / outline.samples_per_step()),
        _symbols(beats)[rows],
    )


def _symbols(beats: CorrectedBeats) -> Symbols:
    """Return the symbol given to each beat, else its label's, else `UNLABELLED`."""
    symbols = beats.symbol_now
    return np.where(symbols != "", symbols, UNLABELLED)


def _steps(samples: Samples, steps_per_sample: float) -> Samples:
    """Round as the WFDB library does."""
    steps: Samples = np.floor(samples * steps_per_sample + 0.5).astype(np.int64)
    return steps
