"""Reads files that may be anything: pipes, devices and giants under a known name."""

from __future__ import annotations

import errno
from pathlib import Path

#: More than a year of annotations; a whole file is read at once.
MOST_BYTES = 2**29


def check_ordinary(path: Path, most_bytes: float = MOST_BYTES) -> None:
    """Refuse what is not an ordinary file, on which reading could wait or never end.

    Parameters
    ----------
    path : Path
        The file.
    most_bytes : float
        The largest that it may be; infinite for one that is read piece by piece.

    Raises
    ------
    OSError
        If it is not there, no ordinary file, or larger than `most_bytes`.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "It is not an ordinary file", str(path))
    if path.stat().st_size > most_bytes:
        raise OSError(errno.EFBIG, "It is too large to be what it should", str(path))


def read_ordinary(path: Path, most_bytes: float = MOST_BYTES) -> bytes:
    """Return the bytes of an ordinary file; see `check_ordinary`."""
    check_ordinary(path, most_bytes)
    return path.read_bytes()


def leads_out(path: Path) -> bool:
    """Return whether a path is a link to somewhere outside its folder."""
    folder = path.parent.resolve()
    return path.is_symlink() and not path.resolve().is_relative_to(folder)
