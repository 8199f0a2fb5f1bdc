"""Items of a review: what each holds, refuses, and how all are found."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from ecgviewer.core.items.conclusion import Conclusion
from ecgviewer.core.items.items import ItemContent, ReviewItem, ReviewItems
from ecgviewer.core.items.measurement import Measured, Measurement
from ecgviewer.core.items.note import Note, NoteSource
from ecgviewer.core.items.patient import PATIENT_TITLES, PatientFields, fields_in
from ecgviewer.core.items.strip import Strip, StripOrigin

STRIP = Strip(100, 350, ("II", "V1"), "First run")
NOTE = Note(50, "Stairs", "Dyspnoea", NoteSource.DIARY)


def items_of(*contents: ItemContent) -> ReviewItems:
    return ReviewItems.of(ReviewItem(n, each) for n, each in enumerate(contents))


@pytest.mark.parametrize(
    "changes",
    [
        {"start": -1}, {"start": 350}, {"leads": ()}, {"speed_mm_s": 0.0},
        {"gain_mm_mv": float("nan")}, {"gain_mm_mv": -10.0},
    ],
)  # fmt: skip
def test_a_strip_that_cannot_be_drawn_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="strip"):
        replace(STRIP, **changes)  # type: ignore[arg-type]


def test_a_strip_says_where_and_how_long_it_is() -> None:
    assert (STRIP.span, STRIP.words, STRIP.duration_s(250.0)) == (
        (100, 350), "First run", 1.0,
    )  # fmt: skip
    assert (STRIP.speed_mm_s, STRIP.gain_mm_mv, STRIP.is_dropped) == (25, 10, False)
    assert replace(STRIP, origin=StripOrigin.DROPPED).is_dropped


def test_a_note_has_words_and_may_be_of_the_patient() -> None:
    assert (NOTE.span, NOTE.words) == ((50, 51), "Dyspnoea: Stairs")
    assert replace(NOTE, text=" ").words == "Dyspnoea"
    assert replace(NOTE, source=NoteSource.READER).is_of_patient
    assert replace(NOTE, symptom="").is_of_patient
    assert not Note(5, "Electrode came off").is_of_patient


@pytest.mark.parametrize("changes", [{"sample": -1}, {"text": " ", "symptom": ""}])
def test_a_note_that_says_nothing_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="note"):
        replace(NOTE, **changes)  # type: ignore[arg-type]


def test_every_field_of_a_patient_has_a_title() -> None:
    names = [field.name for field in fields(PatientFields)]
    assert list(PATIENT_TITLES) == names
    said = PatientFields(name="A 17", drugs="Bisoprolol 5 mg")
    assert said.given == (
        ("Name or pseudonym", "A 17"),
        ("Drugs", "Bisoprolol 5 mg"),
    )
    assert (said.span, said.words) == (None, "")


def test_a_conclusion_has_words() -> None:
    assert Conclusion("Sinus rhythm.\n").words == "Sinus rhythm.\n"
    assert Conclusion("x").span is None
    with pytest.raises(ValueError, match="words"):
        Conclusion(" \n")


def test_items_are_found_by_what_they_are() -> None:
    dropped = replace(STRIP, start=0, origin=StripOrigin.DROPPED, criterion="fastest")
    early = replace(STRIP, start=20, order=1)
    caliper = Measurement(Measured.INTERVAL, 5, 9, "II", "PR")
    patient = PatientFields(age="64")
    said = items_of(
        STRIP, NOTE, early, dropped, caliper, patient, Conclusion("Normal.")
    )
    assert [row.item_id for row in said.rows] == [5, 6, 3, 4, 2, 1, 0]
    assert said.strips == (STRIP, early)
    assert [row.item_id for row in said.strip_items] == [0, 2]
    assert said.dropped == (dropped,)
    assert (said.measurements, said.notes) == ((caliper,), (NOTE,))
    assert (said.patient, said.conclusion) == (patient, "Normal.")
    assert said.next_id == 7
    assert said.by_id[1].content == NOTE
    assert [row.item_id for row in said.having(Strip)] == [3, 2, 0]


def test_without_items_there_is_nothing() -> None:
    none = ReviewItems()
    assert (none.strips, none.notes, none.conclusion, none.next_id) == ((), (), "", 0)
    assert none.patient == PatientFields()
    assert none.patient.given == ()


def test_files_say_some_fields_of_the_patient() -> None:
    details = (
        ("Age", "64"),
        ("Sex", "male"),
        ("Patient", "X X"),
        ("Patient name", ""),
        ("Medications", "Digoxin\nQuinidine"),
        ("Comments", "1953"),
    )
    assert fields_in(details) == PatientFields(
        "X X", age="64", sex="male", drugs="Digoxin Quinidine"
    )
    named = (*details, ("Patient name", "Ann"))
    assert fields_in(named).name == "Ann"
    assert fields_in(()) == PatientFields()
