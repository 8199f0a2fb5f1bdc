"""A row of the study list: what is known of one recording and its reviews."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from typing import Any


class Status(Enum):
    """How far a study is; the values are for people and files."""

    NEW = "new"
    FAILED = "failed"
    ANALYSED = "analysed"
    IN_REVIEW = "in review"
    REVIEWED = "reviewed"
    REOPENED = "reopened"
    SIGNED = "signed"


@dataclass(frozen=True)
class Study:
    """One recording; None is what is not known, and 0 what was counted as none.

    Attributes
    ----------
    path : str
        The file that it is opened by.
    folder, name, format : str
    identity : str
        Empty of a record that cannot be read.
    patient : str
        As the file calls the patient: a code before a name.
    start : str
        When it began, ISO 8601; empty where that is not known.
    length_s : float or None
    status : str
        A value of `Status`.
    status_text : str
        In words, with who reviews or signed, or why it failed.
    n_beats : int or None
    v_percent, s_percent, af_percent, pause_s, readable_percent, errors_left
        See `StudyFigures`.
    counted_of : str
        Whose labels the figures count: a reader, or empty for the classifier.
    rank : float
        How grave the worst finding may be; 0 of none.
    worst : str
        The worst finding in words.
    worst_s : float or None
        When it begins, in seconds from the start.
    reader, second, adjudicator : str
        To whom it is assigned, else who reviews.
    blind : str
        `team.BLIND` where both readers are not to see what others say.
    signed_by : str
        Whose reviews are signed as they are, with commas.
    priority : int
        The place in `team.PRIORITIES`.
    due : str
    tags, notes : str
        Tags with commas, and the last note.
    n_notes : int
    changed : str
        When record, reviews or what the team says changed last, UTC in ISO 8601.
    journal : str
        The review that counts; empty for none.
    key : str
        Under which its figures are kept, or are to be.
    counted_key : str
        Under which those are kept that it shows.
    needs_work : int
        1 where figures are to be counted.
    missing : int
        1 where the record is not where it was.
    said : str
        What happened to its files: moved, renamed, changed, missing.
    faults : str
        What is wrong with its journals.
    """

    path: str
    folder: str
    name: str
    format: str = ""
    identity: str = ""
    patient: str = ""
    start: str = ""
    length_s: float | None = None
    status: str = Status.NEW.value
    status_text: str = ""
    n_beats: int | None = None
    v_percent: float | None = None
    s_percent: float | None = None
    af_percent: float | None = None
    pause_s: float | None = None
    readable_percent: float | None = None
    errors_left: float | None = None
    counted_of: str = ""
    rank: float = 0.0
    worst: str = ""
    worst_s: float | None = None
    reader: str = ""
    second: str = ""
    adjudicator: str = ""
    blind: str = ""
    signed_by: str = ""
    priority: int = 0
    due: str = ""
    tags: str = ""
    notes: str = ""
    n_notes: int = 0
    changed: str = ""
    journal: str = ""
    key: str = ""
    counted_key: str = ""
    needs_work: int = 0
    missing: int = 0
    said: str = ""
    faults: str = ""

    def waits_for(self, reader: str) -> bool:
        """Return whether it is worth a look of a reader.

        It is not when it is done, or the reader has signed it, unless the reader is to
        decide about what two others have signed.
        """
        if self.missing or self.status in (Status.SIGNED.value, Status.FAILED.value):
            return False
        if self.status == Status.REVIEWED.value:
            return self.adjudicator == reader and bool(self.signed_by)
        return reader not in self.signed_by.split(", ")

    @property
    def is_signed_by_both(self) -> bool:
        """Return whether it is assigned to two who have both signed it."""
        signed = set(self.signed_by.split(", ")) - {""}
        return {self.reader, self.second} - {""} <= signed and bool(self.second)

    def is_hidden_from(self, reader: str) -> bool:
        """Return whether a reader is not to see what others say of it.

        That holds for both readers of a blind reading until both have signed.
        """
        reads = bool(reader) and reader in (self.reader, self.second)
        return bool(self.blind) and reads and not self.is_signed_by_both

    def is_decided_by(self, reader: str) -> bool:
        """Return whether a reader is to decide about what two others have signed."""
        mine = bool(reader) and self.adjudicator == reader
        return mine and self.status == Status.REVIEWED.value and self.is_signed_by_both

    @property
    def searched(self) -> str:
        """What a search looks at, in small letters."""
        words = (
            *(self.name, self.patient, self.status_text, self.worst, self.format),
            *(self.reader, self.second, self.adjudicator, self.tags, self.notes),
            *(self.folder, self.start, self.due, self.said, self.faults),
        )
        return "\n".join(filter(None, words)).casefold()


COLUMNS = tuple(field.name for field in fields(Study))


def values_of(study: Study) -> tuple[Any, ...]:
    """Return the values of a study, in the order of `COLUMNS`."""
    return tuple(getattr(study, name) for name in COLUMNS)
