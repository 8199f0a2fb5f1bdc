"""Which of the files beside a record are annotations of it.

Any file may lie there under the record's name: signals, an old header, pictures,
archives. What does not read as annotations of the record from end to end is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.formats.wfdb.annotation_look import Contents, contents_of
from ecgviewer.formats.wfdb.annotator_names import fault_of_name
from ecgviewer.formats.wfdb.header import read_header


@dataclass(frozen=True)
class AnnotationFiles:
    """Annotators of a record, by their files: those with beats, and the others."""

    with_beats: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every annotator, in the order of the alphabet."""
        return tuple(sorted(self.with_beats + self.others))


def annotators_of(record: Record) -> tuple[str, ...]:
    """Return the annotators that have beats of a record in files beside its header."""
    return annotation_files(record).with_beats


def annotation_files(record: Record) -> AnnotationFiles:
    """Return the annotation files beside a record's header, by their annotators."""
    if record.path is None:
        return AnnotationFiles()
    found: dict[Contents, list[str]] = {contents: [] for contents in Contents}
    for path in _candidates(record.path):
        with suppress(OSError):
            found[contents_of(path, record)].append(path.suffix[1:])
    return AnnotationFiles(tuple(found[Contents.BEATS]), tuple(found[Contents.OTHERS]))


def reads_as_annotations(path: Path, record: Record) -> bool:
    """Return whether a file, or what a link leads to, is annotations of a record."""
    with suppress(OSError):
        return contents_of(path, record) is not Contents.NO_ANNOTATIONS
    return False


def _candidates(header: Path) -> Iterator[Path]:
    """Yield the files whose names could be those of a record's annotation files."""
    signals = _signal_files(header)
    for path in sorted(header.parent.glob(f"{escape(header.stem)}.*")):
        named = path.stem == header.stem and not fault_of_name(path.suffix[1:])
        if named and path.name not in signals:
            yield path


def _signal_files(header: Path) -> frozenset[str]:
    try:
        return frozenset(Path(s.file_name).name for s in read_header(header).signals)
    except RecordError:
        return frozenset()
