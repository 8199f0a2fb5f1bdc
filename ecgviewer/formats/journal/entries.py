"""What the lines of a journal say, taken in one after the other."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from typing import Any

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.review.edits import Edit, EditError, apply
from ecgviewer.core.review.evidence import seen_of
from ecgviewer.core.review.history import AnyEdit, History, Step, StepKind
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.formats.journal.edits import edit_of
from ecgviewer.formats.journal.header import header_in, leads_in, with_record
from ecgviewer.formats.journal.items import ITEMS, item_edit_of
from ecgviewer.formats.journal.lines import JournalHeader, Signature
from ecgviewer.formats.journal.numbering import Numbering
from ecgviewer.formats.journal.rhythms import EPISODES, episodes_of, rhythm_edit_of
from ecgviewer.formats.journal.rows import beats_of

_SIGN, _RECORD = "sign", "record"


class Entries:
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
            self.header = with_record(self.header, content)
        else:
            self._add_step(content)
            self.analysed_leads = leads_in(content)
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


def _signature(content: dict[str, Any]) -> Signature:
    seen = seen_of(content["seen"]) if "seen" in content else None
    names = [field.name for field in fields(Signature) if field.name != "seen"]
    return Signature(**{name: content[name] for name in names}, seen=seen)
