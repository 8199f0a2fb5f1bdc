"""Reads edit journals and checks that nothing in them was changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.review.edits import Action, Edit
from ecgviewer.core.review.history import History, Step, StepKind
from ecgviewer.formats.files.ordinary_file import check_ordinary
from ecgviewer.formats.journal.chain import NOT_FITTING, Fault, checked, whole_lines
from ecgviewer.formats.journal.end import JournalEnd
from ecgviewer.formats.journal.lines import (
    JournalError,
    JournalHeader,
    Numbering,
    Signature,
    beats_of,
)

_SIGN = "sign"
_NOWHERE = JournalEnd()

#: How the file of a journal begins.
_BEGINNING = b'{"kind":"header"'
#: More than any header has, and not the whole of a file that is none.
_MOST_HEADER = 2**20
_TORN = (
    "{path} ends in a line that was cut off, as after a power failure; every edit "
    "before it is restored."
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
    ending : JournalEnd
        Where the whole lines end.
    tail : bytes
        What follows them: a line that was cut off.
    signatures : tuple of Signature
        In order.
    fault : Fault or None
        Why it could be read no farther; see `read_as_far`.
    """

    header: JournalHeader
    base: BeatTable
    steps: tuple[Step, ...]
    lead: str
    notices: tuple[str, ...] = ()
    ending: JournalEnd = _NOWHERE
    tail: bytes = b""
    signatures: tuple[Signature, ...] = ()
    fault: Fault | None = None

    @property
    def last_hash(self) -> str:
        """SHA-256 of the last whole line."""
        return self.ending.last

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
        If it cannot be read, a line is malformed, the chain is broken, or it ends
        otherwise than when it was last written.
    """
    contents = read_as_far(path)
    if contents.fault:
        raise JournalError(contents.fault.text)
    return contents


def read_as_far(path: Path) -> JournalContents:
    """Read a journal up to the first line that is damaged, which `fault` tells of.

    Raises
    ------
    JournalError
        If it cannot be read, or not even the beats that its edits begin with.
    """
    found, lines, tail, fault = whole_lines(path)
    header = checked(path, 1, lambda: header_in(found[0]))
    base = checked(path, 2, lambda: beats_of(found[1]["rows"]))
    entries = _Entries(header.reader)
    for number, content in enumerate(found[2:], 3):
        try:
            checked(path, number, partial(entries.add, content))
        except JournalError as error:
            fault = Fault(str(error), number, len(lines) - number + 1)
            break
    n = fault.line - 1 if fault else len(lines)
    return JournalContents(
        header=header,
        base=base,
        steps=tuple(entries.steps),
        signatures=tuple(entries.signatures),
        lead=next((c["lead"] for c in found[:n][:1:-1] if "lead" in c), header.lead),
        notices=(_TORN.format(path=path),) if tail else (),
        ending=_NOWHERE.after(lines[:n]),
        tail=tail,
        fault=fault,
    )


def journal_lines(path: Path) -> list[dict[str, Any]]:
    """Return what each whole line of a journal holds; see `read_journal`."""
    contents, _, _, fault = whole_lines(path)
    if fault:
        raise JournalError(fault.text)
    return contents


def is_blank(path: Path) -> bool:
    """Return whether a file holds no review yet: 0 bytes, or a header at most.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    check_ordinary(path)
    with path.open("rb") as file:
        first, second = file.readline(_MOST_HEADER), file.readline()
    if second.endswith(b"\n"):
        return False
    header = first[: len(_BEGINNING)] == _BEGINNING[: len(first)]
    return header or not (first + second).strip(b"\0")


def reader_of(path: Path) -> str:
    """Return whose journal a file is; empty where that cannot be told."""
    try:
        check_ordinary(path)
        with path.open("rb") as file:
            return str(json.loads(file.readline(_MOST_HEADER))["reader"])
    except (OSError, *NOT_FITTING):
        return ""


def lock_path(path: Path) -> Path:
    """Return the file whose lock the writer of a journal holds."""
    return path.with_name(f".{path.name}.lock")


def header_in(content: dict[str, Any]) -> JournalHeader:
    """Return the header that a line holds; KeyError or TypeError if it holds none."""
    names = [field.name for field in fields(JournalHeader)]
    return JournalHeader(**{name: content[name] for name in names})


class _Entries:
    """Steps and signatures, taken from one line after the other."""

    def __init__(self, reader: str) -> None:
        self.steps: list[Step] = []
        self.signatures: list[Signature] = []
        self._reader = reader
        self._history, self._numbering = History(), Numbering()

    def add(self, content: dict[str, Any]) -> None:
        """Take in what a line holds; raises what it may raise if it does not fit."""
        if content.get("kind") == _SIGN:
            names = [field.name for field in fields(Signature)]
            signature = Signature(**{name: content[name] for name in names})
            self.signatures.append(signature)
            return
        # Only a journal of several says in each line whose it is.
        by = {"by": self._reader, **content}
        step = _step(by, self._history, self._numbering)
        self._history.record(step)
        self.steps.append(step)


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
