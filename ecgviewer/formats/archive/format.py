"""WFDB records in ZIP archives among the formats for records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.archive.kept import kept_header
from ecgviewer.formats.archive.members import headers_in, opened
from ecgviewer.formats.archive.names import MAGIC, MARK, archive_of
from ecgviewer.formats.record_format import FormatReader, RecordOutline
from ecgviewer.formats.wfdb import record as wfdb
from ecgviewer.formats.wfdb.annotation_files import AnnotationFiles, annotation_files
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations
from ecgviewer.formats.wfdb.format import READER as WFDB


def holds_records(first: bytes, path: Path) -> bool:
    """Return whether a file is an archive with a header of a record."""
    return first.startswith(MAGIC) and bool(names_in(path))


def check_whole(path: Path) -> None:
    """Refuse an archive that has no directory, whatever it is of.

    Raises
    ------
    RecordError
        If it is cut off or damaged; the message names it and the remedy.
    """
    with opened(path):
        pass


def names_in(path: Path) -> tuple[str, ...]:
    """Return the names of the records in an archive; none of what is not one."""
    try:
        with opened(path) as archive:
            return tuple(headers_in(archive))
    except RecordError:
        return ()


def paths_in(path: Path) -> tuple[Path, ...]:
    """Return what the records of an archive are opened by."""
    names = names_in(path)
    if len(names) < 2:
        return (path,)
    return tuple(path.with_name(f"{path.name}{MARK}{name}") for name in names)


def read_record(path: Path) -> Record:
    """Open a record in an archive; its journal lies beside the archive.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the archive and the remedy.
    """
    header = kept_header(path)
    try:
        found = wfdb.read_record(header)
    except RecordError as error:
        raise RecordError(_told(str(error), header, path)) from error
    notices = tuple(_told(each, header, path) for each in found.notices)
    return replace(found, name=path.name, path=path, notices=notices)


def _told(text: str, header: Path, path: Path) -> str:
    """Return a message about the archive, not the place where its files are kept."""
    return text.replace(str(header.parent), str(path))


def outline(path: Path) -> RecordOutline:
    """Return what the header of a record in an archive says.

    Raises
    ------
    RecordError
        If it cannot be opened.
    """
    return replace(WFDB.outline(kept_header(path)), path=path, name=path.name)


def _inside(record: Record) -> AnnotationFiles:
    if record.path is None or not archive_of(record.path)[0].is_file():
        return AnnotationFiles()
    header = kept_header(record.path)
    unpacked = replace(record, path=header, name=header.stem)
    return annotation_files(unpacked, WFDB.own_files(header))


def annotators(record: Record) -> tuple[str, ...]:
    """Return whose beats lie beside a record in its archive."""
    return _inside(record).with_beats


def notes(record: Record) -> tuple[str, ...]:
    """Return whose annotations without beats lie beside a record in its archive."""
    return _inside(record).others


def read_annotations(path: Path, annotator: str) -> Annotations:
    """Return annotations that lie beside a record in its archive.

    Raises
    ------
    AnnotationError
        If they cannot be read.
    """
    try:
        return WFDB.read_annotations(kept_header(path), annotator)
    except RecordError as error:
        raise AnnotationError(str(error)) from error


READER = FormatReader(
    sniff=holds_records,
    read=read_record,
    outline=outline,
    annotators=annotators,
    notes=notes,
    read_annotations=read_annotations,
    paths_in=paths_in,
)
