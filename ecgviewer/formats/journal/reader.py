"""Reads edit journals and checks that nothing in them was changed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.review.edits import Edit, EditError, apply
from ecgviewer.core.review.evidence import seen_of
from ecgviewer.core.review.history import AnyEdit, History, Step, StepKind
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.core.scheme_text import scheme_of
from ecgviewer.formats.files.ordinary_file import check_ordinary
from ecgviewer.formats.journal.chain import NOT_FITTING, Fault, WholeLines, checked
from ecgviewer.formats.journal.edits import edit_of
from ecgviewer.formats.journal.end import JournalEnd
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.items import ITEMS, item_edit_of
from ecgviewer.formats.journal.lines import (
    LONGEST_LINE,
    JournalHeader,
    Numbering,
    Signature,
)
from ecgviewer.formats.journal.rhythms import EPISODES, episodes_of, rhythm_edit_of
from ecgviewer.formats.journal.rows import beats_of

_SIGN, _RECORD = "sign", "record"
_RECORD_BEGINS = b'{"kind":"record",'
#: Lines of a journal that are not entries: its header and its beats.
_N_HEAD = 2
_NOWHERE = JournalEnd()
_NO_RHYTHMS = ReaderRhythms()

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
        The lead on which beats were placed last.
    analysed_leads : tuple of str
        The leads that the predictions were made of last; none where it says nothing.
    classifier_id : str
        The classifier that made them; empty where there was none.
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
    step_lines : tuple of int
        The line of each step, from 1.
    base_rhythms : ReaderRhythms
        What was said of the rhythm before the first edit.
    as_signed : bool
        The same edits are in effect as at the last signature: there were none after
        it, or they were undone.
    """

    header: JournalHeader
    base: BeatTable
    steps: tuple[Step, ...]
    lead: str
    analysed_leads: tuple[str, ...] = ()
    classifier_id: str = ""
    notices: tuple[str, ...] = ()
    ending: JournalEnd = _NOWHERE
    tail: bytes = b""
    signatures: tuple[Signature, ...] = ()
    fault: Fault | None = None
    step_lines: tuple[int, ...] = ()
    base_rhythms: ReaderRhythms = _NO_RHYTHMS
    as_signed: bool = False

    @property
    def last_hash(self) -> str:
        """SHA-256 of the last whole line."""
        return self.ending.last

    @property
    def signed(self) -> Signature | None:
        """The last signature, if the review is as it was signed."""
        return self.signatures[-1] if self.as_signed else None


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
    """Read a journal up to the first damaged line, which `fault` describes.

    Raises
    ------
    JournalError
        If it cannot be read, or not even the beats that its edits begin with.
    """
    lines = WholeLines(path)
    entries, ending = _Entries(), lines.ending
    misfit = ""
    for content in lines:
        number = lines.number
        try:
            if not misfit:
                checked(path, number, partial(entries.add, number, content))
                ending = lines.ending
        except JournalError as error:
            if number <= _N_HEAD:
                raise
            misfit = str(error)
    fault = lines.fault
    if misfit:
        fault = Fault(misfit, ending.n_lines + 1, lines.n_lines - ending.n_lines)
    return JournalContents(
        header=entries.header,
        base=entries.base,
        steps=tuple(entries.steps),
        signatures=tuple(entries.signatures),
        lead=entries.lead,
        analysed_leads=entries.analysed_leads,
        classifier_id=entries.classifier_id,
        notices=(_TORN.format(path=path),) if lines.tail else (),
        ending=ending,
        tail=lines.tail,
        fault=fault,
        step_lines=tuple(entries.step_lines),
        base_rhythms=entries.base_rhythms,
        as_signed=entries.as_signed,
    )


def journal_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what each whole line of a journal holds; see `read_journal`."""
    lines = WholeLines(path)
    yield from lines
    if lines.fault:
        raise JournalError(lines.fault.text)


def read_header(path: Path) -> JournalHeader:
    """Return whose review of which record a journal is, without its edits.

    Nothing but the lines that say so is read: the chain may be broken.

    Raises
    ------
    JournalError
        If it is not a journal.
    OSError
        If it cannot be read.
    """
    check_ordinary(path, math.inf)
    with path.open("rb") as file:
        first = file.readline(_MOST_HEADER)
        header = checked(path, 1, lambda: header_in(json.loads(first)))
        lines = iter(partial(file.readline, LONGEST_LINE), b"")
        # A journal of format 1 may know its record by now.
        for number, line in enumerate(() if header.identity else lines, 2):
            if line.startswith(_RECORD_BEGINS) and line.endswith(b"\n"):
                read = partial(_restated, header, line)
                header = checked(path, number, read)
    return header


def is_blank(path: Path) -> bool:
    """Return whether a file holds no review yet: 0 bytes, or a header at most.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    check_ordinary(path, math.inf)
    with path.open("rb") as file:
        first, second = file.readline(_MOST_HEADER), file.readline(LONGEST_LINE)
    if second.endswith(b"\n"):
        return False
    header = first[: len(_BEGINNING)] == _BEGINNING[: len(first)]
    return header or not (first + second).strip(b"\0")


def reader_of(path: Path) -> str:
    """Return whose journal a file is; empty where that is unknown."""
    try:
        check_ordinary(path, math.inf)
        with path.open("rb") as file:
            return str(json.loads(file.readline(_MOST_HEADER))["reader"])
    except (OSError, *NOT_FITTING):
        return ""


def header_in(content: dict[str, Any]) -> JournalHeader:
    """Return the header that a line holds; KeyError, TypeError or ValueError if not."""
    # Journals of format 1 say less.
    said = {
        "identity": "",
        "leads": (),
        "sealed": "",
        "label_scheme": None,
        "format": 1,
        "n_searched": 0,
        "analysed_leads": (),
        **content,
    }
    names = [field.name for field in fields(JournalHeader)]
    values = {name: said[name] for name in names}
    values["leads"] = tuple(said["leads"])
    values["analysed_leads"] = _leads_in(content)
    values["label_scheme"] = scheme_of(said["label_scheme"])
    return JournalHeader(**values)


class _Entries:
    """What a journal holds, taken in line after line."""

    header: JournalHeader
    base: BeatTable
    base_rhythms: ReaderRhythms

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.step_lines: list[int] = []
        self.signatures: list[Signature] = []
        self.lead = ""
        self.analysed_leads: tuple[str, ...] = ()
        self.classifier_id = ""
        self._history, self._numbering = History(), Numbering()
        self._signed_top: AnyEdit | None = None

    @property
    def as_signed(self) -> bool:
        """Return whether the edits in effect are those of the last signature."""
        return bool(self.signatures) and self._history.top is self._signed_top

    def add(self, number: int, content: dict[str, Any]) -> None:
        """Take in what a line holds; raises what it may raise if it does not fit."""
        if number == 1:
            self.header = header_in(content)
            self.analysed_leads = self.header.analysed_leads
        elif number == 2:
            self.base = self._beats = beats_of(content["rows"])
            self.base_rhythms = ReaderRhythms.of(
                episodes_of(content.get("rhythms", []))
            )
        elif content["kind"] == _SIGN:
            self.signatures.append(_signature(content))
            self._signed_top = self._history.top
        elif content["kind"] == _RECORD:
            self.header = _with_record(self.header, content)
        else:
            self._add_step(content)
            self.analysed_leads = _leads_in(content)
            self.step_lines.append(number)
        self.lead = content.get("lead", self.lead)
        self.classifier_id = content.get("classifier_id", self.classifier_id)

    def _add_step(self, content: dict[str, Any]) -> None:
        step = self._step(content)
        # Restoring the review says which edit does not fit.
        with suppress(EditError):
            if isinstance(step.edit, Edit):
                self._beats = apply(self._beats, step.edit)
        self._history.record(step)
        self.steps.append(step)

    def _step(self, content: dict[str, Any]) -> Step:
        kind = StepKind(content["kind"])
        edit: AnyEdit | None = None
        if kind is StepKind.EDIT:
            # Only a journal of several says in each line whose it is.
            by = str(content.get("by", self.header.reader))
            edit = self._edit(content, by)
        step = self._history.step(kind, edit)
        number, about = self._numbering.next(kind)
        named = None if kind is StepKind.EDIT else about
        if (content["seq"], content.get("of")) != (number, named):
            raise ValueError("steps out of order")
        return step

    def _edit(self, content: dict[str, Any], by: str) -> AnyEdit:
        if ITEMS in content:
            return item_edit_of(content, by)
        if EPISODES in content:
            return rhythm_edit_of(content, by)
        return edit_of(content, by, self._beats)


def _leads_in(content: dict[str, Any]) -> tuple[str, ...]:
    return tuple(map(str, content.get("analysed_leads", ())))


def _signature(content: dict[str, Any]) -> Signature:
    seen = seen_of(content["seen"]) if "seen" in content else None
    names = [field.name for field in fields(Signature) if field.name != "seen"]
    return Signature(**{name: content[name] for name in names}, seen=seen)


def _restated(header: JournalHeader, line: bytes) -> JournalHeader:
    return _with_record(header, json.loads(line))


def _with_record(header: JournalHeader, content: dict[str, Any]) -> JournalHeader:
    """Return a header with what a later line says of the record."""
    return replace(
        header,
        record=str(content["record"]),
        checksum=str(content["checksum"]),
        identity=str(content["identity"]),
        leads=tuple(content["leads"]),
        n_samples=int(content.get("n_samples", header.n_samples)),
        sealed=str(content.get("sealed", header.sealed)),
        format=int(content.get("format", header.format)),
    )
