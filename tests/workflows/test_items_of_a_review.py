"""Strips, measurements, notes, patient and conclusion, from the key to the journal."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog
from pytestqt.qtbot import QtBot

from ecgviewer.core.items.measurement import Measured
from ecgviewer.core.items.note import NoteSource
from ecgviewer.core.items.patient import PatientFields
from ecgviewer.core.items.strip import StripOrigin
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.gui.dialogs.conclusion_dialog import ConclusionDialog
from ecgviewer.gui.dialogs.note_dialog import NoteDialog
from ecgviewer.gui.dialogs.record_dialog import RecordDialog
from ecgviewer.gui.items.items_view import ItemsView
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.rhythm_entries import RhythmEntry
from ecgviewer.gui.window import item_commands
from tests.workflows.conftest import OpenWindow


def do(window: MainWindow, action_id: str) -> None:
    action = window.action_set.actions[action_id]
    assert action.isEnabled()
    action.trigger()


D = TypeVar("D", bound=QDialog)


def opened(window: MainWindow, kind: type[D]) -> D:
    return next(d for d in window.findChildren(kind) if d.isVisible())


def choose(window: MainWindow, *rows: int) -> None:
    table = window.view(ItemsView).panel.table
    table.clearSelection()
    for row in rows:
        index = table.model().index(row, 0)
        flags = table.selectionModel().SelectionFlag
        table.selectionModel().select(index, flags.Select | flags.Rows)


def said(window: MainWindow) -> str:
    return window.statusBar().currentMessage()


def listed(window: MainWindow) -> list[tuple[str, str]]:
    return [(e.what, e.text) for e in window.view(ItemsView).panel.model.entries]


def picture(window: MainWindow, name: str) -> None:
    """Keep a picture for the eye where a folder is named for it."""
    if folder := os.environ.get("ECGVIEWER_PICTURES"):
        window.grab().save(str(Path(folder) / f"{name}.png"))


def test_a_strip_of_the_view_a_range_and_an_event(
    window: MainWindow, qtbot: QtBot
) -> None:
    document, selection = window.document, window.selection
    selection.set_view(5.0, 15.0)
    do(window, "report.strip")
    (strip,) = document.items.strips
    assert document.session
    fs, leads = document.session.record.fs, document.session.record.leads
    assert (strip.start, strip.stop) == (round(5 * fs), round(15 * fs))
    assert strip.leads == tuple(lead.name for lead in leads)
    assert (strip.speed_mm_s, strip.gain_mm_mv) == (25.0, 10.0)
    selection.mark_stretch((1000, 2000))
    do(window, "report.strip")
    assert document.items.strips[1].span == (1000, 2000)
    assert document.add_episode(EpisodeKind.AF, 3000, 4000)
    found = window.view(ItemsView).parts.rhythms

    def added() -> list[RhythmEntry]:
        return [entry for entry in found.entries if entry.start == 3000]

    qtbot.waitUntil(lambda: len(added()) == 1)
    (entry,) = added()
    selection.choose_rhythms([entry.key])
    do(window, "report.strip_there")
    of_event = document.items.strips[2]
    assert (of_event.start, of_event.stop) == (
        round(3500 - 3.5 * fs),
        round(3500 + 3.5 * fs),
    )
    assert of_event.caption == "Atrial fibrillation"
    assert [text for _, text in listed(window)] == ["", "", "Atrial fibrillation"]
    do(window, "edit.undo")
    assert len(document.items.strips) == 2


def test_a_strip_of_beats_or_of_nothing(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.selection.select([])
    do(window, "report.strip_there")
    assert said(window) == "Choose a rhythm or a beat, or show the calipers first."
    assert window.document.session
    beats, fs = window.document.session.beats, window.document.session.record.fs
    window.selection.select(beats.beat_id[10:12])
    do(window, "report.strip_there")
    (strip,) = window.document.items.strips
    assert strip.start < beats.sample[10] < beats.sample[11] < strip.stop
    assert strip.duration_s(fs) == pytest.approx(7.0, abs=0.01)
    monkeypatch.setattr(item_commands, "_LONGEST_S", 5.0)
    window.selection.mark_stretch((0, round(5 * fs) + 1))
    do(window, "report.strip")
    assert len(window.document.items.strips) == 1
    assert said(window) == "A strip is 5 s at most; zoom in, or mark a range."


def test_what_the_calipers_measure_is_kept(window: MainWindow) -> None:
    do(window, "report.measurement")
    assert said(window) == "Show the calipers first (T), or drag with Ctrl."
    assert window.document.session
    beats = window.document.session.beats
    window.selection.select(beats.beat_id[5:6])
    do(window, "view.calipers")
    do(window, "report.measurement")
    (made,) = window.document.items.measurements
    assert made.what is Measured.RR
    assert made.span == (beats.sample[5], beats.sample[6] + 1)
    assert listed(window) == [
        ("Measurement", made.text(window.document.session.record.fs))
    ]
    choose(window, 0)
    do(window, "report.edit")
    opened(window, QInputDialog).textValueSelected.emit("longest")
    (named,) = window.document.items.measurements
    assert named.name == "longest"
    do(window, "report.strip_there")
    assert window.document.items.strips[0].caption.startswith("RR ")
    window.area.waveform.calipers.shift(-(10**6))
    do(window, "report.measurement")
    assert len(window.document.items.measurements) == 1


def test_the_text_of_a_measurement_is_whole_in_a_narrow_list(
    window: MainWindow,
) -> None:
    window.showNormal()
    window.resize(1280, 800)
    for action_id in ("view.calipers", "report.measurement", "view.items"):
        do(window, action_id)
    QApplication.processEvents()
    table = window.view(ItemsView).panel.table
    for column in range(table.model().columnCount()):
        assert table.columnWidth(column) >= table.sizeHintForColumn(column)


def test_a_note_is_written_changed_and_gone_to(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.selection.set_cursor(4321)
    do(window, "report.note")
    dialog = opened(window, NoteDialog)
    assert not dialog.ok.isEnabled()
    dialog.text.setText(" Stairs ")
    dialog.symptom.setCurrentText("Dyspnoea")
    dialog.diary.setChecked(True)
    dialog.accept()
    (note,) = window.document.items.notes
    assert (note.sample, note.text, note.symptom) == (4321, "Stairs", "Dyspnoea")
    assert note.source is NoteSource.DIARY
    assert listed(window) == [("Patient event", "Dyspnoea: Stairs")]
    choose(window, 0)
    do(window, "report.edit")
    again = opened(window, NoteDialog)
    assert (again.text.text(), again.symptom.currentText()) == ("Stairs", "Dyspnoea")
    again.text.setText("Two flights")
    again.accept()
    assert window.document.items.notes[0].text == "Two flights"
    panel = window.view(ItemsView).panel
    window.selection.set_view(40.0, 50.0)
    window.selection.set_cursor(None)
    panel.table.setCurrentIndex(panel.model.index(0, 0))
    panel.table.activated.emit(panel.model.index(0, 0))
    assert window.selection.cursor_sample == 4321
    left_s, right_s = window.selection.view_s
    assert window.document.session
    assert left_s < 4321 / window.document.session.record.fs < right_s
    choose(window, 0)
    do(window, "report.remove")
    assert listed(window) == []


def test_strips_are_arranged_and_proposals_answered(
    window: MainWindow, qtbot: QtBot
) -> None:
    document, panel = window.document, window.view(ItemsView).panel
    for left_s in (5.0, 20.0):
        window.selection.set_view(left_s, left_s + 8)
        do(window, "report.strip")
    first, second = document.items.strips
    choose(window, 1)
    do(window, "report.earlier")
    assert [s.start for s in document.items.strips] == [second.start, first.start]
    assert [e.start for e in panel.chosen] == [second.start]
    do(window, "report.earlier")
    do(window, "report.later")
    assert [s.start for s in document.items.strips] == [first.start, second.start]
    do(window, "report.propose")
    qtbot.waitUntil(lambda: "Proposed strip" in dict(listed(window)), timeout=20_000)
    what = [each for each, _ in listed(window)]
    n = what.count("Proposed strip")
    row = what.index("Proposed strip")
    assert n >= 1
    choose(window, row)
    do(window, "report.accept")
    assert document.items.strips[2].origin is StripOrigin.ACCEPTED
    assert document.items.strips[2].criterion
    assert [each for each, _ in listed(window)].count("Proposed strip") == n - 1
    do(window, "edit.undo")
    choose(window, row)
    do(window, "report.drop")
    assert (len(document.items.strips), len(document.items.dropped)) == (2, 1)
    assert [each for each, _ in listed(window)].count("Proposed strip") == n - 1


def test_without_a_choice_the_list_says_what_to_choose(window: MainWindow) -> None:
    told: list[str] = []
    window.view(ItemsView).remarked.connect(told.append)
    for name in ("edit", "remove", "earlier", "accept", "drop", "export"):
        do(window, f"report.{name}")
    assert len(told) == 6
    assert all(text.endswith(".") for text in told)


def test_patient_and_conclusion_are_kept_with_the_review(
    window: MainWindow, qtbot: QtBot, record_path: Path, open_window: OpenWindow
) -> None:
    header = record_path.read_bytes()
    do(window, "file.information")
    dialog = opened(window, RecordDialog)
    assert dialog.tabs.currentWidget() is dialog.text
    dialog.reject()
    do(window, "report.patient")
    dialog = opened(window, RecordDialog)
    assert dialog.tabs.currentWidget() is dialog.form
    dialog.form.lines["name"].setText("A 17")
    dialog.form.lines["drugs"].setText("Bisoprolol 5 mg ")
    dialog.accept()
    do(window, "report.conclusion")
    written = opened(window, ConclusionDialog)
    assert written.written() == ""
    assert not written.insert_button.isEnabled()
    qtbot.waitUntil(written.insert_button.isEnabled, timeout=20_000)
    written.sentences.setCurrentRow(0)
    written.insert_button.click()
    assert "Sinus rhythm, mean heart rate " in written.written()
    assert "{" not in written.written()
    text = written.written()
    written.accept()
    assert window.document.items.patient == PatientFields(
        "A 17", drugs="Bisoprolol 5 mg"
    )
    (journal,) = record_path.parent.glob("*.jsonl")
    trail = [entry.what for entry in read_audit(journal)[2:]]
    assert trail[0] == "Add patient fields"
    assert trail[1].startswith("Add conclusion: Sinus rhythm")
    assert record_path.read_bytes() == header
    window.close()
    again = open_window(record_path)
    assert again.document.items.patient.name == "A 17"
    assert again.document.items.conclusion == text
    do(again, "edit.undo")
    assert again.document.items.conclusion == ""


def test_own_sentences_are_kept_in_the_settings(window: MainWindow) -> None:
    do(window, "report.conclusion")
    dialog = opened(window, ConclusionDialog)
    dialog.text.setPlainText("Follow-up in\none year, {mean_rate}/min.")
    dialog.keep_button.click()
    sentence = "Follow-up in one year, {mean_rate}/min."
    assert window.settings.sentences == [sentence]
    dialog.reject()
    do(window, "report.conclusion")
    dialog = opened(window, ConclusionDialog)
    assert dialog.own == [sentence]
    dialog.sentences.setCurrentRow(0)
    dialog.forget_button.click()
    assert window.settings.sentences == []
    assert window.document.items.conclusion == ""


def test_the_list_is_exported(window: MainWindow, tmp_path: Path) -> None:
    window.selection.set_view(5.0, 15.0)
    do(window, "report.strip")
    told: list[str] = []
    view = window.view(ItemsView)
    view.remarked.connect(told.append)
    view.commands.write(str(tmp_path / "list.csv"))
    assert told[-1] == f"Wrote list.csv to {tmp_path}"
    assert (tmp_path / "list.csv").read_text(encoding="utf-8").count("strip") == 1
    view.commands.write(str(tmp_path / "none" / "list.csv"))
    assert "none" in told[-1]
    assert not (tmp_path / "none").exists()


def test_the_list_shows_one_kind_and_sorts(window: MainWindow) -> None:
    panel = window.view(ItemsView).panel
    assert not panel.empty.isHidden()
    assert "Ctrl+S keeps what is in view as a strip" in panel.empty.text()
    window.action_set.set_keys(["report.strip=Ctrl+Alt+G"])
    assert "Ctrl+Alt+G keeps what is in view" in panel.empty.text()
    window.selection.set_view(30.0, 40.0)
    do(window, "report.strip")
    window.selection.set_cursor(500)
    do(window, "report.note")
    opened(window, NoteDialog).text.setText("b")
    opened(window, NoteDialog).accept()
    assert panel.empty.isHidden()
    assert [what for what, _ in listed(window)] == ["Strip", "Note"]
    panel.table.sortByColumn(0, panel.table.horizontalHeader().sortIndicatorOrder())
    assert [what for what, _ in listed(window)] == ["Note", "Strip"]
    choose(window, 0, 1)
    QTest.keySequence(panel.table, QKeySequence(QKeySequence.StandardKey.Copy))
    copied = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[1] for line in copied] == ["Note", "Strip"]
    panel.shown.setCurrentText("Strips")
    assert [what for what, _ in listed(window)] == ["Strip"]
    panel.shown.setCurrentText("Notes and events")
    assert [what for what, _ in listed(window)] == ["Note"]


def test_markers_of_the_record_are_listed_and_not_changed(
    open_window: OpenWindow, record_path: Path, qtbot: QtBot
) -> None:
    marks = new_annotations([3000, 9000], ['"', "+"])
    aux = np.empty(2, object)
    aux[:] = [b"Event button", b"(AFIB"]
    write_annotations(record_path.with_suffix(".evt"), replace(marks, aux=aux))
    window = open_window(record_path)
    marker = ("Marker", "Event button (evt)")
    qtbot.waitUntil(lambda: listed(window) == [marker])
    choose(window, 0)
    do(window, "report.remove")
    assert listed(window) == [marker]
    assert said(window) == "Choose a row of the strips and notes first."
