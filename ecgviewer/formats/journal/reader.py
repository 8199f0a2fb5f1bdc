"""Reads edit journals and checks that nothing in them was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.review.history import Step
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.formats.journal.chain import Fault, WholeLines, checked
from ecgviewer.formats.journal.end import JournalEnd
from ecgviewer.formats.journal.entries import Entries
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.lines import JournalHeader, Signature

#: Lines of a journal that are not entries: its header and its beats.
_N_HEAD = 2
_NOWHERE = JournalEnd()
_NO_RHYTHMS = ReaderRhythms()

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
    entries, ending, misfit = _taken_in(path, lines)
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


def _taken_in(path: Path, lines: WholeLines) -> tuple[Entries, JournalEnd, str]:
    """Return what fits of some lines, where that ends, and what is wrong after it.

    Raises
    ------
    JournalError
        If not even the header and the beats fit.
    """
    entries, ending, misfit = Entries(), lines.ending, ""
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
    return entries, ending, misfit


def journal_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what each whole line of a journal holds; see `read_journal`."""
    lines = WholeLines(path)
    yield from lines
    if lines.fault:
        raise JournalError(lines.fault.text)
