"""A copy of a record of any format in another one, with annotations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Record
from ecgviewer.formats.archive.names import archive_of
from ecgviewer.formats.edf.annotation_file import write_annotation_file
from ecgviewer.formats.edf.notes import notes_of
from ecgviewer.formats.export.copy_formats import (
    COPY_FORMATS,
    CopyFormat,
    copy_format_of,
)
from ecgviewer.formats.export.deidentified import without_text
from ecgviewer.formats.wfdb.annotations import Annotations


class CopyError(InputError):
    """A copy that cannot be written; the message is for users."""


@dataclass(frozen=True)
class Hidden:
    """That a copy says nothing of people: its dates are shifted by some days."""

    shift_days: int


def copy_name(record: Record, hidden: Hidden | None = None) -> str:
    """Return what a copy is called: as the record, or by its samples alone."""
    if hidden:
        return f"recording-{record.identity[:8]}"
    archive, inside = archive_of(Path(record.name))
    stem = f"{archive.stem}-{inside}" if inside else archive.stem
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in stem)
    return plain.encode("ascii", "ignore").decode().strip("-") or "copy"


def files_of_copy(path: Path) -> tuple[Path, ...]:
    """Return the files that a copy consists of, those of its annotations included."""
    found = copy_format_of(path)
    return found.files_of(path) if found else (path,)


def write_record_copy(
    path: Path,
    record: Record,
    annotations: Annotations | None = None,
    hidden: Hidden | None = None,
) -> tuple[str, ...]:
    """Write a copy of a record; return what the target cannot hold, in words.

    Digital values are those of the record wherever they fit.

    Parameters
    ----------
    path : Path
        Its ending says what is written; see `COPY_FORMATS`. What is there is replaced.
    record : Record
    annotations : Annotations, optional
        Of the record; inside an EDF file, beside others.
    hidden : Hidden, optional
        Leave out details, texts of annotations, and the true dates.

    Raises
    ------
    CopyError
        If nothing can be written under that name, or the record is empty.
    InputError
        If the format has no room for the record.
    OSError
        If a file cannot be written.
    """
    copy_format = _checked(path, record)
    details = dict(record.details)
    if hidden:
        details = {}
        start = shifted(record.start_time, hidden.shift_days)
        record = replace(record, start_time=start)
        annotations = without_text(annotations) if annotations else None
    return copy_format.write(path, record, annotations, details)


def write_annotations_copy(
    path: Path, record: Record, annotations: Annotations, hidden: Hidden | None = None
) -> None:
    """Write annotations alone as EDF+, to be kept beside a recording.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    details = {} if hidden else dict(record.details)
    if hidden:
        start = shifted(record.start_time, hidden.shift_days)
        record, annotations = (
            replace(record, start_time=start),
            without_text(annotations),
        )
    write_annotation_file(path, record, notes_of(annotations, record), details)


def shifted(start: datetime | None, days: int) -> datetime | None:
    """Return a start some days later; one without a date, or beyond, has none."""
    if start is None or start.year == 1:
        return start
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return datetime.combine(date.min, start.time())


def _checked(path: Path, record: Record) -> CopyFormat:
    """Return the format of a copy that may be written."""
    found = copy_format_of(path)
    if found is None:
        endings = ", ".join(each.endings[0] for each in COPY_FORMATS)
        raise CopyError(f"{path} cannot be written: a copy ends with {endings}.")
    if not record.n_samples or not record.leads:
        raise CopyError(f"{record.name} has no samples to be copied.")
    source = record.path
    if source and any(_is_same(each, source) for each in files_of_copy(path)):
        raise CopyError(
            f"{path} is the recording itself, which is never changed. Choose another "
            "name or folder."
        )
    return found


def _is_same(one: Path, other: Path) -> bool:
    stem = one.with_suffix("") == other.with_suffix("")
    wfdb = other.suffix.lower() in (".hea", ".dat") and one.suffix.lower() == ".dat"
    same = one.absolute() == other.absolute()
    return same or (stem and wfdb) or (one.exists() and one.samefile(other))
