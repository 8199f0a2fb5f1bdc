"""A note: what a reader or a patient says of a time, without a beat."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

#: Symptoms as diaries have them, offered to the reader; any other word may be written.
SYMPTOMS = (
    "Palpitations",
    "Dizziness",
    "Syncope",
    "Chest pain",
    "Dyspnoea",
    "Fatigue",
    "No symptoms",
)


class NoteSource(Enum):
    """Who says it; the value is its name in journals and CSV files."""

    READER = "reader"
    DIARY = "diary"


@dataclass(frozen=True)
class Note:
    """Words at a sample; the clock time is that of the sample.

    Attributes
    ----------
    sample : int
    text : str
        May be empty where there is a symptom.
    symptom : str
        What the patient felt; empty for none. A note with a symptom is an event of
        the patient.
    source : NoteSource
        `DIARY` for what a patient wrote down or pressed a button for.
    """

    kind: ClassVar[str] = "note"

    sample: int
    text: str = ""
    symptom: str = ""
    source: NoteSource = NoteSource.READER

    def __post_init__(self) -> None:
        """Refuse a note that says nothing.

        Raises
        ------
        ValueError
            If it is before the record, or neither text nor symptom has a word.
        """
        if self.sample < 0:
            raise ValueError("A note is within the record.")
        if not (self.text.strip() or self.symptom.strip()):
            raise ValueError("Write a text or choose a symptom for the note.")

    @property
    def span(self) -> tuple[int, int]:
        """Where it is: its sample."""
        return self.sample, self.sample + 1

    @property
    def words(self) -> str:
        """Symptom and text."""
        return ": ".join(filter(None, (self.symptom.strip(), self.text.strip())))

    @property
    def is_of_patient(self) -> bool:
        """Return whether it is an event of the patient, and not the reader's remark."""
        return self.source is NoteSource.DIARY or bool(self.symptom.strip())
