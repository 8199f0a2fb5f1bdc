"""What a reader adds to a review: each edit, what it refuses, and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ecgviewer.core.items.conclusion import Conclusion
from ecgviewer.core.items.items import ReviewItem, ReviewItems
from ecgviewer.core.items.measurement import Measured, Measurement
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.offered import OfferedItem
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip, StripOrigin
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.change import Cause, ChangeKind
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.item_editor import ItemEditor
from ecgviewer.core.review.item_edits import ItemAction, ItemEdit, apply_items
from ecgviewer.core.review.session import ReviewSession
from tests.core.review.random_edits import FS, N_SAMPLES, random_session

STRIP = Strip(100, 400, ("II",), "Onset")
NOTE = Note(250, "Stairs")
BEFORE = Measurement(Measured.INTERVAL, -5, 9, "II")


def edited(session: ReviewSession, *makes: Callable[[ItemEditor], ItemEdit]) -> None:
    for make in makes:
        session.edit(make(session.item_editor("Ada")))


def texts(session: ReviewSession) -> list[str]:
    return [edit.text for edit in session.history.done]


def test_an_item_is_added_changed_removed_and_each_is_undone() -> None:
    session = random_session()
    step, change = session.edit(session.item_editor("Ada").add(STRIP))
    assert isinstance(step.edit, ItemEdit)
    assert (change.kind, change.cause) == (ChangeKind.ITEMS, Cause.EDIT)
    assert not change.kind.is_of_beats
    assert ChangeKind.ROWS.is_of_beats
    assert not len(change.beat_ids)
    assert session.items.rows == (ReviewItem(0, STRIP, "Ada"),)
    renamed = replace(STRIP, caption="Onset of AF")
    edited(session, lambda e: e.change(0, renamed), lambda e: e.remove([0]))
    assert session.items == ReviewItems()
    assert texts(session) == [
        "Add strip at 0:00:01.0: Onset",
        "Change strip at 0:00:01.0: Onset to Onset of AF",
        "Remove strip at 0:00:01.0: Onset of AF",
    ]
    session.undo()
    assert session.items.strips == (renamed,)
    session.undo()
    session.undo()
    assert session.items == ReviewItems()
    session.redo()
    assert session.items.strips == (STRIP,)


def test_items_leave_beats_and_what_is_known_of_them_alone() -> None:
    session = random_session()
    columns, beats = session.columns, session.beats
    edited(session, lambda e: e.add(NOTE))
    assert session.beats is beats
    assert session.columns.sample.tolist() == columns.sample.tolist()
    session.edit(relabel(session.beats, [1], BeatClass.V, 7))
    assert len(session.history.beat_edits) == 1
    assert session.keeps_beats


def test_blind_mode_hides_no_item_of_the_reader() -> None:
    session = random_session()
    edited(session, lambda e: e.add(NOTE))
    session.set_blind(blind=True)
    assert session.items.notes == (NOTE,)


def test_several_are_added_at_once_and_strips_queue_up() -> None:
    session = random_session()
    edited(
        session,
        lambda e: e.add(STRIP, replace(STRIP, start=50)),
        lambda e: e.add(replace(STRIP, start=20), NOTE),
        lambda e: e.add(replace(STRIP, start=10, order=9)),
    )
    assert [strip.start for strip in session.items.strips] == [100, 50, 20, 10]
    assert [strip.order for strip in session.items.strips] == [0, 1, 2, 9]
    assert texts(session)[:2] == ["Add 2 strips", "Add 2 items"]


def test_strips_are_arranged() -> None:
    session = random_session()
    strips = [replace(STRIP, start=at) for at in (10, 20, 30)]
    edited(session, lambda e: e.add(*strips), lambda e: e.arrange_strips([1, 0, 2]))
    assert [strip.start for strip in session.items.strips] == [20, 10, 30]
    done = session.history.done[-1]
    assert isinstance(done, ItemEdit)
    assert [row.item_id for row in done.before] == [1, 0]
    editor = session.item_editor()
    with pytest.raises(EditError, match="in that order already"):
        editor.arrange_strips([1, 0, 2])
    with pytest.raises(EditError, match="not there any more"):
        editor.arrange_strips([1, 0])


def test_a_dropped_proposal_is_remembered_and_is_not_a_strip() -> None:
    session = random_session()
    dropped = replace(STRIP, origin=StripOrigin.DROPPED, caption="", criterion="pause")
    edited(session, lambda e: e.add(STRIP), lambda e: e.add(dropped))
    assert (session.items.strips, session.items.dropped) == ((STRIP,), (dropped,))
    assert texts(session)[1] == "Drop strip at 0:00:01.0"


def test_patient_fields_and_conclusion_are_there_once() -> None:
    session = random_session()
    fields = PatientFields(name="A 17")
    edited(
        session,
        lambda e: e.set_patient(fields),
        lambda e: e.set_patient(replace(fields, age="64")),
        lambda e: e.set_conclusion("Sinus\nrhythm."),
        lambda e: e.set_conclusion("AF." + "x" * 60),
    )
    assert session.items.patient == PatientFields(name="A 17", age="64")
    assert session.items.conclusion.startswith("AF.")
    assert len(session.items.rows) == 2
    assert texts(session) == [
        "Add patient fields",
        "Change patient fields",
        "Add conclusion: Sinus rhythm.",
        f"Change conclusion: Sinus rhythm. to AF.{'x' * 37}…",
    ]
    edited(
        session,
        lambda e: e.set_patient(PatientFields()),
        lambda e: e.set_conclusion(" "),
    )
    assert session.items == ReviewItems()
    with pytest.raises(EditError, match="nothing to remove"):
        session.item_editor().set_conclusion("")
    edited(session, lambda e: e.set_conclusion("Once."))
    second = ItemEdit(ItemAction.ADD, (), (ReviewItem(9, Conclusion("Twice.")),))
    with pytest.raises(EditError, match="has conclusion already"):
        session.edit(second)
    assert session.items.conclusion == "Once."


def test_words_that_go_are_said_to_be_none() -> None:
    session = random_session()
    edited(
        session,
        lambda e: e.add(STRIP),
        lambda e: e.change(0, replace(STRIP, caption="")),
    )
    assert texts(session)[1] == "Change strip at 0:00:01.0: Onset to none"


def test_what_cannot_be_done_says_why() -> None:
    session = random_session()
    edited(session, lambda e: e.add(STRIP))
    editor = session.item_editor()
    refused: list[tuple[str, Callable[[], object]]] = [
        ("nothing to add", editor.add),
        ("within the record", lambda: editor.add(Note(N_SAMPLES, "late"))),
        ("within the record", lambda: editor.change(0, replace(STRIP, stop=5000))),
        ("within the record", lambda: editor.add(BEFORE)),
        ("Nothing has changed in the strip", lambda: editor.change(0, STRIP)),
        ("stays what it is", lambda: editor.change(0, NOTE)),
        ("not there any more", lambda: editor.change(7, NOTE)),
        ("Nothing is selected", lambda: editor.remove([])),
        ("not there any more", lambda: editor.remove([0, 7])),
    ]
    for match, refuse in refused:
        with pytest.raises(EditError, match=match):
            refuse()
    assert editor.add(Note(N_SAMPLES - 1, "last")).span == (N_SAMPLES - 1, N_SAMPLES)
    assert (editor.fs, editor.n_samples) == (FS, N_SAMPLES)


def test_an_edit_says_where_it_is() -> None:
    editor = ItemEditor(ReviewItems(), FS, N_SAMPLES)
    assert editor.add(STRIP, NOTE).span == (100, 400)
    assert editor.set_conclusion("Normal.").span is None


def test_an_edit_made_for_another_state_is_refused() -> None:
    items = ReviewItems.of([ReviewItem(0, NOTE)])
    changed = ItemEditor(items, FS, N_SAMPLES).change(0, replace(NOTE, text="x"))
    with pytest.raises(EditError, match="has changed since"):
        apply_items(ReviewItems(), changed)
    added = ItemEditor(ReviewItems(), FS, N_SAMPLES).add(NOTE)
    with pytest.raises(EditError, match="there already"):
        apply_items(items, added)


def test_a_still_copy_is_not_changed_by_later_edits() -> None:
    session = random_session()
    edited(session, lambda e: e.add(NOTE))
    still = session.snapshot()
    session.undo()
    session.edit(relabel(session.beats, [1], BeatClass.V, 7))
    session.set_blind(blind=True)
    assert still.items.notes == (NOTE,)
    assert len(still.history.done) == 1
    assert still.beats != session.beats
    assert still.columns.label.tolist() != session.columns.label.tolist()
    assert not still.blind
    still.undo()
    assert len(session.history.done) == 1
    assert still.items == ReviewItems()


def test_what_other_readers_have_is_taken_over_as_one_edit() -> None:
    session = random_session()
    edited(session, lambda e: e.add(replace(STRIP, start=50)))
    theirs = OfferedItem(replace(STRIP, order=0), "Ben"), OfferedItem(NOTE, "Cem")
    edited(session, lambda e: e.take_over(theirs[:1]))
    edited(session, lambda e: e.take_over(theirs))
    assert [strip.order for strip in session.items.strips] == [0, 1]
    assert session.items.notes == (NOTE,)
    assert {row.reader for row in session.items.rows} == {"Ada"}
    assert texts(session)[1:] == [
        "Take over strip at 0:00:01.0 of Ben: Onset",
        "Take over note at 0:00:02.5 of Cem: Stairs",
    ]
    with pytest.raises(EditError, match="nothing of another reader to take over"):
        session.item_editor("Ada").take_over(theirs)
    session.undo()
    session.undo()
    edited(session, lambda e: e.take_over(theirs))
    assert texts(session)[-1] == "Take over 2 items of Ben and Cem"
    outside = OfferedItem(replace(NOTE, sample=N_SAMPLES), "Ben")
    with pytest.raises(EditError, match="not be within the record"):
        session.item_editor("Ada").take_over([outside])


def test_conclusion_and_fields_of_others_are_put_into_those_there_are() -> None:
    session = random_session()
    edited(
        session,
        lambda e: e.set_conclusion("Sinus rhythm"),
        lambda e: e.set_patient(PatientFields(age="64")),
    )
    before = session.items
    bens = OfferedItem(PatientFields(age="63", sex="f"), "Ben")
    theirs = bens, OfferedItem(Conclusion("Pauses"), "Ben"), OfferedItem(NOTE, "Cem")
    edited(session, lambda e: e.take_over(theirs))
    assert session.items.conclusion == "Sinus rhythm\n\nPauses"
    assert session.items.patient == PatientFields(age="64", sex="f")
    assert session.items.notes == (NOTE,)
    assert texts(session)[-1] == "Take over 3 items of Ben and Cem"
    actions = [edit.action for edit in session.history.done]
    assert actions[-1] is ItemAction.ADD
    session.undo()
    assert session.items == before
    edited(session, lambda e: e.take_over(theirs[:1]))
    assert texts(session)[-1] == "Take over patient fields of Ben"
    assert session.history.done[-1].action is ItemAction.CHANGE


def test_what_readers_say_differently_of_the_patient_has_to_be_chosen() -> None:
    editor = random_session().item_editor("Ada")
    bens = OfferedItem(PatientFields(age="63"), "Ben")
    cems = OfferedItem(PatientFields(age="36"), "Cem")
    with pytest.raises(EditError, match="choose whose to take over"):
        editor.take_over([bens, cems])
    assert editor.take_over([cems]).after[0].content == cems.content


def test_what_has_changed_of_a_strip_or_a_note_is_said() -> None:
    session = random_session()
    edited(session, lambda e: e.add(STRIP), lambda e: e.add(NOTE))
    paper = replace(STRIP, speed_mm_s=12.5, gain_mm_mv=20.0, leads=("V1", "V5"))
    edited(
        session,
        lambda e: e.change(0, paper),
        lambda e: e.change(0, replace(paper, caption="", speed_mm_s=50.0)),
        lambda e: e.change(1, replace(NOTE, sample=500)),
        lambda e: e.change(1, replace(NOTE, sample=500, text="Rest")),
    )
    assert texts(session)[2:] == [
        "Change strip at 0:00:01.0: Onset to 12.5 mm/s, 20 mm/mV, V1, V5",
        "Change strip at 0:00:01.0: Onset to none, 50 mm/s",
        "Change note at 0:00:02.5: Stairs to 0:00:05.0",
        "Change note at 0:00:05.0: Stairs to Rest",
    ]
