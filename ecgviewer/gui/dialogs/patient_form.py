"""Fields of the patient, to be filled in."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from ecgviewer.core.items.patient import PATIENT_TITLES, PatientFields
from ecgviewer.gui.look.plain_text import PlainLabel

_MAX_LENGTH = 500
_ABOUT = (
    "Kept with your review, in its journal, and shown in its reports; the recording "
    "does not change. De-identified reports and exports leave them out."
)


class PatientForm(QWidget):
    """A line for each field; an empty one is not given."""

    def __init__(self, patient: PatientFields, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[str, QLineEdit] = {}
        form = QFormLayout()
        for field in fields(PatientFields):
            line = QLineEdit(getattr(patient, field.name))
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
        """Return the fields as they are filled in."""
        said = {name: line.text().strip() for name, line in self.lines.items()}
        return PatientFields(**said)
