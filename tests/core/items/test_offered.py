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
from ecgviewer.core.items.proposals import dropped
from ecgviewer.core.items.strip import Strip

STRIP = Strip(100, 400, ("II",), "Onset", order=3)
QT = Measurement(Measured.QT, 120, 220, "II", "QT")
NOTE = Note(250, "Stairs")


def items(*contents: ItemContent) -> ReviewItems:
    return ReviewItems.of(ReviewItem(n, each, "Ben") for n, each in enumerate(contents))


def test_strips_measurements_and_notes_are_offered_in_this_order() -> None:
    there = items(NOTE, QT, STRIP, dropped(replace(STRIP, start=0)), Conclusion("AF"))
    offered = offered_by(there, "Ben")
    assert offered == tuple(OfferedItem(each, "Ben") for each in (STRIP, QT, NOTE))


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
    taken = to_take_over((*bens, *cems))
    assert taken == (replace(STRIP, order=0), NOTE, QT)
