"""What lies beside the records of a folder: journals of reviews, and team files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.header import read_header
from ecgviewer.formats.journal.places import JOURNAL_SUFFIX, name_part
from ecgviewer.studies.entry import Stamps
from ecgviewer.studies.folder_listing import FolderListing
from ecgviewer.studies.reviews import Review, read_reviews
from ecgviewer.studies.team import Entry, TeamFacts, facts_of
from ecgviewer.studies.team_files import TEAM_SUFFIX, entries_in

#: A file, and its size and time.
_File = tuple[Path, tuple[int, int]]


class Beside:
    """The journals and team files that may be of the records of one folder.

    A file belongs to a record by its name; one whose name fits no record there is of
    the recording whose identity it says, so that renamed records keep their reviews.

    Parameters
    ----------
    listing : FolderListing
        The folder.
    records : iterable of str
        Names of the records in it.
    elsewhere : iterable of FolderListing
        Folders for files of records whose own cannot be written.
    """

    def __init__(
        self,
        listing: FolderListing,
        records: Iterable[str],
        elsewhere: Iterable[FolderListing],
    ) -> None:
        parts = {name_part(name) for name in records}
        self._named: dict[str, list[_File]] = defaultdict(list)
        self._strays: list[_File] = []
        for name, stamp in _ours(listing):
            part, file = name.partition(".")[0], (listing.path / name, stamp)
            if part in parts:
                self._named[part].append(file)
            else:
                self._strays.append(file)
        for other in elsewhere:
            for name, stamp in _ours(other):
                begins = name.partition(".")[0]
                # A journal has part of the identity behind the name of its record.
                for part in {begins, begins.rpartition("-")[0]} & parts:
                    self._named[part].append((other.path / name, stamp))
        self._identity = cache(_identity_of)

    def stamps(self, record: str, identity: str) -> Stamps:
        """Return sizes and times of the files that are of a record."""
        return {str(path): stamp for path, stamp in self._of(record, identity)}

    def reviews(
        self, record: str, identity: str, checksum: str
    ) -> tuple[list[Review], list[str]]:
        """Return the reviews of a record, and what is wrong with its journals."""
        journals = [
            (path, time_ns)
            for path, (_, time_ns) in self._of(record, identity)
            if path.name.endswith(JOURNAL_SUFFIX)
        ]
        return read_reviews(journals, identity, checksum)

    def team(self, record: str, identity: str) -> TeamFacts:
        """Return what the team says of a record."""
        found: list[Entry] = []
        for path, _ in self._of(record, identity):
            if path.name.endswith(TEAM_SUFFIX):
                found += [each for each in _entries(path) if each.identity == identity]
        return facts_of(found)

    def _of(self, record: str, identity: str) -> Iterator[_File]:
        yield from self._named.get(name_part(record), ())
        for path, stamp in self._strays:
            if identity and identity in self._identity(path):
                yield path, stamp


def _ours(listing: FolderListing) -> Iterator[tuple[str, tuple[int, int]]]:
    for name in sorted(listing.files):
        if name.endswith((JOURNAL_SUFFIX, TEAM_SUFFIX)):
            yield name, listing.files[name]


def _identity_of(path: Path) -> frozenset[str]:
    """Return which recordings a file says that it is of."""
    if path.name.endswith(TEAM_SUFFIX):
        return frozenset(each.identity for each in _entries(path))
    try:
        return frozenset({read_header(path).identity})
    except (JournalError, OSError):
        return frozenset()


def _entries(path: Path) -> list[Entry]:
    try:
        return entries_in(path)
    except OSError:
        return []
