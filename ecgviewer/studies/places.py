"""Where the study list keeps its own, all in the user's data folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.formats.files.atomic import make_folder, replace_file
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.resources import user_cache_folder, user_data_folder

_MOST_BYTES = 2**20


@dataclass(frozen=True)
class StudyPlaces:
    """Folders and files of the list.

    Attributes
    ----------
    data : Path
        The user's data folder: on this computer, never on a share.
    cache : Path
        Folder of kept analyses.
    """

    data: Path
    cache: Path

    @classmethod
    def of_user(cls) -> StudyPlaces:
        """Return the places of the user who runs the program."""
        return cls(user_data_folder(), user_cache_folder() / "analyses")

    @property
    def index(self) -> Path:
        """The index, which can be deleted: it is made again of the folders."""
        return self.data / "studies" / "index.sqlite3"

    @property
    def figures(self) -> Path:
        """What was counted of each study."""
        return self.data / "studies" / "figures"

    @property
    def journals(self) -> Path:
        """Journals whose record lies in a folder that cannot be written."""
        return self.data / "journals"

    @property
    def team(self) -> Path:
        """What is said of records whose folder cannot be written."""
        return self.data / "studies" / "team"

    def watched(self) -> tuple[Path, ...]:
        """Return the folders that are watched, in the order they were added."""
        try:
            said = json.loads(read_ordinary(self.folders_file, _MOST_BYTES))
            return tuple(Path(str(each)) for each in said["folders"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return ()

    def watch(self, folders: Iterable[Path]) -> None:
        """Watch these folders, each once.

        Raises
        ------
        OSError
            If that cannot be written.
        """
        content = {"folders": [str(each) for each in distinct(folders)]}
        make_folder(self.folders_file.parent)
        with replace_file(self.folders_file) as file:
            file.write(json.dumps(content, indent=1).encode(errors="replace"))

    @property
    def folders_file(self) -> Path:
        """The file that says which folders are watched."""
        return self.data / "studies" / "folders.json"


def distinct(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Return folders, absolute, without those that lie in another one of them."""
    found = list(dict.fromkeys(Path(each).absolute() for each in folders))
    return tuple(
        each
        for each in found
        if not any(other != each and each.is_relative_to(other) for other in found)
    )
