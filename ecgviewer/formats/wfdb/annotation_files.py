"""Which of the files beside a record, of any format, are annotations of it.

They have the record's name and the annotator's after a dot, as in the WFDB library.
Any file may lie there under the record's name: signals, an old header, pictures,
archives. What does not read as annotations of the record from end to end is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from ecgviewer.core.record import Record
from ecgviewer.formats.wfdb.annotation_look import Contents, contents_of
from ecgviewer.formats.wfdb.annotator_names import fault_of_name


@dataclass(frozen=True)
class AnnotationFiles:
    """Annotators of a record: those with beats, and the others."""

    with_beats: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every annotator, in the order of the alphabet."""
        return tuple(sorted(self.with_beats + self.others))


def annotation_files(
    record: Record, own: frozenset[str] = frozenset()
) -> AnnotationFiles:
    """Return the annotation files beside a record, by their annotators.

    Parameters
    ----------
    record : Record
    own : frozenset of str
        Names of files that hold the record itself.
    """
    if record.path is None:
        return AnnotationFiles()
    found: dict[Contents, list[str]] = {contents: [] for contents in Contents}
    for path in _candidates(record.path.parent, record.name, own):
        with suppress(OSError):
            found[contents_of(path, record)].append(path.suffix[1:])
    return AnnotationFiles(tuple(found[Contents.BEATS]), tuple(found[Contents.OTHERS]))


def reads_as_annotations(path: Path, record: Record) -> bool:
    """Return whether a file, or what a link leads to, is annotations of a record."""
    with suppress(OSError):
        return contents_of(path, record) is not Contents.NO_ANNOTATIONS
    return False


def _candidates(folder: Path, name: str, own: frozenset[str]) -> Iterator[Path]:
    """Yield the files whose names could be those of a record's annotation files."""
    for path in sorted(folder.glob(f"{escape(name)}.*")):
        named = path.stem == name and not fault_of_name(path.suffix[1:])
        if named and path.name not in own:
            yield path
