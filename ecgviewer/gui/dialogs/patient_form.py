"""Fields of the patient, to be filled in."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from ecgviewer.core.items.patient import PATIENT_TITLES, PatientFields
from ecgviewer.gui.look.plain_text import PlainLabel

_MAX_LENGTH = 500
_ABOUT = (
    "Kept with your review, in its journal, and shown in its reports; the recording "
    "does not change. What its files say is filled in. De-identified reports and "
    "exports leave them out."
)


class PatientForm(QWidget):
    """A line for each field; an empty one is not given.

    Parameters
    ----------
    patient : PatientFields
        What the reader said so far.
    in_files : PatientFields
        What the recording says; it is filled in where the reader said nothing.
    """

    def __init__(
        self,
        patient: PatientFields,
        in_files: PatientFields,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._before, self._in_files = patient, in_files
        self.lines: dict[str, QLineEdit] = {}
        form = QFormLayout()
        for field in fields(PatientFields):
            said = getattr(patient, field.name) or getattr(in_files, field.name)
            line = QLineEdit(said)
            line.setMaxLength(_MAX_LENGTH)
            self.lines[field.name] = line
            form.addRow(PATIENT_TITLES[field.name], line)
        about = PlainLabel(_ABOUT)
        about.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(about)
        layout.addStretch(1)

    def patient(self) -> PatientFields:
        """Return what the reader says: what only repeats the recording is left out."""
        said = {name: self._said(name) for name in self.lines}
        return PatientFields(**said)

    def _said(self, name: str) -> str:
        text = self.lines[name].text().strip()
        repeats = text == getattr(self._in_files, name)
        return "" if repeats and not getattr(self._before, name) else text
