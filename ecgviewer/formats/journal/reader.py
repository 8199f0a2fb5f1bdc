"""Reads edit journals and checks that nothing in them was changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.review.edits import Action, Edit
from ecgviewer.core.review.history import History, Step, StepKind
from ecgviewer.formats.files.ordinary_file import read_ordinary
from ecgviewer.formats.journal.lines import (
    FORMAT_VERSION,
    JournalError,
    JournalHeader,
    Numbering,
    Signature,
    beats_of,
    line_hash,
)

_T = TypeVar("_T")

_SIGN = "sign"

#: What the content of a line raises that was never written by us.
_NOT_FITTING = (
    ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError,
)  # fmt: skip
_TORN = (
    "{path} ends in a line that was cut off, as after a power failure; every edit "
    "before it is restored."
)
_MALFORMED = (
    "{path}, line {number} cannot be understood. The journal is left as it is; move it "
    "away to begin a new review."
)


@dataclass(frozen=True)
class JournalContents:
    """A journal as it was read.

    Attributes
    ----------
    header : JournalHeader
        Whose review of which record.
    base : BeatTable
        The beats before the first edit.
    steps : tuple of Step
        Edits, undos and redos, in order.
    lead : str
        The lead that was analysed last.
    notices : tuple of str
        What was wrong and did not keep the journal from being read.
    end : int
        Bytes of whole lines.
    tail : bytes
        What follows them: a line that was cut off.
    last_hash : str
        SHA-256 of the last whole line.
    signatures : tuple of Signature
        In order.
    """

    header: JournalHeader
    base: BeatTable
    steps: tuple[Step, ...]
    lead: str
    notices: tuple[str, ...] = ()
    end: int = 0
    tail: bytes = b""
    last_hash: str = ""
    signatures: tuple[Signature, ...] = ()

    @property
    def signed(self) -> Signature | None:
        """The last signature, if nothing was edited after it."""
        last = self.signatures[-1] if self.signatures else None
        return last if last and last.n_steps == len(self.steps) else None


def read_journal(path: Path) -> JournalContents:
    """Read a journal and check that nothing in it was changed.

    Raises
    ------
    JournalError
        If it cannot be read, a line is malformed or the chain is broken.
    """
    contents, lines, tail = _whole_lines(path)
    header = _checked(path, 1, lambda: _header(contents[0]))
    base = _checked(path, 2, lambda: beats_of(contents[1]["rows"]))
    return JournalContents(
        header=header,
        base=base,
        steps=tuple(_steps(path, contents[2:], header.reader)),
        signatures=tuple(_signatures(path, contents[2:])),
        lead=next((c["lead"] for c in contents[:1:-1] if "lead" in c), header.lead),
        notices=(_TORN.format(path=path),) if tail else (),
        end=sum(len(line) + 1 for line in lines),
        tail=tail,
        last_hash=line_hash(lines[-1]),
    )


def journal_lines(path: Path) -> list[dict[str, Any]]:
    """Return what each whole line of a journal holds; see `read_journal`."""
    return _whole_lines(path)[0]


def _whole_lines(path: Path) -> tuple[list[dict[str, Any]], list[bytes], bytes]:
    """Return the contents of the lines, checked, the lines, and what follows them."""
    try:
        data = read_ordinary(path)
    except OSError as error:
        raise JournalError(f"{path} cannot be read: {error.strerror}.") from error
    *lines, tail = data.split(b"\n")
    contents = [_content(path, number, line) for number, line in enumerate(lines, 1)]
    _check_chain(path, lines, contents)
    _check_kinds(path, contents)
    return contents, lines, tail


def lock_path(path: Path) -> Path:
    """Return the file whose lock the writer of a journal holds."""
    return path.with_name(f".{path.name}.lock")


def _check_kinds(path: Path, contents: list[dict[str, Any]]) -> None:
    if [content.get("kind") for content in contents[:2]] != ["header", "beats"]:
        raise JournalError(f"{path} is no edit journal.")
    version = contents[0].get("format")
    if version != FORMAT_VERSION:
        raise JournalError(
            f"{path} has format {version}, and this ecgviewer reads {FORMAT_VERSION}. "
            "Open it with the version that wrote it."
        )


def _content(path: Path, number: int, line: bytes) -> dict[str, Any]:
    content = _checked(path, number, lambda: json.loads(line))
    if not isinstance(content, dict):
        raise JournalError(_MALFORMED.format(path=path, number=number))
    return content


def _check_chain(
    path: Path, lines: list[bytes], contents: list[dict[str, Any]]
) -> None:
    previous = ""
    for number, (line, content) in enumerate(zip(lines, contents, strict=True), 1):
        if content.get("previous") != previous:
            raise JournalError(
                f"{path} was changed before line {number} by something other than "
                "ecgviewer. It is left as it is; move it away to begin a new review."
            )
        previous = line_hash(line)


def _header(content: dict[str, Any]) -> JournalHeader:
    names = [field.name for field in fields(JournalHeader)]
    return JournalHeader(**{name: content[name] for name in names})


def _steps(path: Path, contents: list[dict[str, Any]], reader: str) -> Iterator[Step]:
    history, numbering = History(), Numbering()
    for number, content in enumerate(contents, 3):
        if content.get("kind") == _SIGN:
            continue
        # Only a journal of several says in each line whose it is.
        by = {"by": reader, **content}
        step = _checked(path, number, partial(_step, by, history, numbering))
        history.record(step)
        yield step


def _signatures(path: Path, contents: list[dict[str, Any]]) -> Iterator[Signature]:
    names = [field.name for field in fields(Signature)]
    for number, content in enumerate(contents, 3):
        if content.get("kind") == _SIGN:
            yield _checked(path, number, partial(_signature, content, names))


def _signature(content: dict[str, Any], names: list[str]) -> Signature:
    return Signature(**{name: content[name] for name in names})


def _step(content: dict[str, Any], history: History, numbering: Numbering) -> Step:
    kind = StepKind(content["kind"])
    edit = None
    if kind is StepKind.EDIT:
        edit = Edit(
            Action(content["action"]),
            beats_of(content["before"]),
            beats_of(content["after"]),
            content["text"],
            str(content["by"]),
        )
    step = history.step(kind, edit)
    number, about = numbering.next(kind)
    named = None if kind is StepKind.EDIT else about
    if (content["seq"], content.get("of")) != (number, named):
        raise ValueError("steps out of order")
    return step


def _checked(path: Path, number: int, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except _NOT_FITTING as error:
        raise JournalError(_MALFORMED.format(path=path, number=number)) from error
