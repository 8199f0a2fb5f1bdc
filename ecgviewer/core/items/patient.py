"""What a reader says of the patient, kept with the review, never in the recording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import ClassVar


@dataclass(frozen=True)
class PatientFields:
    """Fields of a report's head; each is the reader's text, and empty if not given.

    Attributes
    ----------
    name : str
        Name or pseudonym.
    patient_id : str
    birth : str
        Date of birth.
    age, sex : str
    drugs, indication, recorder : str
    remark : str
        Whatever else the reader wants to say.
    """

    kind: ClassVar[str] = "patient fields"
    span: ClassVar[None] = None

    name: str = ""
    patient_id: str = ""
    birth: str = ""
    age: str = ""
    sex: str = ""
    drugs: str = ""
    indication: str = ""
    recorder: str = ""
    remark: str = ""

    @property
    def words(self) -> str:
        """Nothing: an audit trail says that they changed, the journal how."""
        return ""

    @property
    def given(self) -> tuple[tuple[str, str], ...]:
        """Title and text of each field that is given."""
        said = ((PATIENT_TITLES[f.name], getattr(self, f.name)) for f in fields(self))
        return tuple((title, text) for title, text in said if text)

    def filled_from(self, others: Iterable[PatientFields]) -> PatientFields:
        """Return these fields, the empty ones as the others say that say anything.

        One of which the others say different things stays empty.
        """
        offered = tuple(others)
        filled = {}
        for name in (each.name for each in fields(self)):
            texts = {getattr(other, name) for other in offered} - {""}
            agreed = texts.pop() if len(texts) == 1 else ""
            filled[name] = getattr(self, name) or agreed
        return PatientFields(**filled)


#: What readers of files call what a field stands for, the first that is there.
_IN_FILES = {
    "name": ("Patient name", "Patient"),
    "patient_id": ("Patient code",),
    "birth": ("Birthdate",),
    "age": ("Age",),
    "sex": ("Sex",),
    "drugs": ("Drugs", "Medication", "Medications"),
    "indication": ("Indication", "Reason for study"),
    "recorder": ("Recorder", "Device"),
}


def fields_in(details: Iterable[tuple[str, str]]) -> PatientFields:
    """Return what the files of a recording say in place of these fields, in a line.

    Parameters
    ----------
    details : iterable of pairs of str
        Titles and texts, as a record has them.
    """
    said = {title: " ".join(text.split()) for title, text in details}
    found = {
        name: next((said[title] for title in titles if said.get(title)), "")
        for name, titles in _IN_FILES.items()
    }
    return PatientFields(**found)


#: What each field is called, in the order in which they are shown.
PATIENT_TITLES = {
    "name": "Name or pseudonym",
    "patient_id": "Patient ID",
    "birth": "Date of birth",
    "age": "Age",
    "sex": "Sex",
    "drugs": "Drugs",
    "indication": "Indication",
    "recorder": "Recorder",
    "remark": "Remark",
}
