"""Write a review as CSV and as WFDB annotations, into any folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_csv import write_csv
from ecgviewer.formats.export.annotation_review import merge_review
from ecgviewer.formats.export.deidentified import without_text
from ecgviewer.formats.export.item_csv import SUFFIX as ITEMS_SUFFIX
from ecgviewer.formats.export.item_csv import listed, write_items
from ecgviewer.formats.export.output_guard import OutputGuard, is_taken, work_in
from ecgviewer.formats.export.rhythm_csv import SUFFIX as RHYTHMS_SUFFIX
from ecgviewer.formats.export.rhythm_csv import write_rhythms
from ecgviewer.formats.record_formats import annotations_of
from ecgviewer.formats.wfdb.annotation_bytes import MAX_AUX
from ecgviewer.formats.wfdb.annotation_files import reads_as_annotations
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations
from ecgviewer.formats.wfdb.rhythm_marks import SINUS_AGAIN


class ExportError(InputError):
    """An export that would replace another; the message is for users."""


def csv_path(record: Record, folder: Path) -> Path:
    """Return where `export_csv` writes."""
    return folder / f"{record.name}.beats.csv"


def rhythms_path(record: Record, folder: Path) -> Path:
    """Return where `export_rhythms` writes."""
    return folder / f"{record.name}{RHYTHMS_SUFFIX}"


def items_path(record: Record, folder: Path) -> Path:
    """Return where `export_items` writes."""
    return folder / f"{record.name}{ITEMS_SUFFIX}"


def wfdb_path(record: Record, folder: Path, annotator: str) -> Path:
    """Return where `export_wfdb` writes."""
    return folder / f"{record.name}.{annotator}"


def refuse_to_replace(paths: Iterable[Path]) -> None:
    """Make sure that an export replaces no earlier one, perhaps of another reader.

    Raises
    ------
    ExportError
        If a file of the export is there; the message says what would be lost.
    """
    there = [path for path in paths if is_taken(path)]
    if there:
        names = " and ".join(map(str, there))
        raise ExportError(
            f"{names} already exist{'s' if len(there) == 1 else ''}, perhaps from "
            "another reader. Export into another folder with -o, or replace with "
            f"--force.{''.join(map(_loss, there))}"
        )


def replaced_work(paths: Iterable[Path]) -> tuple[str, ...]:
    """Return what an export is about to replace of somebody's work, in words."""
    return OutputGuard(force=True).replaced_work(paths)


def _loss(path: Path) -> str:
    work = work_in(path)
    return f" That would lose {work} in {path.name}." if work else ""


def export_csv(
    session: ReviewSession,
    folder: Path,
    reviewer: str,
    guard: OutputGuard | None = None,
) -> Path:
    """Write `<record>.beats.csv` and return its path.

    A guard keeps it from replacing what is not an analysis' own.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path = csv_path(session.record, folder)
    write_csv(path, session, reviewer, guard.check(path) if guard else None)
    return path


def export_rhythms(
    session: ReviewSession, folder: Path, guard: OutputGuard | None = None
) -> Path | None:
    """Write `<record>.rhythms.csv` and return its path; None where there are none.

    A file of an earlier export is replaced, though there is no episode any more. A
    guard keeps it from replacing what is not an analysis' own.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path = rhythms_path(session.record, folder)
    if not session.rhythms.episodes and not is_taken(path):
        return None
    write_rhythms(path, session, guard.check(path) if guard else None)
    return path


def export_items(
    session: ReviewSession, folder: Path, guard: OutputGuard | None = None
) -> Path | None:
    """Write `<record>.items.csv` and return its path; None where there are none.

    Strips, measurements and notes are in it. A file of an earlier export is replaced,
    though there is no item any more. A guard keeps it from replacing what is not an
    analysis' own.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    record, items = session.record, listed(session.items)
    path = items_path(record, folder)
    if not items and not is_taken(path):
        return None
    write_items(path, record, items, guard.check(path) if guard else None)
    return path


def export_wfdb(
    session: ReviewSession,
    folder: Path,
    annotator: str,
    guard: OutputGuard | None = None,
    *,
    texts: bool = True,
) -> Path:
    """Write `<record>.<annotator>` and return its path.

    Where the review began with somebody's annotations, those that are not beats, and
    the fields of beats that were not edited, are taken over. Notes of the reader are
    comments (``"``). A guard keeps it from
    replacing what is not an analysis' own. Without `texts` the annotations have none,
    except for names of rhythms and symptoms.

    Raises
    ------
    AnnotationError
        If there is a file of that name that this program did not write, or the
        annotations that the review began with cannot be read.
    OSError
        If the file cannot be written.
    """
    path = wfdb_path(session.record, folder, annotator)
    _refuse_link(path, session.record)
    check = guard.check(path) if guard else None
    merged = merged_annotations(session)
    written = fitting(merged) if texts else without_text(merged)
    write_annotations(path, written, check)
    return path


def merged_annotations(
    session: ReviewSession, between: bytes = SINUS_AGAIN
) -> Annotations:
    """Return a review as annotations, among those that it began with.

    Parameters
    ----------
    session : ReviewSession
    between : bytes
        What follows a rhythm of the reader; see `marks_of`.

    Raises
    ------
    AnnotationError
        If the annotations that the review began with cannot be read.
    """
    original = None
    if session.annotator:
        original = annotations_of(session.record, session.annotator)
    return merge_review(original, session, between)


def fitting(annotations: Annotations) -> Annotations:
    """Return annotations whose texts WFDB has room for; other formats may have more."""
    long = [row for row, text in enumerate(annotations.aux) if len(text) > MAX_AUX]
    if not long:
        return annotations
    aux = annotations.aux.copy()
    for row in long:
        # Cut between two characters.
        aux[row] = aux[row][:MAX_AUX].decode(errors="ignore").encode()
    return replace(annotations, aux=aux)


def _refuse_link(path: Path, record: Record) -> None:
    """Leave a link into the store of a data set as it is, which is somebody's file."""
    if path.is_symlink() and reads_as_annotations(path, record):
        if read_annotations(path).writer.startswith("ecgviewer"):
            return
        raise AnnotationError(
            f"{path} is a link to annotations that ecgviewer did not write, and is "
            "left as it is. Choose another annotator name."
        )
