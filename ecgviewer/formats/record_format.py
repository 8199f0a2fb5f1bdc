"""What the program has to know of a file format for records.

What is said of a format needs none of the modules that read it: these are imported
when a file is to be looked into for the first time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from ecgviewer.core.record import Record
from ecgviewer.formats.wfdb.annotations import AnnotationError, Annotations


@dataclass(frozen=True)
class RecordOutline:
    """What is known of a record before its signals are read.

    Attributes
    ----------
    path : Path
        The file that the record is opened by.
    name : str
        As in `Record.name`.
    annotation_fs : float
        Rate in Hz in which annotations count that state no rate of their own.
    length : int or None
        Of the record, in steps of `annotation_fs`; None where only the signals tell.
    samples_per_step : callable
        Returns how many samples of the record a step of `annotation_fs` has. It may
        look at the signals, and raises a RecordError where these are missing.
    """

    path: Path
    name: str
    annotation_fs: float
    length: int | None
    samples_per_step: Callable[[], int] = lambda: 1


def _no_annotators(record: Record) -> tuple[str, ...]:
    return ()


def _no_files(path: Path) -> frozenset[str]:
    return frozenset()


def _nothing(path: Path) -> bool:
    return False


def _itself(path: Path) -> tuple[Path, ...]:
    return (path,)


def _no_annotations(path: Path, annotator: str) -> Annotations:
    raise AnnotationError(f"{path} has no annotations of {annotator}.")


@dataclass(frozen=True)
class FormatReader:
    """What reads the files of a format.

    Attributes
    ----------
    sniff : callable
        Returns whether a file's first bytes are of this format; also told its path.
    read : callable
        Returns the record of a file of the first ending; raises RecordError.
    outline : callable
        Returns the outline of the same; raises RecordError.
    annotators : callable
        Returns whose beats of a record lie inside it; annotation files beside it are
        found for every format.
    notes : callable
        Returns whose annotations inside a record have no beats.
    read_annotations : callable
        Returns the annotations of one of them, by the record's path and the
        annotator's name; raises AnnotationError.
    own_files : callable
        Returns the names of the files beside a record that hold its signals, and are
        not looked at for annotations.
    file_of : callable
        Returns the file that a record is opened by, for another one of its files or
        its name without an ending; raises RecordError where nothing can have it. Only
        a format whose records have names by stem is asked.
    paths_in : callable
        Returns what the records of a file are opened by: several paths of an archive.
    leaves_out : callable
        Returns whether people have to say how a file is read before it can be.
    pattern : callable or None
        Returns what files that are read alike have in common, where people may say how
        they are read; raises RecordError.
    """

    sniff: Callable[[bytes, Path], bool]
    read: Callable[[Path], Record]
    outline: Callable[[Path], RecordOutline]
    annotators: Callable[[Record], tuple[str, ...]] = _no_annotators
    notes: Callable[[Record], tuple[str, ...]] = _no_annotators
    read_annotations: Callable[[Path, str], Annotations] = _no_annotations
    own_files: Callable[[Path], frozenset[str]] = _no_files
    file_of: Callable[[Path], Path] = Path
    paths_in: Callable[[Path], tuple[Path, ...]] = _itself
    leaves_out: Callable[[Path], bool] = _nothing
    pattern: Callable[[Path], str] | None = None


def reader_in(package: str, name: str = "READER") -> Callable[[], FormatReader]:
    """Return what imports the reader of a format when it is asked for.

    Parameters
    ----------
    package : str
        A package below `ecgviewer.formats`; its module `format` has the reader.
    name : str
        What the reader is called there.
    """

    def reader() -> FormatReader:
        module = import_module(f"ecgviewer.formats.{package}.format")
        return cast(FormatReader, getattr(module, name))

    return reader


@dataclass(frozen=True)
class RecordFormat:
    """A file format for records; `record_formats.FORMATS` lists them.

    Attributes
    ----------
    title : str
        What one record is called, for example ``"EDF recording"``.
    endings : tuple of str
        The endings of its files, with the dot and in small letters. A record is opened
        by a file of the first.
    find_reader : callable
        Returns what reads its files, imported when it is first asked for; see
        `reader_in`.
    names_by_stem : bool
        Whether a record has the name of its file without the ending. Those of one
        format only may: others keep the ending, as EDF records do in the WFDB library.
    media_type : str
        What desktops on Linux call its first ending.
    is_text : bool
        Whether that file is text.
    shares_ending : bool
        Whether other programs write files of its endings, which a double-click does
        not open here and which are records only where `sniff` says so.
    """

    title: str
    endings: tuple[str, ...]
    find_reader: Callable[[], FormatReader]
    names_by_stem: bool = False
    media_type: str = "application/octet-stream"
    is_text: bool = False
    shares_ending: bool = False

    @property
    def name(self) -> str:
        """The first word of its title, for example ``"EDF"``."""
        return self.title.partition(" ")[0]

    @property
    def reader(self) -> FormatReader:
        """What reads its files."""
        return self.find_reader()

    def has_ending(self, path: Path) -> bool:
        """Return whether a file has one of the endings of this format."""
        return path.suffix.lower() in self.endings

    def record_file(self, path: Path) -> Path:
        """Return the file that a record is opened by; see `FormatReader.file_of`."""
        if self.names_by_stem:
            return self.reader.file_of(path)
        named = path.with_name(f"{path.name}{self.endings[0]}") if path.name else path
        return path if self.has_ending(path) or not named.is_file() else named

    def file_name(self, name: str) -> str:
        """Return the name of the file of a record that has a name."""
        return f"{name}{self.endings[0]}" if self.names_by_stem else name

    def record_name(self, path: Path) -> str:
        """Return the name of the record that is opened by a file."""
        return path.stem if self.names_by_stem else path.name
