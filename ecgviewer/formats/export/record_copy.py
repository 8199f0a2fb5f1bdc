"""A copy of a record of any format, as WFDB, EDF+ or BDF+, with annotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from ecgviewer import __version__
from ecgviewer.core.errors import InputError
from ecgviewer.core.record import Record
from ecgviewer.core.wording import count
from ecgviewer.formats.edf.notes import notes_of
from ecgviewer.formats.edf.writer import write_annotation_file, write_edf
from ecgviewer.formats.export.deidentified import without_text
from ecgviewer.formats.export.digital_leads import DigitalLead, digital_leads
from ecgviewer.formats.export.review_export import fitting
from ecgviewer.formats.wfdb.annotations import (
    Annotations,
    write_annotations,
)
from ecgviewer.formats.wfdb.copy_writer import write_copy

#: Bits a sample of what can be written, by the ending of the file.
TARGETS = {".hea": 24, ".edf": 16, ".bdf": 24}
#: Whose annotations a WFDB copy has beside it.
ANNOTATOR = "atr"


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
    plain = "".join(
        c if c.isalnum() or c in "-_" else "-" for c in Path(record.name).stem
    )
    return plain.encode("ascii", "ignore").decode().strip("-") or "copy"


def files_of_copy(path: Path) -> tuple[Path, ...]:
    """Return the files that a copy consists of, those of its annotations included."""
    if path.suffix.lower() == ".hea":
        return path, path.with_suffix(".dat"), path.with_suffix(f".{ANNOTATOR}")
    return (path,)


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
        Its ending says what is written: ``.edf``, ``.bdf``, or ``.hea`` of WFDB.
        What is there is replaced.
    record : Record
    annotations : Annotations, optional
        Of the record; inside an EDF file, beside a WFDB one.
    hidden : Hidden, optional
        Leave out details, texts of annotations, and the true dates.

    Raises
    ------
    CopyError
        If nothing can be written under that name, or the record is empty.
    OSError
        If a file cannot be written.
    """
    _check(path, record)
    details = dict(record.details)
    if hidden:
        details = {}
        start = shifted(record.start_time, hidden.shift_days)
        record = replace(record, start_time=start)
        annotations = without_text(annotations) if annotations else None
    leads = digital_leads(record, TARGETS[path.suffix.lower()])
    if path.suffix.lower() == ".hea":
        losses = write_copy(path, record, leads, details)
        if annotations:
            _write_beside(path, record, annotations)
    else:
        notes = notes_of(annotations, record) if annotations else []
        losses = write_edf(path, record, leads, notes, details)
    return (*_losses(record, leads, path), *losses)


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


def _check(path: Path, record: Record) -> None:
    if path.suffix.lower() not in TARGETS:
        raise CopyError(
            f"{path} cannot be written: a copy ends with {', '.join(TARGETS)}."
        )
    if not record.n_samples or not record.leads:
        raise CopyError(f"{record.name} has no samples to be copied.")
    source = record.path
    if source and any(_is_same(each, source) for each in files_of_copy(path)):
        raise CopyError(
            f"{path} is the recording itself, which is never changed. Choose another "
            "name or folder."
        )


def _is_same(one: Path, other: Path) -> bool:
    stem = one.with_suffix("") == other.with_suffix("")
    wfdb = other.suffix.lower() in (".hea", ".dat") and one.suffix.lower() == ".dat"
    same = one.absolute() == other.absolute()
    return same or (stem and wfdb) or (one.exists() and one.samefile(other))


def _write_beside(header: Path, record: Record, annotations: Annotations) -> None:
    places = annotations.samples_in(record)
    own = replace(
        annotations,
        sample=places,
        fs=record.fs,
        writer=f"ecgviewer {__version__}",
        notices=(),
    )
    write_annotations(header.with_suffix(f".{ANNOTATOR}"), fitting(own))


def _losses(
    record: Record, leads: tuple[DigitalLead, ...], path: Path
) -> Iterator[str]:
    is_edf = path.suffix.lower() != ".hea"
    for lead in leads:
        name, unit = lead.lead.name, lead.lead.unit
        if not lead.is_exact:
            yield (
                f"{name}: its values are rounded to steps of {lead.steps.size:g} {unit}"
                f"{_remedy(lead, path)}."
            )
        if is_edf and 0 < lead.n_missing < record.n_samples:
            yield (
                f"{name}: {count(lead.n_missing, 'sample')} without a value; EDF has "
                "no mark for that: whole data records are left out where no lead has "
                f"a value, and 0 {unit} is written elsewhere."
            )
        if lead.lead.own_fs and (not is_edf or lead.lead.own_fs > record.fs):
            yield (
                f"{name} was recorded at {lead.lead.own_fs:g} Hz, and is written at "
                f"the {record.fs:g} Hz of the record."
            )


def _remedy(lead: DigitalLead, path: Path) -> str:
    wide = lead.lead.steps is not None and path.suffix.lower() == ".edf"
    return "; a copy as .bdf has room for more" if wide else ""
