"""Annotations alone as EDF+, to be kept beside a recording."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ecgviewer import __version__
from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.edf.header import read_header
from ecgviewer.formats.edf.header_fields import (
    FileFields,
    annotation_fields,
    header_of,
)
from ecgviewer.formats.edf.notes import (
    EdfNote,
    clock_of,
    fraction_s,
    lists_of,
    slots_of,
)
from ecgviewer.formats.files.atomic import Check, replace_file
from ecgviewer.formats.wfdb.annotations import AnnotationError

#: In the field of the equipment.
_WRITER = "ecgviewer"
_WIDTH, _LONGEST_NAME = 2, 30
#: About what a data record holds; the standard recommends 61,440 bytes at most.
_RECORD_BYTES = 2**15


def write_annotation_file(
    path: Path,
    record: Record,
    notes: list[EdfNote],
    details: Mapping[str, str],
    check: Check | None = None,
) -> None:
    """Write annotations alone as EDF+, which programs load beside a recording.

    Parameters
    ----------
    path : Path
        What is there is replaced, if it is such a file of this program.
    record : Record
        That the annotations belong to; its start and sampling frequency.
    notes : list of EdfNote
        By onset.
    details : mapping of str
        Of patient and reader, as in `Record.details`.
    check : callable, optional
        See `replace_file`.

    Raises
    ------
    AnnotationError
        If another program wrote what is there, or it is a recording.
    OSError
        If the file cannot be written.
    """
    refuse_foreign(path)
    begins_s = fraction_s(record.start_time)
    lists = list(lists_of(notes, record.fs, begins_s))
    n_records = sum(map(len, lists)) // _RECORD_BYTES + 1
    slots = slots_of([clock_of(begins_s)] * n_records, lists, _WIDTH)
    # Short enough that the program's name, which comes last, is in the header.
    said = {
        **details,
        "Administration code": "",
        "Technician": details.get("Technician", "")[:_LONGEST_NAME],
        "Equipment": f"{_WRITER} {__version__}",
    }
    # Data records without signals last no time.
    fields = FileFields(_WIDTH, record.start_time, said, False, n_records, "0")
    signals = [annotation_fields(len(slots[0]) // _WIDTH, _WIDTH)]
    with replace_file(path, check) as file:
        file.write(header_of(fields, signals))
        file.writelines(slots)


def refuse_foreign(path: Path) -> None:
    """Make sure that nothing at a path is lost but a link or annotations of our own.

    Raises
    ------
    AnnotationError
        If another program wrote what is there, or it is a recording.
    """
    if path.is_symlink() or not path.exists():
        return
    try:
        header = read_header(path)
        word = header.recording.rpartition(" ")[2]
        is_ours = not header.ordinary and word.startswith(_WRITER)
    except RecordError:
        is_ours = False
    if not is_ours:
        raise AnnotationError(
            f"{path} was not written by ecgviewer and is left as it is. Choose another "
            "annotator name."
        )
