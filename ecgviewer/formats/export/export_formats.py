"""The formats that a review can be exported to, and what follows from which there are.

A format that is added to `EXPORT_FORMATS` is offered by File > Export and by
`ecgviewer export`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.edf.annotation_file import write_annotation_file
from ecgviewer.formats.edf.notes import notes_of
from ecgviewer.formats.export.deidentified import deidentified, without_text
from ecgviewer.formats.export.record_copy import Hidden, shifted
from ecgviewer.formats.export.review_export import (
    csv_path,
    export_csv,
    export_items,
    export_rhythms,
    export_wfdb,
    items_path,
    merged_annotations,
    rhythms_path,
    wfdb_path,
)
from ecgviewer.formats.ishne.annotation_writer import write_annotations
from ecgviewer.formats.ishne.annotations import annotations_path
from ecgviewer.formats.wfdb.annotations import Annotations
from ecgviewer.formats.wfdb.rhythm_marks import NO_RHYTHM


@dataclass(frozen=True, eq=False)
class ReviewExport:
    """A review that is exported.

    Attributes
    ----------
    session : ReviewSession
        The name of its record is that of the files.
    reader : str
        Who reviewed.
    annotator : str
        What annotation files are called.
    hidden : Hidden, optional
        Leave out patient, reader, times of review and texts, and shift dates.
    """

    session: ReviewSession
    reader: str
    annotator: str
    hidden: Hidden | None = None

    @property
    def shown(self) -> ReviewSession:
        """The review, without what must not be said."""
        return deidentified(self.session) if self.hidden else self.session

    @property
    def record(self) -> Record:
        """The record, without what must not be said."""
        record = self.session.record
        if not self.hidden:
            return record
        start = shifted(record.start_time, self.hidden.shift_days)
        return replace(record, start_time=start, details=())

    def annotations(self) -> Annotations:
        """Return the review as annotations, with nothing between rhythms."""
        merged = merged_annotations(self.shown, NO_RHYTHM)
        return without_text(merged) if self.hidden else merged


@dataclass(frozen=True)
class Exported:
    """What was written, and what of the review it cannot hold, in words."""

    paths: tuple[Path, ...]
    losses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportFormat:
    """A format that reviews are exported to; `EXPORT_FORMATS` lists them.

    Attributes
    ----------
    name : str
        Word of the command line.
    title : str
        What it is for, in the dialog.
    paths : callable
        Returns the files that may be written, by the record, the folder and the
        annotator's name.
    write : callable
        Writes a review into a folder. Raises an InputError if another program wrote
        what is there, or the format has no room for the record.
    is_usual : bool
        Whether it is written when nobody chooses.
    says_start : bool
        Whether its files say when the recording was made.
    """

    name: str
    title: str
    paths: Callable[[Record, Path, str], tuple[Path, ...]]
    write: Callable[[ReviewExport, Path], Exported]
    is_usual: bool = False
    says_start: bool = False


def paths_of_export(
    formats: Iterable[ExportFormat], record: Record, folder: Path, annotator: str
) -> tuple[Path, ...]:
    """Return the files that an export may write."""
    return tuple(
        path for each in formats for path in each.paths(record, folder, annotator)
    )


def export_review(
    formats: Iterable[ExportFormat], review: ReviewExport, folder: Path
) -> Exported:
    """Write a review in some formats.

    Raises
    ------
    InputError
        If a file is there that another program wrote, the annotations that the review
        began with cannot be read, or a format has no room for the record.
    OSError
        If a file cannot be written.
    """
    parts = [each.write(review, folder) for each in formats]
    paths = tuple(path for part in parts for path in part.paths)
    return Exported(paths, tuple(loss for part in parts for loss in part.losses))


def _tables(record: Record, folder: Path, annotator: str) -> tuple[Path, ...]:
    paths = csv_path, rhythms_path, items_path
    return tuple(path(record, folder) for path in paths)


def _write_tables(review: ReviewExport, folder: Path) -> Exported:
    reader = "" if review.hidden else review.reader
    table = export_csv(review.shown, folder, reader)
    lists = export_rhythms(review.shown, folder), export_items(review.shown, folder)
    return Exported((table, *filter(None, lists)))


def _wfdb(record: Record, folder: Path, annotator: str) -> tuple[Path, ...]:
    return (wfdb_path(record, folder, annotator),)


def _write_wfdb(review: ReviewExport, folder: Path) -> Exported:
    texts = review.hidden is None
    path = export_wfdb(review.shown, folder, review.annotator, texts=texts)
    return Exported((path,))


def _edf(record: Record, folder: Path, annotator: str) -> tuple[Path, ...]:
    return (folder / f"{record.name}.{annotator}.edf",)


def _write_edf(review: ReviewExport, folder: Path) -> Exported:
    record = review.record
    (path,) = _edf(record, folder, review.annotator)
    details = dict(record.details)
    if not review.hidden:
        details["Technician"] = review.reader
    notes = notes_of(review.annotations(), record)
    write_annotation_file(path, record, notes, details)
    return Exported((path,))


def _ishne(record: Record, folder: Path, annotator: str) -> tuple[Path, ...]:
    """Return the one name that programs look for beside a recording."""
    if record.path and record.path.name == record.name:
        return (folder / annotations_path(record.path).name,)
    return (folder / f"{record.name}.ann",)


def _write_ishne(review: ReviewExport, folder: Path) -> Exported:
    record = review.record
    (path,) = _ishne(record, folder, review.annotator)
    losses = write_annotations(path, record, review.annotations())
    return Exported((path,), tuple(f"{path.name}: {loss}" for loss in losses))


#: In the order in which they are offered.
EXPORT_FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat(
        "csv",
        "Tables of beats, rhythms and notes (CSV)",
        _tables,
        _write_tables,
        is_usual=True,
    ),
    ExportFormat(
        "wfdb",
        "WFDB annotations, readable by PhysioNet's tools",
        _wfdb,
        _write_wfdb,
        is_usual=True,
    ),
    ExportFormat(
        "edf",
        "EDF+ annotations, for EDFbrowser and the like",
        _edf,
        _write_edf,
        says_start=True,
    ),
    ExportFormat(
        "ishne",
        "ISHNE annotations (.ann), for Holter programs",
        _ishne,
        _write_ishne,
        says_start=True,
    ),
)
