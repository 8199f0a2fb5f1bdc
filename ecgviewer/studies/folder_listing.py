"""What lies in a folder, without opening anything: names, sizes and times of files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.studies.entry import Stamps


@dataclass(frozen=True)
class FolderListing:
    """A folder and the files in it, those with a leading dot left out."""

    path: Path
    files: Stamps

    @property
    def fingerprint(self) -> str:
        """What changes when a file comes, goes or is written to."""
        digest = hashlib.sha256()
        for name in sorted(self.files):
            size, time_ns = self.files[name]
            digest.update(
                f"{name}\0{size}\0{time_ns}\n".encode(errors="surrogateescape")
            )
        return digest.hexdigest()


def listing_of(folder: Path) -> tuple[FolderListing, list[Path]]:
    """Return what lies in a folder, and the folders in it.

    Links to folders are not followed: they may lead round in a circle.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    files: Stamps = {}
    folders = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
                continue
            try:
                status = entry.stat()
            except OSError:
                # A link that leads nowhere, or a file that is gone already.
                continue
            files[entry.name] = (status.st_size, status.st_mtime_ns)
    return FolderListing(folder, files), sorted(folders)


def walk(
    root: Path, on_unreadable: Callable[[OSError], object] = lambda _: None
) -> Iterator[FolderListing]:
    """Yield what lies in a folder and in all folders below.

    Those that cannot be read are given to `on_unreadable`, and the others go on.
    """
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            listing, below = listing_of(folder)
        except OSError as error:
            on_unreadable(error)
            continue
        yield listing
        waiting += reversed(below)
