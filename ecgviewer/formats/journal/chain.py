"""The chain of a journal's lines: which of them are as they were written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.formats.journal.end import JournalEnd, read_end
from ecgviewer.formats.journal.lines import FORMAT_VERSION, JournalError, line_hash

_T = TypeVar("_T")

#: What the content of a line raises that was never written by us.
NOT_FITTING = (
    ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError,
)  # fmt: skip
_MALFORMED = (
    "{path}, line {number} cannot be understood. The journal is left as it is; move it "
    "away to begin a new review."
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


def whole_lines(
    path: Path,
) -> tuple[list[dict[str, Any]], list[bytes], bytes, Fault | None]:
    """Return the lines of a journal and what they hold, as far as they are in order.

    Returns
    -------
    contents : list of dict
        What the lines hold up to the first that is damaged.
    lines : list of bytes
        All whole lines.
    tail : bytes
        What follows them.
    fault : Fault or None
        What is wrong.

    Raises
    ------
    JournalError
        If the file cannot be read, or not even its header and beats.
    """
    # Before the journal: a writer says last how it ends.
    said = read_end(path)
    try:
        data = read_ordinary(path)
    except OSError as error:
        raise JournalError(f"{path} cannot be read: {error.strerror}.") from error
    *lines, tail = data.split(b"\n")
    contents, fault = _in_order(path, lines)
    if said and lines and not fault and said.first == line_hash(lines[0]):
        fault = _other_end(path, lines, tail, said)
    if fault:
        contents = contents[: fault.line - 1]
    _check_kinds(path, contents, fault)
    return contents, lines, tail, fault


def _in_order(
    path: Path, lines: list[bytes]
) -> tuple[list[dict[str, Any]], Fault | None]:
    """Return what the lines hold up to one that is damaged, and what is wrong."""
    contents: list[dict[str, Any]] = []
    previous = ""
    for number, line in enumerate(lines, 1):
        n_missing = len(lines) - number + 1
        try:
            content = _content(path, number, line)
        except JournalError as error:
            return contents, Fault(str(error), number, n_missing)
        if content.get("previous") != previous:
            # Nothing vouches for the line before either.
            text = _BROKEN.format(path=path, number=number)
            return contents, Fault(text, max(number - 1, 1), n_missing + 1)
        contents.append(content)
        previous = line_hash(line)
    return contents, None


def _other_end(
    path: Path, lines: list[bytes], tail: bytes, said: JournalEnd
) -> Fault | None:
    """Return what is wrong if a journal does not end as it was said to."""
    n, n_said = len(lines), said.n_lines
    if n_said > n + bool(tail):
        text = _SOONER.format(path=path, n=n_said - n, of=n_said)
        return Fault(text, n + 1, n_said - n)
    if 0 < n_said <= n and line_hash(lines[n_said - 1]) != said.last:
        text = _LAST_CHANGED.format(path=path, number=n_said)
        return Fault(text, n_said, n - n_said + 1)
    return None


def _check_kinds(
    path: Path, contents: list[dict[str, Any]], fault: Fault | None
) -> None:
    kinds = [content.get("kind") for content in contents[:2]]
    if kinds != ["header", "beats"]:
        raise JournalError(fault.text if fault else f"{path} is not an edit journal.")
    version = contents[0].get("format")
    if version != FORMAT_VERSION:
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
