"""What a review offers to others, what of it is new to them, and what is taken over."""

from __future__ import annotations

from dataclasses import replace

from ecgviewer.core.items.conclusion import Conclusion
from ecgviewer.core.items.items import ItemContent, ReviewItem, ReviewItems
from ecgviewer.core.items.measurement import Measured, Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.offered import (
    OfferedItem,
    offered_by,
    open_offers,
    to_take_over,
)
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.proposals import dropped
from ecgviewer.core.items.strip import Strip

STRIP = Strip(100, 400, ("II",), "Onset", order=3)
QT = Measurement(Measured.QT, 120, 220, "II", "QT")
NOTE = Note(250, "Stairs")
CONCLUSION = Conclusion("AF, paroxysmal")
PATIENT = PatientFields(age="63", sex="f")


def items(*contents: ItemContent) -> ReviewItems:
    return ReviewItems.of(ReviewItem(n, each, "Ben") for n, each in enumerate(contents))


def test_all_but_dropped_proposals_is_offered_in_this_order() -> None:
    there = items(
        NOTE, QT, STRIP, dropped(replace(STRIP, start=0)), CONCLUSION, PATIENT
    )
    offered = offered_by(there, "Ben")
    in_order = (PATIENT, CONCLUSION, STRIP, QT, NOTE)
    assert offered == tuple(OfferedItem(each, "Ben") for each in in_order)


def test_what_shows_the_same_is_not_offered_whatever_it_is_called() -> None:
    offered = offered_by(items(STRIP, QT, NOTE), "Ben")
    assert open_offers(offered, ReviewItems()) == offered
    renamed = replace(STRIP, caption="AF", order=0, gain_mm_mv=20.0)
    here = items(renamed, replace(QT, name="QT of V5"), NOTE, Conclusion("AF"))
    assert open_offers(offered, here) == ()
    assert open_offers(offered, items(dropped(STRIP))) == offered[1:]
    for other in (
        items(replace(STRIP, leads=("V1",)), replace(QT, lead="V1")),
        items(replace(STRIP, stop=401), replace(QT, stop=221)),
        items(replace(NOTE, text="Rest"), replace(QT, what=Measured.INTERVAL)),
        items(replace(NOTE, sample=251)),
    ):
        assert open_offers(offered, other) == offered


def test_what_two_readers_have_is_taken_over_once_and_strips_go_last() -> None:
    bens = offered_by(items(STRIP, NOTE), "Ben")
    cems = offered_by(items(replace(STRIP, caption="AF begins"), QT), "Cem")
    taken = to_take_over((*bens, *cems), ReviewItems())
    assert taken == (replace(STRIP, order=0), NOTE, QT)


def test_a_conclusion_is_offered_until_all_its_lines_stand_in_the_review() -> None:
    offered = offered_by(items(CONCLUSION), "Ben")
    for here in ("No AF, paroxysmal", "AF, paroxysmal?", "Sinus rhythm"):
        assert open_offers(offered, items(Conclusion(here))) == offered
    for here in ("AF, paroxysmal\n", "Sinus rhythm\n\nAF, paroxysmal\nPauses"):
        assert open_offers(offered, items(Conclusion(here))) == ()


def test_conclusions_go_below_that_of_the_review_each_once() -> None:
    offered = (
        *offered_by(items(CONCLUSION), "Ben"),
        *offered_by(items(Conclusion("AF, paroxysmal\n")), "Cem"),
        *offered_by(items(Conclusion("Pauses\nto 3 s")), "Dan"),
    )
    assert to_take_over(offered, ReviewItems()) == (
        Conclusion("AF, paroxysmal\n\nPauses\nto 3 s"),
    )
    here = items(Conclusion("Sinus rhythm\n"))
    assert to_take_over(offered[:1], here) == (
        Conclusion("Sinus rhythm\n\nAF, paroxysmal"),
    )
    assert to_take_over(offered[:1], items(CONCLUSION)) == ()


def test_fields_of_the_patient_fill_those_that_are_empty() -> None:
    offered = offered_by(items(PATIENT), "Ben")
    here = items(PatientFields(name="P 17", age="64"))
    assert open_offers(offered, here) == offered
    filled = PatientFields(name="P 17", age="64", sex="f")
    assert to_take_over(offered, here) == (filled,)
    assert open_offers(offered, items(filled)) == ()


def test_a_field_of_which_readers_say_different_things_is_left_to_be_chosen() -> None:
    bens = offered_by(items(PATIENT), "Ben")
    cems = offered_by(items(replace(PATIENT, age="36", drugs="none")), "Cem")
    both = PatientFields(sex="f", drugs="none")
    assert to_take_over((*bens, *cems), ReviewItems()) == (both,)
    assert open_offers((*bens, *cems), items(both)) == (*bens, *cems)
    assert to_take_over((*bens, *cems), items(both)) == ()
    assert to_take_over(bens, items(both)) == (replace(both, age="63"),)
