"""How a journal ends: what the next line may be appended to.

Each line vouches for the one before it, and nothing in the journal for the last one.
The count and the hash of the lines are therefore in a small file beside it, which is
written after each of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.lines import line_hash

#: Far more than the file ever holds.
_MOST_BYTES = 4096
#: Of one length whatever the count, so that one write replaces the one before.
_TEXT = '{{"lines":{:20d},"first":"{}","last":"{}","check":"{}"}}\n'
#: The file is written in place: never through a link that somebody put there.
_FLAGS = (
    os.O_WRONLY
    | os.O_CREAT
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)  # fmt: skip
_CHANGED = (
    "{path} was changed by another program. It is left as it is; export the review, "
    "then open the record again."
)


@dataclass(frozen=True)
class JournalEnd:
    """The end of the whole lines of a journal.

    Attributes
    ----------
    n_lines : int
        How many there are.
    first, last : str
        SHA-256 of the first and of the last one.
    size : int
        Bytes up to the end.
    last_size : int
        Bytes of the last line.
    """

    n_lines: int = 0
    first: str = ""
    last: str = ""
    size: int = 0
    last_size: int = 0

    def after(self, lines: Sequence[bytes]) -> JournalEnd:
        """Return the end when lines, at least one, have followed; without newlines."""
        return replace(
            self,
            n_lines=self.n_lines + len(lines),
            first=self.first or line_hash(lines[0]),
            last=line_hash(lines[-1]),
            size=self.size + sum(len(line) + 1 for line in lines),
            last_size=len(lines[-1]) + 1,
        )


def append_lines(path: Path, data: bytes, end: JournalEnd, torn: bytes) -> None:
    """Append whole lines to exactly the end that is known, and have them on the disk.

    Parameters
    ----------
    path : Path
        The journal.
    data : bytes
        The lines.
    end : JournalEnd
        Where they belong.
    torn : bytes
        What was found after that end, and is cut off.

    Raises
    ------
    JournalError
        If the journal ends otherwise; it is left as it is.
    OSError
        If they cannot be written. What was written of them is cut off again.
    """
    with path.open("r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(end.size - end.last_size, 0))
        last, tail = file.read(end.last_size), file.read()
        # Only our own unfinished lines may be cut off, never what others wrote.
        ours = tail == torn or data.startswith(tail)
        if size < end.size or line_hash(last) != end.last or not ours:
            raise JournalError(_CHANGED.format(path=path))
        try:
            file.truncate(end.size)
            file.seek(end.size)
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(file.fileno())
        except BaseException:
            # A disk that is full may have taken some of the lines.
            with suppress(OSError):
                file.truncate(end.size)
                os.fsync(file.fileno())
            raise


def end_path(journal: Path) -> Path:
    """Return the file that says how a journal ends."""
    return journal.with_name(f".{journal.name}.end")


def write_end(journal: Path, end: JournalEnd, *, sync: bool = False) -> None:
    """Say how a journal ends, once it does; `sync` waits until that is on the disk.

    Where it cannot be written, less is known, and nothing is lost.
    """
    text = _TEXT.format(end.n_lines, end.first, end.last, _check(end))
    data = memoryview(text.encode("ascii"))
    with suppress(OSError):
        descriptor = os.open(end_path(journal), _FLAGS, 0o666)
        try:
            while data:
                data = data[os.write(descriptor, data) :]
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_end(journal: Path) -> JournalEnd | None:
    """Return how a journal ended when it was last written, None if that is not known.

    Journals of earlier versions have no such file. Read it before the journal: one
    who writes at the same time writes it afterwards.
    """
    path = end_path(journal)
    try:
        if path.is_symlink():
            return None
        said = json.loads(read_ordinary(path, _MOST_BYTES))
        end = JournalEnd(int(said["lines"]), str(said["first"]), str(said["last"]))
        return end if said["check"] == _check(end) else None
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _check(end: JournalEnd) -> str:
    """Return what tells a file that was written in part, over the one before."""
    return line_hash(f"{end.n_lines} {end.first} {end.last}".encode())[:16]
