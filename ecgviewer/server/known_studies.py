"""The studies of this computer's list, and which files beside them have changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.formats.journal.places import JOURNAL_SUFFIX, can_write
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.team_files import TEAM_SUFFIX


@dataclass(frozen=True)
class KnownStudy:
    """A recording that is on this computer.

    Attributes
    ----------
    identity : str
    name : str
        Of the record.
    folder : Path
        Where it lies.
    """

    identity: str
    name: str
    folder: Path


class KnownStudies:
    """What the study list knows, without a window.

    Parameters
    ----------
    places : StudyPlaces
    """

    def __init__(self, places: StudyPlaces) -> None:
        self._places = places
        self._by_identity: dict[str, KnownStudy] = {}
        self._folders: tuple[Path, ...] = ()
        self._stamp: tuple[int, ...] = ()
        self._seen: dict[Path, dict[Path, tuple[int, int]]] = {}

    def look_through(self) -> None:
        """Bring the list up to what lies in the folders that are watched.

        Raises
        ------
        InputError
            If the list cannot be opened.
        """
        with StudyIndex(self._places.index) as index:
            for _ in Scanner(index, self._places).scan(self._places.watched()):
                """Each step is kept."""
        self.renew()

    def renew(self) -> bool:
        """Read the list again where it says something else; return whether it did."""
        stamp = tuple(self._stamps())
        if stamp == self._stamp:
            return False
        roots = self._places.watched()
        with StudyIndex(self._places.index) as index:
            studies = index.studies("identity <> '' AND missing = 0")
        self._by_identity = {
            each.identity: KnownStudy(each.identity, each.name, Path(each.folder))
            for each in studies
            if any(Path(each.folder).is_relative_to(root) for root in roots)
        }
        own = (self._places.journals, self._places.team)
        found = (each.folder for each in self._by_identity.values())
        self._folders = tuple(dict.fromkeys((*roots, *found, *own)))
        self._stamp = tuple(self._stamps())
        return True

    def _stamps(self) -> Iterator[int]:
        index = self._places.index
        for path in (
            index,
            index.with_name(f"{index.name}-wal"),
            self._places.folders_file,
        ):
            with suppress(OSError):
                yield path.stat().st_mtime_ns

    @property
    def identities(self) -> frozenset[str]:
        """Which recordings there are."""
        return frozenset(self._by_identity)

    def study(self, identity: str) -> KnownStudy | None:
        """Return the study of a recording; None where it is not on this computer."""
        return self._by_identity.get(identity)

    def journal_folder(self, study: KnownStudy) -> Path:
        """Return where journals of a study go that are new here."""
        return study.folder if can_write(study.folder) else self._places.journals

    def team_folder(self, study: KnownStudy) -> Path:
        """Return where team files of a study go that are new here."""
        return study.folder if can_write(study.folder) else self._places.team

    def changed(self) -> tuple[list[Path], list[Path]]:
        """Return the journals and the team files that have changed since; first all.

        Those that are gone are among them, unless their folder is gone as well.
        """
        found: list[Path] = []
        for folder in self._folders:
            now, before = _ours(folder), self._seen.get(folder, {})
            if now is not None:
                found += [path for path in now if before.get(path) != now[path]]
                found += [path for path in before if path not in now]
                self._seen[folder] = now
        journals = [path for path in found if path.name.endswith(JOURNAL_SUFFIX)]
        return journals, [path for path in found if path not in set(journals)]


def _ours(folder: Path) -> dict[Path, tuple[int, int]] | None:
    """Return size and time of journals and team files; None of a folder that is gone.

    It may be of a drive that comes back.
    """
    found = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith((JOURNAL_SUFFIX, TEAM_SUFFIX)):
                    with suppress(FileNotFoundError):
                        stat = entry.stat()
                        found[folder / entry.name] = (stat.st_size, stat.st_mtime_ns)
    except OSError:
        return None
    return found
