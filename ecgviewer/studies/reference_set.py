"""A reference set: records with the labels that were signed, and where these are from.

Of each record there are a WFDB copy with its annotations, tables of beats, rhythms and
notes, and a file that says who labelled it, by which journal, and what the files'
digests are. `patients.csv` and `train.toml` are what `training.train` asks for.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ecgviewer import __version__
from ecgviewer.analysis.report.report_source import Source
from ecgviewer.core.errors import InputError, message_of
from ecgviewer.core.record import Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import CONSENSUS
from ecgviewer.formats.export.copy_formats import ANNOTATOR
from ecgviewer.formats.export.deidentified import renamed
from ecgviewer.formats.export.export_formats import (
    EXPORT_FORMATS,
    ReviewExport,
    export_review,
    paths_of_export,
)
from ecgviewer.formats.export.output_guard import is_taken
from ecgviewer.formats.export.record_copy import Hidden, copy_name, write_record_copy
from ecgviewer.formats.export.review_export import merged_annotations
from ecgviewer.formats.files.atomic import make_folder, replace_file
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.formats.files.spreadsheet_text import harmless
from ecgviewer.studies.reviews import Review
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.study import Study

FORMAT, VERSION = "ecgviewer reference", 1
#: How the name of what says where labels are from ends.
SUFFIX = ".reference.json"
#: What is said where there is nothing to be written.
NOTHING_SIGNED = "No study has a signed consensus. Sign one first."
_TABLES = tuple(each for each in EXPORT_FORMATS if each.name == "csv")
_MOST_BYTES = 2**22
_TRAINING = f"""\
# python -m training.train --config train.toml
data = "."
split = "own"
patients = "patients.csv"
annotator = "{ANNOTATOR}"
out = "../my-classifier"
"""


class ReferenceSetError(InputError):
    """A record that cannot be put into a reference set; the message says why."""


@dataclass(frozen=True)
class ReferenceItem:
    """A record whose labels are signed.

    Attributes
    ----------
    study : Study
    labels : Review
        Whose labels are the reference.
    readers : tuple of Review
        What else was signed of it.
    """

    study: Study
    labels: Review
    readers: tuple[Review, ...] = ()


@dataclass(frozen=True)
class Written:
    """What became of a record; `failure` says why it is not in the set."""

    item: ReferenceItem
    name: str = ""
    n_beats: int = 0
    skipped: bool = False
    failure: str = ""


def reference_items(
    scanner: Scanner, studies: Iterable[Study], *, single: bool = False
) -> Iterator[ReferenceItem]:
    """Yield the studies whose labels may be a reference.

    Parameters
    ----------
    scanner : Scanner
    studies : iterable of Study
    single : bool
        Take what one reader has signed where there is no consensus, too.
    """
    for study in studies:
        if study.missing or not study.identity:
            continue
        reviews = scanner.reviews(Path(study.path))
        signed = {each.reader: each for each in reviews if each.signed}
        labels = signed.pop(CONSENSUS, None)
        if labels is None and single and len(signed) == 1:
            _, labels = signed.popitem()
        if labels is not None:
            by_name = sorted(signed.values(), key=lambda each: each.reader)
            yield ReferenceItem(study, labels, tuple(by_name))


@dataclass(frozen=True)
class WritingReference:
    """Writes a record of a reference set; can be sent to another process.

    Attributes
    ----------
    output, cache : Path
        Folders of the set, and of kept analyses.
    hidden : Hidden or None
        Leave out patients, readers, texts and true dates.
    """

    output: Path
    cache: Path
    hidden: Hidden | None = None

    def __call__(self, item: ReferenceItem) -> Written:
        """Write a record; whatever goes wrong is returned."""
        try:
            return self._written(item)
        except (InputError, OSError, KeyError, ValueError) as error:
            return Written(item, failure=message_of(error))

    def _written(self, item: ReferenceItem) -> Written:
        source = Source.read(item.labels.path, record=Path(item.study.path))
        name = reference_name(source.record, self.hidden)
        note = self.output / f"{name}{SUFFIX}"
        said = self._provenance(item, source, name)
        before = _read(note)
        if before and _is_whole(self.output, before) and _same(before, said):
            return Written(item, name, before["n_beats"], skipped=True)
        session = source.session(None, _unheard, self.cache)
        record = renamed(source.record, name)
        tables = paths_of_export(_TABLES, record, self.output, ANNOTATOR)
        copied = self.output / f"{name}.hea"
        copies = [copied.with_suffix(end) for end in (".hea", ".dat", f".{ANNOTATOR}")]
        _refuse_others(before, [*copies, *tables])
        # Whatever is begun is ours, and may be written again.
        begun = {path.name: "" for path in (*copies, *tables)}
        _write_json(note, {**said, "files": begun})
        session.record = record
        review = ReviewExport(session, item.labels.reader, ANNOTATOR, self.hidden)
        annotations = merged_annotations(review.shown)
        losses = write_record_copy(copied, record, annotations, self.hidden)
        exported = export_review(_TABLES, review, self.output)
        files = [path for path in (*copies, *exported.paths) if path.exists()]
        content = {
            **said,
            **_counts(session),
            "losses": list(losses),
            "files": {path.name: _digest(path) for path in files},
        }
        _write_json(note, content)
        return Written(item, name, len(session.beats))

    def _provenance(
        self, item: ReferenceItem, source: Source, name: str
    ) -> dict[str, Any]:
        record, contents = source.record, source.contents
        assert contents is not None
        signed = contents.signed
        said = {
            "format": FORMAT,
            "version": VERSION,
            "software": f"ecgviewer {__version__}",
            "record": name,
            "identity": record.identity,
            "fs_hz": record.fs,
            "length_s": record.duration_s,
            "leads": [lead.name for lead in record.leads],
            "classifier": contents.header.classifier_id,
            "labels": "consensus" if item.labels.reader == CONSENSUS else "one reader",
            "journal_line": contents.last_hash,
            "n_readers": len(item.readers),
        }
        if self.hidden:
            return said
        return said | {
            "source": Path(item.study.path).name,
            "checksum": record.checksum,
            "patient": item.study.patient,
            "start": item.study.start,
            "journal": item.labels.path.name,
            "signed": {
                "by": signed.by,
                "at": signed.at,
                "meaning": signed.meaning,
            }
            if signed
            else None,
            "readers": [
                {"reader": each.reader, "journal_line": each.last_hash}
                for each in item.readers
            ],
        }


def reference_name(record: Record, hidden: Hidden | None) -> str:
    """Return what a record is called in a set, where others may have its name."""
    name = copy_name(record, hidden)
    return name if hidden else f"{name}-{record.identity[:8]}"


def finish(output: Path, written: Iterable[Written], hidden: Hidden | None) -> None:
    """Write whose records a set holds, and how it is trained on.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(("record", "patient"))
    numbers: dict[str, str] = {}
    for each in written:
        study = each.item.study
        whose = study.patient or study.identity
        if hidden or not study.patient:
            whose = numbers.setdefault(whose, f"patient {len(numbers) + 1}")
        rows.writerow((each.name, harmless(whose)))
    for name, text in (("patients.csv", table.getvalue()), ("train.toml", _TRAINING)):
        with replace_file(output / name) as file:
            file.write(text.encode(errors="replace"))


def lost(item: ReferenceItem, reason: str) -> Written:
    """Return what became of a record whose process ended."""
    return Written(item, failure=reason)


def _counts(session: ReviewSession) -> dict[str, Any]:
    names = session.scheme.names
    labels = session.columns.label
    by_class = {name: int((labels == at).sum()) for at, name in enumerate(names)}
    return {"n_beats": len(session.beats), "classes": by_class}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(read_ordinary(path, _MOST_BYTES))
        return content if content["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _same(before: dict[str, Any], said: dict[str, Any]) -> bool:
    return all(before.get(name) == value for name, value in said.items())


def _is_whole(folder: Path, said: dict[str, Any]) -> bool:
    """Return whether the files of a record are as they were written."""
    try:
        return all(
            _digest(folder / name) == digest for name, digest in said["files"].items()
        )
    except (OSError, KeyError, AttributeError):
        return False


def _refuse_others(before: dict[str, Any] | None, paths: Iterable[Path]) -> None:
    """Replace nothing but what was written here before, and is as it was written."""
    mine = before.get("files", {}) if before else {}
    for path in paths:
        if is_taken(path) and mine.get(path.name) not in ("", _digest(path)):
            raise ReferenceSetError(
                f"{path} is there already, and is not as this program wrote it. "
                "Write the reference set into an empty folder."
            )


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()


def _write_json(path: Path, content: dict[str, Any]) -> None:
    make_folder(path.parent)
    with replace_file(path) as file:
        file.write(json.dumps(content, indent=1).encode())


def _unheard(_: str) -> None:
    """Ignore what a reader of the record will be told."""
