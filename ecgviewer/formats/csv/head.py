"""The first lines of a text file: enough to tell what its columns are."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.files.ordinary_file import check_ordinary

#: Rows enough to tell a sampling frequency by their times.
_HEAD_BYTES = 2**16
_WIDE = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


@dataclass(frozen=True)
class Head:
    """The first lines of a file.

    Attributes
    ----------
    path : Path
    lines : tuple of str
        Whole ones, without line ends and a mark of the encoding.
    ends : tuple of int
        The byte after each.
    """

    path: Path
    lines: tuple[str, ...]
    ends: tuple[int, ...]

    def start_of(self, line: int) -> int:
        """Return the byte that a line begins at."""
        return self.ends[line - 1] if line else 0


def read_head(path: Path) -> Head:
    """Return the first lines of a text file.

    Raises
    ------
    RecordError
        If it cannot be read, or is not text of one byte a letter.
    """
    try:
        check_ordinary(path, float("inf"))
        with path.open("rb") as file:
            data = file.read(_HEAD_BYTES + 1)
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}.") from error
    return head_of(data, path)


def head_of(data: bytes, path: Path) -> Head:
    """Return the lines of a file's first bytes; see `read_head`."""
    if data[:2] in _WIDE or b"\0" in data:
        raise RecordError(
            f"{path} is not text in UTF-8. If it is a table of a spreadsheet, save it "
            "as CSV UTF-8."
        )
    raw = data.splitlines(keepends=True) if b"\n" not in data else _lines(data)
    # What was cut off in the middle of a line tells nothing of it.
    if len(data) > _HEAD_BYTES and len(raw) > 1:
        raw = raw[:-1]
    ends, at = [], 0
    for line in raw:
        at += len(line)
        ends.append(at)
    lines = (_decoded(line.rstrip(b"\r\n")) for line in raw)
    first, *others = [*lines, ""][: max(len(raw), 1)]
    return Head(path, (first.removeprefix("\ufeff"), *others), tuple(ends or [0]))


def _lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
