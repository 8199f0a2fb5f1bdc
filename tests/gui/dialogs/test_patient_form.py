"""What the recording says of the patient is filled in, and not said a second time."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ecgviewer.core.items.patient import PatientFields
from ecgviewer.gui.dialogs.patient_form import PatientForm

IN_FILES = PatientFields(age="64", sex="male")


def test_what_the_files_say_is_filled_in_and_no_edit(qtbot: QtBot) -> None:
    form = PatientForm(PatientFields(), IN_FILES)
    qtbot.addWidget(form)
    assert (form.lines["age"].text(), form.lines["sex"].text()) == ("64", "male")
    assert form.patient() == PatientFields()
    form.lines["age"].setText("65")
    form.lines["drugs"].setText(" Digoxin ")
    assert form.patient() == PatientFields(age="65", drugs="Digoxin")


def test_what_the_reader_said_stands_for_it(qtbot: QtBot) -> None:
    said = PatientFields(age="64", sex="not known")
    form = PatientForm(said, IN_FILES)
    qtbot.addWidget(form)
    assert form.lines["sex"].text() == "not known"
    assert form.patient() == said
