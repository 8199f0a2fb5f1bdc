"""The chain of a journal's lines: which of them are as they were written."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from ecgviewer.formats.files.ordinary_file import check_ordinary
from ecgviewer.formats.journal.end import JournalEnd, read_end
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.lines import FORMAT_VERSION, LONGEST_LINE, line_hash

_T = TypeVar("_T")

#: Lines that a journal has before its first edit.
_N_HEAD = 2
#: A first line that is longer is not a header of ours.
_LONGEST_HEADER = 2**16
#: What the content of a line raises that was never written by us.
NOT_FITTING = (
    ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError,
)  # fmt: skip
_MALFORMED = (
    "{path}, line {number} cannot be understood. The journal is left as it is; move it "
    "away to begin a new review."
)
_TOO_LONG = (
    "{path} has a line of {n:,} bytes or more, which no ecgviewer wrote. It is left as "
    "it is; move it away to begin a new review."
)
_BROKEN = (
    "{path} was changed before line {number} by something other than ecgviewer. It is "
    "left as it is; move it away to begin a new review."
)
_LAST_CHANGED = (
    "{path}, line {number} was changed after it was written by something other than "
    "ecgviewer. It is left as it is; move it away to begin a new review."
)
_SOONER = (
    "{path} ends sooner than when it was last written: {n} of its {of} lines are "
    "missing. It was cut off, or is an older copy. It is left as it is; put the whole "
    "journal back."
)


@dataclass(frozen=True)
class Fault:
    """What keeps a journal from being read to its end.

    Attributes
    ----------
    text : str
        What is wrong, for users.
    line : int
        The first line that is not used.
    n_missing : int
        How many lines that are or were there are not used.
    """

    text: str
    line: int
    n_missing: int


class WholeLines:
    """The lines of a journal as far as they are in order, one after the other.

    No more of them than two are in memory at a time, so that a journal may be of any
    size. What is not in order ends the lines; `fault` says so when they are at an end.

    Attributes
    ----------
    number : int
        The line that was given last, from 1.
    ending : JournalEnd
        Where it ends.
    n_lines : int
        Whole lines that the file has, in order or not, as far as it was read.
    tail : bytes
        What follows the last one: a line that was cut off.
    fault : Fault or None
        What is wrong.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # Before the journal: a writer says last how it ends.
        self._said = read_end(path)
        self.number, self.n_lines, self.tail = 0, 0, b""
        self.ending = JournalEnd()
        self.fault: Fault | None = None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield what the lines hold.

        Raises
        ------
        JournalError
            If the file cannot be read, or not even its header and beats, or it is of a
            later format.
        """
        try:
            check_ordinary(self._path, math.inf)
            with self._path.open("rb") as file:
                yield from self._in_order(file)
        except OSError as error:
            text = f"{self._path} cannot be read: {error.strerror}."
            raise JournalError(text) from error
        self._check_end()
        if self.number < _N_HEAD:
            text = self.fault.text if self.fault else ""
            raise JournalError(text or f"{self._path} is not an edit journal.")

    def _in_order(self, file: BinaryIO) -> Iterator[dict[str, Any]]:
        # Each line vouches for the one before it, which waits for that.
        waiting: tuple[bytes, dict[str, Any]] | None = None
        previous = ""
        for line in self._lines(file):
            digest = line_hash(line)
            content = self._content(line, previous, digest)
            if waiting and not self._breaks_before(self.n_lines):
                yield self._given(*waiting)
            waiting = (line, content) if content else None
            if content is None:
                break
            previous = digest
        for _ in self._lines(file):
            """Count those that are not used."""
        if waiting:
            yield self._given(*waiting)

    def _lines(self, file: BinaryIO) -> Iterator[bytes]:
        while line := file.readline(LONGEST_LINE if self.n_lines else _LONGEST_HEADER):
            if not line.endswith(b"\n"):
                self._check_length(line)
                self.tail = line
                return
            self.n_lines += 1
            yield line

    def _check_length(self, line: bytes) -> None:
        if len(line) == (LONGEST_LINE if self.n_lines else _LONGEST_HEADER):
            raise JournalError(_TOO_LONG.format(path=self._path, n=len(line)))

    def _content(
        self, line: bytes, previous: str, digest: str
    ) -> dict[str, Any] | None:
        """Return what a line holds; None, with the fault, if it is not in order."""
        number = self.n_lines
        try:
            content = _content(self._path, number, line)
        except JournalError as error:
            self.fault = Fault(str(error), number, 0)
            return None
        if content.get("previous") != previous:
            # Nothing vouches for the line before either.
            text = _BROKEN.format(path=self._path, number=number)
            self.fault = Fault(text, max(number - 1, 1), 0)
            return None
        said = self._said
        if number == 1 and said and said.first != digest:
            self._said = said = None
        if said and number == said.n_lines and said.last != digest:
            text = _LAST_CHANGED.format(path=self._path, number=number)
            self.fault = Fault(text, number, 0)
            return None
        return content

    def _breaks_before(self, number: int) -> bool:
        return self.fault is not None and self.fault.line < number

    def _given(self, line: bytes, content: dict[str, Any]) -> dict[str, Any]:
        self.number += 1
        self.ending = self.ending.after([line[:-1]])
        _check_kind(self._path, self.number, content)
        return content

    def _check_end(self) -> None:
        n, n_said = self.n_lines, self._said.n_lines if self._said else 0
        if self.fault:
            n_missing = n - self.fault.line + 1
            self.fault = replace(self.fault, n_missing=n_missing)
        elif n and n_said > n + bool(self.tail):
            text = _SOONER.format(path=self._path, n=n_said - n, of=n_said)
            self.fault = Fault(text, n + 1, n_said - n)


def _check_kind(path: Path, number: int, content: dict[str, Any]) -> None:
    kind = content.get("kind")
    if kind != {1: "header", 2: "beats"}.get(number, kind):
        raise JournalError(f"{path} is not an edit journal.")
    version = content.get("format")
    if kind in ("header", "record") and version not in range(1, FORMAT_VERSION + 1):
        raise JournalError(
            f"{path} has format {version}, and this ecgviewer reads {FORMAT_VERSION}. "
            "Open it with the version that wrote it."
        )


def _content(path: Path, number: int, line: bytes) -> dict[str, Any]:
    content = checked(path, number, lambda: json.loads(line))
    if not isinstance(content, dict):
        raise JournalError(_MALFORMED.format(path=path, number=number))
    return content


def checked(path: Path, number: int, read: Callable[[], _T]) -> _T:
    """Return what is read of a line.

    Raises
    ------
    JournalError
        If it is not what a line of a journal holds.
    """
    try:
        return read()
    except NOT_FITTING as error:
        raise JournalError(_MALFORMED.format(path=path, number=number)) from error
