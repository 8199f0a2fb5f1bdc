"""The formats that records are read from, and what follows from which there are.

A format that is added to `FORMATS` is opened by the window, the command line and a
double-click, and is named wherever formats are. What reads it is imported when there
is a file to look into.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.core.errors import InputError, RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.archive.names import MAGIC, archive_of
from ecgviewer.formats.files.ordinary_file import check_ordinary
from ecgviewer.formats.foreign_files import foreign_text
from ecgviewer.formats.record_format import RecordFormat, RecordOutline, reader_in
from ecgviewer.formats.wfdb.annotation_files import AnnotationFiles, annotation_files
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations
from ecgviewer.formats.wfdb.annotator_names import fault_of_name

WFDB = RecordFormat(
    "WFDB recording",
    # Of its signal files, only `.dat` is an ending that readers know records by.
    (".hea", ".dat"),
    reader_in("wfdb"),
    names_by_stem=True,
    media_type="application/x-wfdb-header",
    is_text=True,
)
EDF = RecordFormat(
    *("EDF recording", (".edf", ".rec"), reader_in("edf")),
    media_type="application/x-edf",
)
BDF = RecordFormat(
    *("BDF recording", (".bdf",), reader_in("edf", "BDF_READER")),
    media_type="application/x-bdf-recording",
)
ISHNE = RecordFormat(
    *("ISHNE Holter recording", (".ecg",), reader_in("ishne")),
    media_type="application/x-ishne",
)
AECG = RecordFormat("aECG recording", (".xml",), reader_in("aecg"), shares_ending=True)
MUSE = RecordFormat("MUSE recording", (".xml",), reader_in("muse"), shares_ending=True)
CARDIOSOFT = RecordFormat(
    "CardioSoft recording", (".xml",), reader_in("cardiosoft"), shares_ending=True
)
PHILIPS = RecordFormat(
    "Philips recording", (".xml",), reader_in("philips"), shares_ending=True
)
MORTARA = RecordFormat(
    "Mortara recording", (".xml",), reader_in("mortara"), shares_ending=True
)
DICOM = RecordFormat(
    "DICOM recording", (".dcm",), reader_in("dicom"), shares_ending=True
)
SCP = RecordFormat(
    *("SCP-ECG recording", (".scp",), reader_in("scp")),
    media_type="application/x-scp-ecg",
)
MAT = RecordFormat("MAT recording", (".mat",), reader_in("mat"), shares_ending=True)
XDF = RecordFormat(
    *("XDF recording", (".xdf",), reader_in("xdf")),
    media_type="application/x-xdf-recording",
)
ZIP = RecordFormat("ZIP recording", (".zip",), reader_in("archive"), shares_ending=True)
CSV = RecordFormat(
    *("CSV recording", (".csv", ".txt", ".tsv", ".asc"), reader_in("csv")),
    media_type="text/csv",
    is_text=True,
    shares_ending=True,
)
#: The first one is asked for what no format knows.
FORMATS: tuple[RecordFormat, ...] = (
    WFDB,
    EDF,
    BDF,
    ISHNE,
    AECG,
    MUSE,
    CARDIOSOFT,
    PHILIPS,
    MORTARA,
    DICOM,
    SCP,
    MAT,
    XDF,
    ZIP,
    CSV,
)
#: What formats have their marks in.
_FIRST_BYTES = 4096


def format_of(path: Path) -> RecordFormat:
    """Return the format of a file, or of a record by its name without an ending.

    Its first bytes decide. Where they fit several formats or none, as those of raw
    signals, the ending does, and then which format has a record of that name.
    """
    return _format_of(path, _first_bytes(path))


def _format_of(path: Path, first: bytes) -> RecordFormat:
    if _in_archive(path):
        return ZIP
    found = _fitting(_sniffed(first, path), path) or _fitting(FORMATS, path) or WFDB
    return (_of_signals(path) or found) if found.shares_ending else found


def _sniffed(first: bytes, path: Path) -> Iterator[RecordFormat]:
    """Yield the formats that first bytes fit; those with its ending come first.

    Readers of the others are not imported then, where one of these fits.
    """
    for each in sorted(FORMATS, key=lambda each: not each.has_ending(path)):
        if first and each.reader.sniff(first, path):
            yield each


def _fitting(formats: Iterable[RecordFormat], path: Path) -> RecordFormat | None:
    """Return the format that a path fits best, the first of those that do."""
    found, best = None, (False, False)
    for each in formats:
        fit = each.has_ending(path), _is_there(each, path)
        if found is None or fit > best:
            found, best = each, fit
        if all(best):
            break
    return found


def _in_archive(path: Path) -> bool:
    """Return whether a path is of a record by its name inside an archive."""
    archive, name = archive_of(path)
    return bool(name) and not path.exists() and archive.is_file()


def _of_signals(path: Path) -> RecordFormat | None:
    """Return the format of a record that names a file as one of its signals.

    PhysioNet has records whose signals are MAT files, and others in text.
    """
    for each in FORMATS:
        with suppress(InputError, OSError):
            opened_by = each.record_file(path)
            if opened_by != path and path.name in each.reader.own_files(opened_by):
                return each
    return None


def _first_bytes(path: Path) -> bytes:
    with suppress(OSError, ValueError):
        check_ordinary(path, float("inf"))
        with path.open("rb") as file:
            return file.read(_FIRST_BYTES)
    return b""


def _is_there(each: RecordFormat, path: Path) -> bool:
    with suppress(InputError, OSError):
        return each.record_file(path).is_file()
    return False


@dataclass(frozen=True)
class RecordFile:
    """A record on disk that was found and not read yet."""

    format: RecordFormat
    path: Path

    @property
    def name(self) -> str:
        """As in `Record.name`."""
        return self.format.record_name(self.path)


def find_record(path: Path) -> RecordFile:
    """Return the record that a file belongs to, or that has a name.

    Parameters
    ----------
    path : Path
        A file of the record, or its path without an ending.

    Raises
    ------
    RecordError
        If no record can have that name, or its file is empty.
    """
    first = _first_bytes(path)
    _refuse_foreign(path, first)
    found = _format_of(path, first)
    file = found.record_file(path)
    if not first:
        _refuse_empty(file)
    return RecordFile(found, file)


def _refuse_empty(file: Path) -> None:
    """Raise a RecordError for a file without a byte: no format can say more of it."""
    with suppress(OSError, ValueError):
        if file.is_file() and not file.stat().st_size:
            raise RecordError(
                f"{file} is empty: nothing was recorded, or its copy stopped at once. "
                "Get it again from its source."
            )


def _refuse_foreign(path: Path, first: bytes) -> None:
    """Raise a RecordError for a file that is known to be of another kind."""
    known = any(True for _ in _sniffed(first, path)) if first else True
    foreign = None if known else foreign_text(first)
    signals = any(f.has_ending(path) and f.record_file(path) != path for f in FORMATS)
    if foreign and not signals:
        if first.startswith(MAGIC):
            from ecgviewer.formats.archive.format import check_whole  # noqa: PLC0415

            check_whole(path)
        title, remedy = foreign
        *names, last = (each.name for each in FORMATS)
        raise RecordError(
            f"{path} is {title}, not a {', '.join(names)} or {last} recording. {remedy}"
        )


def read_record(path: Path) -> Record:
    """Open a record of any format; see `find_record`.

    Raises
    ------
    RecordError
        If it cannot be opened; the message names the file and the remedy.
    """
    found = find_record(Path(path))
    return found.format.reader.read(found.path)


def read_outline(path: Path) -> RecordOutline:
    """Return what is known of a record before its signals are read.

    Raises
    ------
    RecordError
        If it cannot be opened.
    """
    found = find_record(Path(path))
    return found.format.reader.outline(found.path)


def is_same_record(one: Path, other: Path) -> bool:
    """Return whether two paths are of one record; see `find_record`."""
    try:
        files = [find_record(path).path.absolute() for path in (one, other)]
    except (RecordError, OSError):
        return one.absolute() == other.absolute()
    return files[0] == files[1]


def annotators_of(record: Record) -> tuple[str, ...]:
    """Return whose beats of a record lie beside it or inside it."""
    return annotation_sources(record).with_beats


def annotation_sources(record: Record) -> AnnotationFiles:
    """Return whose annotations of a record lie beside it or inside it."""
    if record.path is None:
        return AnnotationFiles()
    found = format_of(record.path).reader
    beside = annotation_files(record, found.own_files(record.path))
    inside = {*found.annotators(record)} - {*beside.all}
    notes = {*found.notes(record)} - {*beside.all}
    return AnnotationFiles(
        tuple(sorted({*beside.with_beats, *inside})),
        tuple(sorted({*beside.others, *notes})),
    )


def annotations_of(record: Record, annotator: str) -> Annotations:
    """Return the annotations of an annotator beside a record, else inside it.

    Raises
    ------
    AnnotationError
        If the record is not on disk, or they cannot be read.
    """
    if record.path is None:
        raise AnnotationError(f"Record {record.name} is not on disk.")
    found = format_of(record.path)
    # The record may have another name for files that are exported.
    name = found.record_name(record.path)
    beside = record.path.with_name(f"{name}.{annotator}")
    if not fault_of_name(annotator) and beside.is_file():
        return read_annotations(beside)
    return found.reader.read_annotations(record.path, annotator)


def record_files(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder that records may be opened by."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    for each in FORMATS:
        for path in (folder / name for name in names):
            # Recorders write endings in capital letters, too.
            if path.suffix.lower() == each.endings[0] and (
                not each.shares_ending or each.reader.sniff(_first_bytes(path), path)
            ):
                yield from each.reader.paths_in(path)


def records_in(folder: Path) -> list[Path]:
    """Return the records of a folder, without those that are segments of others."""
    files = [path for path in record_files(folder) if not path.name.startswith(".")]
    own = {path: own_files_of(path) - {path.name} for path in files}
    parts = frozenset[str]().union(*own.values())
    return [path for path in own if path.name not in parts]


def own_files_of(path: Path) -> frozenset[str]:
    """Return the names of the files of a record beside it, as far as it says."""
    return format_of(path).reader.own_files(path)


def record_named(folder: Path, name: str) -> Path:
    """Return the file of a record by its name, whether it is there or not.

    Raises
    ------
    RecordError
        If no record can have that name.
    """
    if Path(name).name != name or not name:
        raise RecordError(f"{name!r} cannot be the name of a record in {folder}.")
    places = [folder / each.file_name(name) for each in FORMATS]
    there = (path for path in places if path.is_file())
    return next((path for path in there if find_record(path).name == name), places[0])


def may_be_a_record(word: str) -> bool:
    """Return whether a word may name a record, even one that is not there."""
    path = Path(word)
    if len(path.parts) > 1 or path.exists() or _in_archive(path):
        return True
    return any(each.has_ending(path) or _is_there(each, path) for each in FORMATS)
