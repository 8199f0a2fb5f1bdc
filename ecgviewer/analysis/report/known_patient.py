"""Whose record it is: what the reader says, else what the recording's files do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.core.items.patient import fields_in
from ecgviewer.formats.birthdate import birthdate_of


@dataclass(frozen=True)
class KnownPatient:
    """What is known of a patient; what is not known is empty.

    Attributes
    ----------
    name, code, birth, sex, age : str
        As they are written.
    """

    name: str
    code: str
    birth: str
    sex: str
    age: str

    @property
    def birthdate(self) -> date | None:
        """The date of birth; None where it is not known, or no date."""
        return birthdate_of({"Birthdate": self.birth})

    @property
    def gender(self) -> str:
        """``"male"`` or ``"female"``; empty where it is not known or another."""
        said = self.sex.strip().casefold()
        return said if said in ("male", "female") else ""

    @property
    def text(self) -> str:
        """All of it, in a line."""
        said = [self.name, self.code]
        for title, text in (
            ("Birthdate", self.birth),
            ("Sex", self.sex),
            ("Age", self.age),
        ):
            said += [f"{title} {text}"] if text else []
        return f"Patient: {', '.join(filter(None, said)) or 'not named'}"


def known_patient(facts: ReportFacts) -> KnownPatient:
    """Return what a report says of the patient; a reader's word counts first."""
    files = fields_in((each.name, each.text) for each in facts.head.details)
    reader = facts.items.patient
    return KnownPatient(
        _line(reader.name) or files.name,
        _line(reader.patient_id) or files.patient_id,
        _line(reader.birth) or files.birth,
        _line(reader.sex) or files.sex,
        _line(reader.age) or files.age,
    )


def _line(text: str) -> str:
    return " ".join(text.split())
