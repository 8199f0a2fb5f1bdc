"""Files that are either replaced whole or not touched."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replace_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to that takes the place of `path` when all is well.

    The bytes go to a temporary name beside the target, reach the disk, and are
    renamed. Where anything fails the old file stays as it was and nothing is left
    behind. A symbolic link stays a link; its target is replaced.

    Parameters
    ----------
    path : Path
        The file to replace, or to make; its folder exists.

    Yields
    ------
    BinaryIO
        An empty file, open for writing bytes.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _keep_mode(target, temporary)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, each sure to stay.

    Raises
    ------
    OSError
        If one of them cannot be made, or is a file.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where the system can.

    The name is there by now, so nothing that goes wrong here may look like a failure:
    some network drives refuse, a folder may be writable and not readable, and all
    descriptors may be in use.
    """
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _keep_mode(target: Path, temporary: Path) -> None:
    # Drives without modes refuse, and lose nothing by it.
    with suppress(OSError):
        temporary.chmod(target.stat().st_mode & 0o777)
