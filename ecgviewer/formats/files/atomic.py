"""Files that are either replaced whole or not touched."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ecgviewer.formats.files.file_lock import NO_LINK, hold

#: How the name of a file begins and ends that is being written; see `unfinished`.
_UNFINISHED = ".ecgv.tmp"
#: Of the name of the file itself: so few characters fit into a name in any alphabet.
_LONGEST_PART = 50
#: The check of `replace_file`: it is given the new file, and raises to keep the old.
Check = Callable[[Path], None]


@contextmanager
def replace_file(path: Path, check: Check | None = None) -> Iterator[BinaryIO]:
    """Give a file to write to that takes the place of `path` when all is well.

    The bytes go to a temporary name beside the target, reach the disk, and are
    renamed. Where anything fails the old file stays as it was and nothing is left
    behind. A symbolic link is replaced itself and its target left alone: it may have
    come with somebody's folder and lead anywhere.

    Parameters
    ----------
    path : Path
        The file to replace, or to make; its folder exists.
    check : callable, optional
        Called with the new file before it takes the place of `path`.

    Yields
    ------
    BinaryIO
        An empty file, open for writing bytes.

    Raises
    ------
    OSError
        If the file cannot be written; it names the file.
    """
    part, mark = path.name[:_LONGEST_PART], secrets.token_hex(4)
    temporary = path.with_name(f".{part}.{mark}{_UNFINISHED}")
    try:
        with ExitStack() as held:
            with temporary.open("xb") as file:
                held.enter_context(hold(file.fileno()))
                yield file
                file.flush()
                os.fsync(file.fileno())
            if check:
                check(temporary)
            _keep_mode(path, temporary)
            temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        # People know the file by the name that they gave, not by the other one.
        ours = (None, "", str(temporary))
        if isinstance(error, OSError) and error.errno and error.filename in ours:
            error.filename = str(path)
        raise
    sync_folder(path.parent)


def unfinished(folder: Path) -> list[Path]:
    """Return the files in a folder that `replace_file` is writing, or was."""
    return sorted(folder.glob(f".*{_UNFINISHED}"))


def replace_link(path: str, flags: int) -> int:
    """Open a file in place of a link, never what the link leads to.

    An opener for `open`: of logs, which are appended to and so not replaced.
    """
    file = Path(path)
    if file.is_symlink():
        file.unlink()
    return os.open(path, flags | NO_LINK, 0o666)


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
    if target.is_symlink():
        return
    # Drives without modes refuse, and lose nothing by it.
    with suppress(OSError):
        temporary.chmod(target.stat().st_mode & 0o777)
