"""A folder of files that can be made again: what was used longest ago goes."""

from __future__ import annotations

import stat
from pathlib import Path


class BoundedFolder:
    """A folder that may be deleted at any time, and holds no more than it should.

    Parameters
    ----------
    path : Path
        Made when something is put there.
    max_bytes : int
        When there is more, what was used longest ago goes, by the files' times.
    """

    def __init__(self, path: Path, max_bytes: int) -> None:
        self.path, self._max_bytes = path, max_bytes

    @property
    def n_bytes(self) -> int:
        """What its files take up."""
        return sum(size for _, size, _ in self._files())

    def make(self) -> None:
        """Make the folder where there is none.

        Raises
        ------
        OSError
            If it cannot be made.
        """
        self.path.mkdir(parents=True, exist_ok=True)

    def trim(self) -> None:
        """Delete what is too much, never what was used last.

        Raises
        ------
        OSError
            If a file cannot be deleted.
        """
        files = self._files()
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files)[:-1]:
            if total <= self._max_bytes:
                break
            path.unlink(missing_ok=True)
            total -= size

    def clear(self) -> None:
        """Delete all files in it.

        Raises
        ------
        OSError
            If a file cannot be deleted.
        """
        for _, _, path in self._files():
            path.unlink(missing_ok=True)

    def _files(self) -> list[tuple[float, int, Path]]:
        """Return time, size and path of each file; another window may delete some."""
        files = []
        for path in self.path.iterdir() if self.path.is_dir() else ():
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            if stat.S_ISREG(status.st_mode):
                files.append((status.st_mtime, status.st_size, path))
        return files
