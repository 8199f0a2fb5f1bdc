"""Time of a note, paper and leads of a strip: changed after they were kept."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ecgviewer.gui.dialogs.note_dialog import NoteDialog
from ecgviewer.gui.dialogs.strip_dialog import StripDialog
from ecgviewer.gui.look.time_text import moment_text
from ecgviewer.gui.main_window import MainWindow
from tests.workflows.test_items_of_a_review import choose, do, opened


def test_the_time_of_a_note_is_typed_as_in_go_to(window: MainWindow) -> None:
    session = window.document.session
    assert session
    fs = session.record.fs
    window.selection.set_cursor(4321)
    do(window, "report.note")
    dialog = opened(window, NoteDialog)
    assert dialog.time.text() == moment_text(4321 / fs, 3, 60.0, None)
    dialog.text.setText("Stairs")
    for typed, problem in (("2:00:00", "The record ends at 0:01:00."), ("#0", "The b")):
        dialog.time.selectAll()
        QTest.keyClicks(dialog.time, typed)
        dialog.accept()
        assert dialog.isVisible()
        assert dialog.problem.text().startswith(problem)
    dialog.time.selectAll()
    QTest.keyClicks(dialog.time, "0:30")
    assert dialog.problem.isHidden()
    dialog.accept()
    assert window.document.items.notes[0].sample == round(30 * fs)
    choose(window, 0)
    do(window, "report.edit")
    again = opened(window, NoteDialog)
    again.accept()
    assert len(session.history.done) == 1
    do(window, "report.edit")
    last = opened(window, NoteDialog)
    last.time.selectAll()
    QTest.keyClicks(last.time, "#3")
    last.accept()
    assert window.document.items.notes[0].sample == session.columns.sample[2]


def test_paper_and_leads_of_a_strip_are_changed_later(window: MainWindow) -> None:
    window.selection.set_view(5.0, 15.0)
    do(window, "report.strip")
    (before,) = window.document.items.strips
    choose(window, 0)
    do(window, "report.edit")
    dialog = opened(window, StripDialog)
    assert (dialog.speed.currentText(), dialog.gain.currentText()) == (
        "25 mm/s",
        "10 mm/mV",
    )
    dialog.accept()
    assert window.document.items.strips == (before,)
    do(window, "report.edit")
    dialog = opened(window, StripDialog)
    dialog.caption.setText(" Onset ")
    dialog.speed.setCurrentText("50 mm/s")
    dialog.gain.setCurrentText("20 mm/mV")
    for row in range(dialog.leads.count()):
        dialog.leads.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.ok.isEnabled()
    dialog.leads.item(1).setCheckState(Qt.CheckState.Checked)
    assert dialog.ok.isEnabled()
    dialog.accept()
    (after,) = window.document.items.strips
    assert after == replace(
        before,
        caption="Onset",
        speed_mm_s=50.0,
        gain_mm_mv=20.0,
        leads=before.leads[1:],
    )
