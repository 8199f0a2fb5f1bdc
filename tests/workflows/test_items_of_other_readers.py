"""Strips and notes of other readers: listed when asked for, and taken over."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ecgviewer.core.items.conclusion import Conclusion
from ecgviewer.core.items.items import ItemContent
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import Strip
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.gui.items.items_view import ItemsView
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import DocumentState
from tests.workflows.conftest import OpenWindow
from tests.workflows.test_items_of_a_review import choose, do, listed, picture, said

_SLOW_MS = 20_000
STRIP = Strip(1000, 4000, ("lead1",), "Couplet")
STAIRS, REST = Note(2000, "Stairs"), Note(5000, "", "Palpitations")


def add_review(record_path: Path, reader: str, *contents: ItemContent) -> None:
    record = read_record(record_path)
    session = ReviewSession(record, synthetic_record(60.0).beats)
    path = journal_path(record, reader, record_path.parent)
    journal = EditJournal.create(path, session, reader)
    editor = session.item_editor(reader)
    journal.append(session.edit(editor.add(*contents))[0])
    journal.close()


@pytest.fixture
def record_path(record_path: Path) -> Path:
    """Have two readers, each with a note, and one with a strip."""
    add_review(record_path, "Ben", STRIP, STAIRS)
    add_review(record_path, "Cem", STAIRS, REST)
    return record_path


def titles(window: MainWindow) -> list[str]:
    return [entry.title for entry in window.view(ItemsView).panel.model.entries]


def test_they_are_listed_when_asked_for_and_taken_over(
    open_window: OpenWindow, record_path: Path, qtbot: QtBot
) -> None:
    window = open_window(record_path)
    panel, items = window.view(ItemsView).panel, window.document
    do(window, "report.take_over")
    assert said(window).startswith("First show what other readers added")
    assert titles(window) == []
    others = window.action_set.actions["report.others"]
    others.trigger()
    all_of_them = [
        "Strip of Ben",
        "Note of Ben",
        "Note of Cem",
        "Patient event of Cem",
    ]
    qtbot.waitUntil(lambda: titles(window) == all_of_them)
    window.view(ItemsView).show()
    picture(window, "items_of_other_readers")
    choose(window, 1)
    do(window, "report.edit")
    assert said(window) == "Choose a row of the strips and notes first."
    do(window, "report.accept")
    # What two readers say alike is there now, whoever it was taken from.
    assert titles(window) == ["Strip of Ben", "Note", "Patient event of Cem"]
    panel.shown.setCurrentText("Of Cem")
    assert titles(window) == ["Patient event of Cem"]
    do(window, "report.take_over")
    assert titles(window) == []
    assert list(items.items.notes) == [STAIRS, REST]
    assert not items.items.strips
    do(window, "report.take_over")
    assert said(window).startswith("No other reader has added")
    panel.shown.setCurrentText("Everything")
    assert titles(window) == ["Strip of Ben", "Note", "Patient event"]
    others.trigger()
    assert titles(window) == ["Note", "Patient event"]
    do(window, "edit.undo")
    assert list(items.items.notes) == [STAIRS]
    (mine,) = set(record_path.parent.glob("*.jsonl")) - {
        record_path.with_name(f"patient1.{reader}.ecgedits.jsonl")
        for reader in ("Ben", "Cem")
    }
    assert "Take over note at 0:00:05.6 of Ben: Stairs" in {
        entry.what for entry in read_audit(mine)
    }


def test_a_consensus_lists_them_from_the_start(
    open_window: OpenWindow, record_path: Path, qtbot: QtBot
) -> None:
    window = open_window(record_path)
    others = window.action_set.actions["report.others"]
    with qtbot.waitSignal(window.link.opened, timeout=_SLOW_MS):
        do(window, "file.consensus")
    document = window.document
    qtbot.waitUntil(lambda: document.state is DocumentState.READY, timeout=_SLOW_MS)
    qtbot.waitUntil(lambda: "Strip of Ben" in titles(window))
    assert others.isChecked()
    do(window, "report.take_over")
    assert document.items.strips == (STRIP,)
    assert list(document.items.notes) == [STAIRS, REST]
    assert {what for what, _ in listed(window)} == {"Strip", "Note", "Patient event"}
    with qtbot.waitSignal(window.link.opened, timeout=_SLOW_MS):
        do(window, "file.consensus")
    assert not others.isChecked()
    assert titles(window) == []


def test_a_blind_reader_does_not_see_them(
    open_window: OpenWindow, record_path: Path, qtbot: QtBot
) -> None:
    window = open_window(record_path)
    others = window.action_set.actions["report.others"]
    others.trigger()
    qtbot.waitUntil(lambda: "Strip of Ben" in titles(window))
    window.document.set_blind(blind=True)
    assert titles(window) == []
    others.trigger()
    assert said(window).startswith("Blind mode hides other readers.")
    assert not others.isChecked()
    assert titles(window) == []


def test_what_has_no_place_is_taken_over_from_the_list_and_shows_no_other_place(
    open_window: OpenWindow, record_path: Path, qtbot: QtBot
) -> None:
    fields = PatientFields(age="63", drugs="Sotalol")
    add_review(record_path, "Dan", fields, Conclusion("AF, paroxysmal"))
    window = open_window(record_path)
    window.action_set.actions["report.others"].trigger()
    qtbot.waitUntil(lambda: len(titles(window)) == 6)
    window.view(ItemsView).show()
    panel, document = window.view(ItemsView).panel, window.document
    panel.shown.setCurrentText("Of Dan")
    assert [panel.model.texts(entry) for entry in panel.model.entries] == [
        ("", "Patient fields of Dan", "Age: 63, Drugs: Sotalol", ""),
        ("", "Conclusion of Dan", "AF, paroxysmal", ""),
    ]
    window.selection.set_view(20.0, 30.0)
    panel.table.setCurrentIndex(panel.model.index(1, 0))
    panel.table.clicked.emit(panel.model.index(1, 0))
    assert window.selection.view_s == (20.0, 30.0)
    do(window, "report.accept")
    assert document.items.conclusion == "AF, paroxysmal"
    do(window, "report.take_over")
    assert document.items.patient == fields
    assert titles(window) == []
    do(window, "edit.undo")
    assert document.items.patient == PatientFields()
    assert titles(window) == ["Patient fields of Dan"]
