"""Looks through folders and brings the index up to what lies there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ecgviewer.core.errors import InputError
from ecgviewer.formats.record_formats import find_record
from ecgviewer.studies.beside import Beside
from ecgviewer.studies.entry import Entry, Stamps
from ecgviewer.studies.figures import FiguresFolder
from ecgviewer.studies.folder_listing import FolderListing, listing_of, walk
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.record_listing import record_files_in
from ecgviewer.studies.reviews import Review
from ecgviewer.studies.rows import RecordFacts, study_of
from ecgviewer.studies.study import Study

#: Raised when what a row says of the same files changes.
_ROWS_VERSION = 1
_MISSING = "missing: it is not where it was"
_CHANGED = "changed: it is another recording than before"
#: How many records are put into the index at once.
_AT_ONCE = 10


@dataclass(frozen=True)
class ScanStep:
    """How far a scan is: records looked at, and of these read as new or changed."""

    n_looked: int
    n_read: int
    folder: str


class Scanner:
    """Brings an index up to what lies in some folders.

    Parameters
    ----------
    index : StudyIndex
    places : StudyPlaces
    on_unreadable : callable, optional
        Called with the error of each folder that cannot be read.
    """

    def __init__(
        self,
        index: StudyIndex,
        places: StudyPlaces,
        on_unreadable: Callable[[OSError], object] = lambda _: None,
    ) -> None:
        self._index, self._places = index, places
        self._on_unreadable = on_unreadable
        self._figures = FiguresFolder(places.figures)
        self._n_looked = self._n_read = 0

    def scan(self, roots: Sequence[Path]) -> Iterator[ScanStep]:
        """Look through folders; yields as it goes, and may be left at any step.

        Folders in which nothing has changed are not looked into.
        """
        elsewhere = self._elsewhere()
        known, found = self._index.fingerprints(), set[str]()
        for root in roots:
            for listing in walk(root, self._on_unreadable):
                folder = str(listing.path)
                found.add(folder)
                mark = _mark(listing, elsewhere)
                if known.get(folder) != mark:
                    yield from self._look_into(listing, elsewhere)
                    with self._index.change():
                        self._index.put_fingerprint(folder, mark)
        gone = [each for each in known if each not in found and _is_below(each, roots)]
        with self._index.change():
            self._index.drop_fingerprints(gone)
            for folder in gone:
                self._miss(self._index.entries(folder).values())
        yield ScanStep(self._n_looked, self._n_read, "")

    def refresh(self, path: Path) -> Study | None:
        """Make the row of one record again; None where it is not known."""
        entry = self._index.entry(str(path))
        if entry is None or entry.study.missing:
            return entry.study if entry else None
        beside = self._beside(path.parent)
        if beside is None:
            return entry.study
        record = _as_known(entry)
        fresh = self._entry(path, record, entry.own, beside, entry.study.said)
        with self._index.change():
            self._index.put(fresh)
        return fresh.study

    def reviews(self, path: Path) -> list[Review]:
        """Return the reviews of a record that is known, those that can be read."""
        entry, beside = self._index.entry(str(path)), self._beside(path.parent)
        if entry is None or beside is None:
            return []
        study = entry.study
        found, _ = beside.reviews(study.name, study.identity, entry.checksum)
        return found

    def _beside(self, folder: Path) -> Beside | None:
        """Return what lies beside the known records of a folder that can be read."""
        try:
            listing, _ = listing_of(folder)
        except OSError:
            return None
        known = self._index.entries(str(folder)).values()
        names = [each.study.name for each in known]
        return Beside(listing, names, self._elsewhere())

    def _elsewhere(self) -> tuple[FolderListing, ...]:
        """Return what lies in the folders of records whose own cannot be written."""
        found = []
        for folder in (self._places.journals, self._places.team):
            try:
                found.append(listing_of(folder)[0])
            except OSError:
                continue
        return tuple(found)

    def _look_into(
        self, listing: FolderListing, elsewhere: Sequence[FolderListing]
    ) -> Iterator[ScanStep]:
        folder = str(listing.path)
        known = self._index.entries(folder)
        files = record_files_in(
            listing, {path: each.own for path, each in known.items()}
        )
        beside = Beside(listing, map(_name, files), elsewhere)
        waiting: list[Entry] = []
        for path, own in files.items():
            self._n_looked += 1
            entry = self._looked_at(path, own, beside, known.get(str(path)))
            if entry is not None:
                waiting.append(entry)
            if len(waiting) >= _AT_ONCE:
                self._put(waiting)
            if entry is not None:
                # Long recordings take a while each, and nobody wants to wait for many.
                yield ScanStep(self._n_looked, self._n_read, folder)
        self._put(waiting)
        there = {str(path) for path in files}
        with self._index.change():
            self._miss(each for path, each in known.items() if path not in there)
        yield ScanStep(self._n_looked, self._n_read, folder)

    def _looked_at(
        self, path: Path, own: Stamps, beside: Beside, known: Entry | None
    ) -> Entry | None:
        """Return what is to be put into the index; None where it says so already."""
        if known is None or known.study.missing or own != known.own:
            self._n_read += 1
            record = RecordFacts.read(path)
            before = known.study if known else None
            return self._entry(path, record, own, beside, _changed(before, record))
        study = known.study
        if beside.stamps(study.name, study.identity) == known.beside:
            return None
        return self._entry(path, _as_known(known), own, beside, study.said)

    def _entry(
        self, path: Path, record: RecordFacts, own: Stamps, beside: Beside, said: str
    ) -> Entry:
        name, identity = record.name, record.identity
        stamps = beside.stamps(name, identity)
        reviews, faults = beside.reviews(name, identity, record.checksum)
        team = beside.team(name, identity)
        changed_ns = max(time_ns for _, time_ns in (*own.values(), *stamps.values()))
        study = study_of(path, record, reviews, team, self._figures, changed_ns)
        study = replace(study, said=said, faults="  ".join(faults))
        return Entry(study, record.checksum, own, stamps)

    def _put(self, entries: list[Entry]) -> None:
        with self._index.change():
            for entry in entries:
                self._index.put(self._found_again(entry))
        entries.clear()

    def _found_again(self, entry: Entry) -> Entry:
        """Return an entry that says where its recording was, if it was elsewhere."""
        study = entry.study
        others = self._index.of_identity(study.identity) if study.identity else []
        before = [
            other.path
            for other in others
            if other.path != study.path and not Path(other.path).exists()
        ]
        if not before:
            return entry
        self._index.drop(before)
        moved = replace(study, said=_moved(Path(before[-1]), Path(study.path)))
        return replace(entry, study=moved)

    def _miss(self, entries: Iterable[Entry]) -> None:
        """Say of records that they are gone, unless they are somewhere else."""
        for entry in entries:
            study = entry.study
            same = self._index.of_identity(study.identity) if study.identity else []
            if any(not each.missing for each in same if each.path != study.path):
                self._index.drop([study.path])
                continue
            gone = replace(study, missing=1, needs_work=0, said=_MISSING)
            self._index.put(replace(entry, study=gone))


def _mark(listing: FolderListing, elsewhere: Iterable[FolderListing]) -> str:
    """Return what changes with anything that the rows of a folder are made of."""
    said = [str(_ROWS_VERSION), listing.fingerprint]
    said += [each.fingerprint for each in elsewhere]
    return hashlib.sha256(" ".join(said).encode()).hexdigest()


def _is_below(folder: str, roots: Sequence[Path]) -> bool:
    return any(Path(folder).is_relative_to(root) for root in roots)


def _name(path: Path) -> str:
    try:
        return find_record(path).name
    except (InputError, OSError):
        return path.name


def _as_known(entry: Entry) -> RecordFacts:
    """Return what the files of a record said when they were read."""
    study = entry.study
    return RecordFacts(
        study.name,
        study.format,
        study.identity,
        entry.checksum,
        study.patient,
        study.start,
        study.length_s,
        "" if study.identity else study.status_text,
    )


def _changed(before: Study | None, record: RecordFacts) -> str:
    """Return what is to be said of a record whose files were read again."""
    if before is None or not before.identity or not record.identity:
        return ""
    same = before.identity == record.identity
    if same:
        return "" if before.missing else before.said
    return _CHANGED


def _moved(before: Path, now: Path) -> str:
    if before.parent == now.parent:
        return f"renamed: it was {before.name}"
    return f"moved: it was {before}"
